import { pacedPages, SourceInCircle, type ReadingProgress, type SourcePage } from './paced-reader.js';

/** A source of numbered items on pages of two, a clock that only sleeping moves. */
function world(items: number) {
  const asked: { readonly cursor: string | undefined; readonly at: number }[] = [];
  const progress: ReadingProgress[] = [];
  let now = 0;
  const read = (cursor: string | undefined): Promise<SourcePage<number>> => {
    asked.push({ cursor, at: now });
    const from = Number(cursor ?? 0);
    const page = Array.from({ length: Math.min(2, items - from) }, (_, index) => from + index);
    return Promise.resolve({ items: page, ...(from + 2 < items ? { next: String(from + 2) } : {}) });
  };
  const options = {
    read,
    pagesPerSecond: 4,
    deadlineMillis: 1_000,
    onProgress: (told: ReadingProgress) => void progress.push(told),
    clock: () => now,
    sleep: (millis: number) => Promise.resolve(void (now += millis)),
  };
  return { asked, progress, options, pass: (millis: number) => (now += millis) };
}

it('reads every page once, in order, at the set rate', async () => {
  const { asked, progress, options } = world(7);
  const found: number[] = [];
  for await (const items of pacedPages(options)) found.push(...items);
  expect(found).toEqual([0, 1, 2, 3, 4, 5, 6]);
  expect(asked.map(({ at }) => at)).toEqual([0, 250, 500, 750]);
  expect(progress.at(-1)).toEqual({ pages: 4, items: 7, done: true });
  expect(progress[0]).toEqual({ pages: 1, items: 2, cursor: '2', done: false });
});

it('a slow reader is not made up for by a burst', async () => {
  const { asked, options, pass } = world(7);
  let first = true;
  for await (const _ of pacedPages(options)) {
    if (first) pass(5_000);
    first = false;
  }
  expect(asked.map(({ at }) => at)).toEqual([0, 5_000, 5_250, 5_500]);
});

it('stops after the page under way and goes on from there', async () => {
  const { progress, options, asked } = world(7);
  const stop = new AbortController();
  const found: number[] = [];
  for await (const items of pacedPages({ ...options, stop: stop.signal })) {
    found.push(...items);
    if (found.length === 4) stop.abort();
  }
  expect(progress.at(-1)).toMatchObject({ cursor: '4', done: false });
  for await (const items of pacedPages({ ...options, from: progress.at(-1)!.cursor! })) found.push(...items);
  expect(found).toEqual([0, 1, 2, 3, 4, 5, 6]);
  expect(asked.map(({ cursor }) => cursor)).toEqual([undefined, '2', '4', '6']);
});

it('a page that the reader did not take is not told as read', async () => {
  const { progress, options } = world(7);
  await expect(
    (async () => {
      for await (const items of pacedPages(options)) if (items[0] === 2) throw new Error('the store is away');
    })(),
  ).rejects.toThrow('the store is away');
  expect(progress.map(({ cursor }) => cursor)).toEqual(['2']);
});

it('a source that names the same next page again ends with an error', async () => {
  const { options } = world(1);
  const circle = { ...options, read: () => Promise.resolve({ items: [1], next: 'x' }) };
  await expect(
    (async () => {
      for await (const _ of pacedPages(circle));
    })(),
  ).rejects.toThrow(SourceInCircle);
});

it('a page that does not come is given up at its deadline', async () => {
  const { options } = world(1);
  const silent = (_: string | undefined, signal: AbortSignal): Promise<SourcePage<number>> =>
    new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
  await expect(
    (async () => {
      for await (const _items of pacedPages({ ...options, read: silent, deadlineMillis: 20 }));
    })(),
  ).rejects.toThrow('timeout');
});
