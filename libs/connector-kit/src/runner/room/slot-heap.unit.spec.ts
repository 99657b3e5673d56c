import fc from 'fast-check';
import { SlotHeap } from './slot-heap.js';
import { Slots } from './slots.js';

describe('a heap of slots', () => {
  it('gives what is left in order of its key, whichever were taken out', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(1_000), { minLength: 1, maxLength: 80 }),
        fc.array(fc.nat(79), { maxLength: 40 }),
        (ranks, out) => {
          const slots = new Slots();
          const heap = new SlotHeap(slots, 'rank');
          const all = ranks.map((rank) => {
            const slot = slots.take();
            slots.rank[slot] = rank;
            heap.push(slot);
            return slot;
          });
          const taken = new Set(out.filter((at) => at < all.length));
          for (const at of taken) heap.remove(all[at]!);
          const left: number[] = [];
          for (let slot = heap.pop(); slot !== undefined; slot = heap.pop()) left.push(slots.rank[slot]!);
          expect(left).toEqual(ranks.filter((_, at) => !taken.has(at)).sort((a, b) => a - b));
        },
      ),
      { numRuns: 1_000 },
    );
  });
});
