import { within } from './within.js';

const never = (): Promise<string> => new Promise(() => undefined);

it('brings what the work brings, a failure too', async () => {
  expect(await within(10_000, () => Promise.resolve('done'), 'late')).toBe('done');
  await expect(within(10_000, () => Promise.reject(new Error('broken')), 'late')).rejects.toThrow('broken');
});

it('does not wait longer', async () => {
  expect(await within(1, never, 'late')).toBe('late');
});
