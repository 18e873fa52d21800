import { render, screen } from '@testing-library/react';
import { App } from './App';

jest.mock('react-dom/server', () => ({ mocked: true }));

test('renders', () => {
  render(<App />);
  expect(screen.getByText(/says hello/)).toBeInTheDocument();
  expect(require('react-dom/server').mocked).toBe(true);
  expect(screen.getByRole('heading').outerHTML).toMatchInlineSnapshot(`"<h1>the page says hello</h1>"`);
});
