export function App() {
  return <h1>the page says hello</h1>;
}
