import { capitalize } from 'lodash';

export function show(text) {
  document.body.innerHTML = `<h1>${capitalize(text)}</h1>`;
}
