import { gathered } from './gathered.js';

const most = { items: 3, weight: 100 };

/** A source that is asked no further than it is read, and says how far. */
class Source {
  asked = 0;
  constructor(
    private readonly items: readonly number[],
    private readonly failure?: Error,
  ) {}
  async *[Symbol.asyncIterator](): AsyncGenerator<number> {
    for (const item of this.items) {
      this.asked += 1;
      yield await Promise.resolve(item);
    }
    if (this.failure) throw this.failure;
  }
}
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('what gathers while its reader is busy', () => {
  it('comes whole and in order, in portions that grow up to the most and no further', async () => {
    const source = new Source([1, 2, 3, 4, 5, 6, 7, 8]);
    const portions: (readonly number[])[] = [];
    for await (const portion of gathered(source, () => 1, most)) {
      portions.push(portion);
      await settled();
      // While the reader is busy no more than one portion lies there.
      expect(source.asked).toBeLessThanOrEqual(portions.flat().length + most.items);
    }
    expect(portions.flat()).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(portions.slice(1, -1).map(({ length }) => length)).toEqual([3, 3]);
  });

  it('is cut by its weight too', async () => {
    const portions: (readonly number[])[] = [];
    for await (const portion of gathered(new Source([60, 60, 60, 60]), (item) => item, most)) {
      portions.push(portion);
      await settled();
    }
    expect(Math.max(...portions.map(({ length }) => length))).toBe(2);
    expect(portions.flat()).toHaveLength(4);
  });

  it('a failure of the source is thrown behind what came before it', async () => {
    const read: number[] = [];
    const reading = (async () => {
      for await (const portion of gathered(new Source([1, 2], new Error('cut')), () => 1, most)) read.push(...portion);
    })();
    await expect(reading).rejects.toThrow('cut');
    expect(read).toEqual([1, 2]);
  });

  it('a reader that leaves is not kept waiting by a source that brings nothing', async () => {
    async function* endless(): AsyncGenerator<number> {
      yield 1;
      await new Promise(() => undefined);
    }
    for await (const portion of gathered(endless(), () => 1, most)) {
      expect(portion).toEqual([1]);
      break;
    }
  });
});
