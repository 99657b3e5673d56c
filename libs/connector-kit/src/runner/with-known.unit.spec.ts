import { withKnown } from './with-known.js';

/** Knows names only, and forgets when told to. */
class Names {
  readonly known = new Set<string>();
  has = (subject: string): boolean => this.known.has(subject);
  learn = (subject: string): void => void this.known.add(subject);
  /** Learns what is asked for and notes it. */
  learning =
    (asked: string[][] = []) =>
    (unknown: ReadonlyMap<string, number>): Promise<void> => {
      asked.push([...unknown.keys()]);
      for (const subject of unknown.keys()) this.learn(subject);
      return Promise.resolve();
    };
}
const works = [
  { subject: 'a', shard: 1 },
  { subject: 'b', shard: 2 },
  { subject: 'a', shard: 1 },
];

describe('to act with what is known', () => {
  it('acts at once, without a question, when every subject is known', async () => {
    const book = new Names();
    for (const { subject } of works) book.learn(subject);
    const asked: string[][] = [];
    expect(await withKnown(book, book.learning(asked), works, () => 'acted')).toBe('acted');
    expect(asked).toEqual([]);
  });

  it('asks once for all that are unknown, each of them once', async () => {
    const book = new Names();
    book.learn('b');
    const asked: string[][] = [];
    await withKnown(book, book.learning(asked), works, () => undefined);
    expect(asked).toEqual([['a']]);
  });

  it('learns a subject of which nothing has ended', async () => {
    const book = new Names();
    await withKnown(book, book.learning(), works, () => undefined);
    expect([...book.known].sort()).toEqual(['a', 'b']);
  });

  it('asks again for what was forgotten while others were being read, and acts in the turn that sees all', async () => {
    const book = new Names();
    book.learn('b');
    let round = 0;
    const learn = async (unknown: ReadonlyMap<string, number>) => {
      round += 1;
      // While `a` is being read the last of `b` ends, and `b` is forgotten.
      if (round === 1) book.known.delete('b');
      await book.learning()(unknown);
    };
    const seen = await withKnown(book, learn, works, () => works.map(({ subject }) => book.has(subject)));
    expect(seen).toEqual([true, true, true]);
    expect(round).toBe(2);
  });

  it('does not act when the store does not answer', async () => {
    let acted = false;
    const away = () => Promise.reject(new Error('away'));
    await expect(withKnown(new Names(), away, works, () => (acted = true))).rejects.toThrow('away');
    expect(acted).toBe(false);
  });
});
