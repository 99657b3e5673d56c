import { formatBy } from './negotiate.js';

it.each([
  [undefined, 'json'],
  ['*/*', 'json'],
  ['text/csv', 'csv'],
  ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', 'html'],
  ['application/json;q=0.5, text/csv;q=0.9', 'csv'],
  ['text/csv;q=0, application/json', 'json'],
  ['image/png', 'json'],
])('who accepts %s gets %s', (accept, format) => {
  expect(formatBy(accept)).toBe(format);
});
