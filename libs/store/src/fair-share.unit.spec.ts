import { FairShare } from './fair-share.js';

const shareOf3 = () =>
  new FairShare<string>({ askerOf: (unit) => (unit === '-' ? undefined : unit[0]), units: 3, forMs: 1_000 });

/** Which of these go into the next transaction. */
const taken = (share: FairShare<string>, now: number, units: readonly string[]): string[] => {
  const fits = share.transaction(now);
  return units.filter((unit) => fits([unit]));
};

describe('the room of one asker in a transaction', () => {
  const asked = ['a1', 'a2', 'a3', 'a4', 'b1', '-', 'a5', 'b2'];

  it('is all of it while nobody else asks', () => {
    const share = shareOf3();
    for (const unit of ['a1', '-', 'a2']) share.asked([unit], 0);
    expect(taken(share, 0, asked)).toEqual(asked);
  });

  it('is its share while several ask, and for a while after the other one has', () => {
    const share = shareOf3();
    for (const unit of asked) share.asked([unit], 100);
    expect(taken(share, 1_100, asked)).toEqual(['a1', 'a2', 'a3', 'b1', '-', 'b2']);
    expect(taken(share, 1_101, asked)).toEqual(asked);
  });

  it('is that of what was submitted together once, however much, and nobody passes what is left of his own', () => {
    const share = shareOf3();
    for (const unit of asked) share.asked([unit], 0);
    const fits = share.transaction(0);
    expect(fits(['a1', 'a2', 'a3', 'a4'])).toBe(true);
    expect(fits(['a5'])).toBe(false);
    expect(fits(['b1', 'b2'])).toBe(true);
    expect(fits(['b3', 'b4'])).toBe(false);
    expect(fits(['b5'])).toBe(false);
  });
});
