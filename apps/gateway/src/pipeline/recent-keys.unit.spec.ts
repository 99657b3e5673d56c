import { RecentKeys } from './recent-keys.js';

describe('keys seen last', () => {
  const wrapped = (n: number): Buffer => Buffer.from(n.toString(16).padStart(152, '0'), 'hex');

  it('hold no more memory than their own bytes, whatever they are a piece of', () => {
    const keys = new RecentKeys(100);
    const given = Array.from({ length: 100 }, (_, n) => wrapped(n));
    expect(given[0]!.buffer.byteLength).toBeGreaterThan(1_000);
    given.forEach((key, n) => keys.set(`H44.${n}`, key));
    const held = given.map((_, n) => keys.get(`H44.${n}`)!);
    expect(held).toEqual(given);
    expect(new Set(held.map(({ buffer }) => buffer)).size).toBe(100);
    expect(held.reduce((sum, { buffer }) => sum + buffer.byteLength, 0)).toBe(100 * 76);
  });

  it('are so many', () => {
    const keys = new RecentKeys(2);
    for (const n of [1, 2, 1, 3]) keys.set(`H44.${n}`, wrapped(n));
    expect([1, 2, 3].map((n) => keys.get(`H44.${n}`))).toEqual([wrapped(1), undefined, wrapped(3)]);
  });
});
