import { expect, test } from 'vitest';
import { Hello } from './index';

test('is an element', () => expect(Hello({ name: 'the page' }).type).toBe('h1'));
