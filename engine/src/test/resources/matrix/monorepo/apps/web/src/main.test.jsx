import { Hello } from '@repo/ui';
import { renderToString } from 'react-dom/server';
import { expect, test } from 'vitest';

test('both have one react', () => expect(renderToString(<Hello name="the page" />)).toContain('says hello'));
