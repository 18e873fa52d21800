export function Hello({ name }: { name: string }) {
  return <h1>{name} says hello</h1>;
}
