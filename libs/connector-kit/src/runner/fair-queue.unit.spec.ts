import fc from 'fast-check';
import { FairQueue, rankOf } from './fair-queue.js';

const drain = (queue: FairQueue<string>): string[] => {
  const order: string[] = [];
  for (let item = queue.pop(); item !== undefined; item = queue.pop()) order.push(item);
  return order;
};

describe('the ready queue', () => {
  it('takes clients in turn, the smallest rank of each first', () => {
    const queue = new FairQueue<string>();
    for (const [client, rank] of [
      ['a', 3],
      ['a', 1],
      ['a', 2],
      ['b', 9],
      ['b', 8],
    ] as const)
      queue.push(client, rank, `${client}${rank}`);
    expect(drain(queue)).toEqual(['a1', 'b8', 'a2', 'b9', 'a3']);
  });

  it('gives back everything, in order of rank, for one client', () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), (ranks) => {
        const queue = new FairQueue<string>();
        for (const rank of ranks) queue.push('a', rank, String(rank));
        expect(drain(queue).map(Number)).toEqual([...ranks].sort((x, y) => x - y));
        expect(queue.size).toBe(0);
      }),
    );
  });

  it('ranks by due date, and age makes an old one pass a younger one with an earlier date', () => {
    expect(rankOf(100, 0, 0)).toBeLessThan(rankOf(200, 0, 0));
    expect(rankOf(200, 0, 1)).toBeLessThan(rankOf(150, 100, 1));
  });
});
