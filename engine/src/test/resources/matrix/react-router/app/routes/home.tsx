import { text } from '~/text';

export default function Home() {
  return <h1 className="text-3xl">{text}</h1>;
}
