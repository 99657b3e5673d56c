import { isDay } from './day.js';

it.each([
  ['2026-11-20', true],
  ['2024-02-29', true],
  ['2026-02-29', false],
  ['2026-13-01', false],
  ['2026-11-20T00:00:00Z', false],
  ['20-11-2026', false],
])('%s', (text, there) => {
  expect(isDay(text)).toBe(there);
});
