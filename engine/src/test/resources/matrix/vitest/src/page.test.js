import { screen } from '@testing-library/dom';
import { expect, test, vi } from 'vitest';
import { show } from './page';

vi.mock('lodash', async (original) => ({ ...(await original()), capitalize: (text) => text + ', mocked' }));

test('shows what it is told, through a mock', () => {
  show('the page says hello');
  expect(screen.getByRole('heading').textContent).toBe('the page says hello, mocked');
});
