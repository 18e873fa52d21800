import { renderToString } from 'react-dom/server';
import { expect, test } from 'vitest';
import App from './App';

test('one react renders it', () => expect(renderToString(<App />)).toContain('the page says hello'));
