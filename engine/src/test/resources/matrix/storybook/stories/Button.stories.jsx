import { Button } from './Button';

export default { title: 'Example/Button', component: Button };

export const Says = { args: { label: 'hello' } };
