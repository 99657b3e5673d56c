import { PacedReader, type ReadingPace } from './paced-reader.js';

/** A clock that stands still but for what somebody waits for. */
function readerOf(pace: ReadingPace): { readonly reader: PacedReader; readonly at: () => number } {
  let now = 0;
  const wait = (ms: number): Promise<void> => {
    now = Math.max(now, now + ms);
    return Promise.resolve();
  };
  return { reader: new PacedReader(pace, { now: () => now, wait }), at: () => now };
}
const numbers = (count: number) => (last: number | undefined, rows: number) =>
  Promise.resolve(Array.from({ length: count }, (_, index) => index).slice((last ?? -1) + 1, (last ?? -1) + 1 + rows));
const all = async (pages: AsyncIterable<readonly number[]>): Promise<readonly (readonly number[])[]> => {
  const found: (readonly number[])[] = [];
  for await (const page of pages) found.push(page);
  return found;
};

it('reads page by page, each behind the last row of the one before, and none that is empty', async () => {
  const { reader } = readerOf({ rows: 3, pagesPerSecond: 1_000 });
  expect(await all(reader.pages(numbers(7)))).toEqual([[0, 1, 2], [3, 4, 5], [6]]);
  expect(await all(reader.pages(numbers(6)))).toEqual([
    [0, 1, 2],
    [3, 4, 5],
  ]);
  expect(await all(reader.pages(numbers(0)))).toEqual([]);
});

it('gives all comparisons together so many pages a second, and saves up no pause', async () => {
  const { reader, at } = readerOf({ rows: 1, pagesPerSecond: 10 });
  await Promise.all([all(reader.pages(numbers(5))), all(reader.pages(numbers(5)))]);
  // Ten full pages and two empty ones that end them: the first at once, eleven a tenth of a second apart.
  expect(at()).toBe(1_100);
  await reader.turn();
  expect(at()).toBe(1_200);
});
