export default function Page() {
  return <h1 className="text-3xl">the page says hello</h1>;
}
