import fc from 'fast-check';
import { LedgerPlay } from './testing/ledger-play.js';
import { isOpen, kept, type Ledger } from './payment.js';

const codes = ['A', 'B', 'C'] as const;
const fees = fc.record({ A: fc.integer({ min: 1, max: 50 }), B: fc.integer({ min: 1, max: 50 }), C: fc.constant(7) });
const some = fc.uniqueArray(fc.constantFrom(...codes), { minLength: 1, maxLength: 3 });
const which = fc.nat({ max: 5 });

type Act =
  | { readonly act: 'open'; readonly fees: readonly string[]; readonly asked: boolean }
  | { readonly act: 'credit' | 'reverse'; readonly which: number; readonly amount: number; readonly back: number }
  | { readonly act: 'expire' | 'cancel' | 'ready' | 'doubt'; readonly which: number }
  | { readonly act: 'state'; readonly fees: Record<string, number>; readonly ended: boolean };

const acts: fc.Arbitrary<Act[]> = fc.array(
  fc.oneof(
    { weight: 2, arbitrary: fc.record({ act: fc.constant('open' as const), fees: some, asked: fc.boolean() }) },
    {
      weight: 5,
      arbitrary: fc.record({
        ...{ act: fc.constantFrom('credit', 'credit', 'credit', 'reverse'), which },
        ...{ amount: fc.integer({ min: 1, max: 120 }), back: fc.nat({ max: 40 }) },
      }),
    },
    { weight: 3, arbitrary: fc.record({ act: fc.constantFrom('expire', 'cancel', 'ready', 'doubt'), which }) },
    {
      weight: 1,
      arbitrary: fc.record({ act: fc.constant('state' as const), fees: fees, ended: fc.boolean() }),
    },
  ),
  { maxLength: 40 },
) as fc.Arbitrary<Act[]>;

/** Plays everything in turn; how much has come in. */
function run(play: LedgerPlay, all: readonly Act[]): number {
  let credited = 0;
  for (const one of all) {
    const { payments } = play.ledger;
    if (one.act === 'open') {
      const taken = new Set(
        payments
          .filter((payment) => isOpen(payment) || payment.state === 'settled')
          .flatMap((payment) => payment.fees.map(({ code }) => code)),
      );
      const free = one.fees.filter((code) => !taken.has(code) && play.ledger.owed.fees.has(code));
      if (free.length === 0 || play.ledger.owed.ended) continue;
      play.open(String(payments.length), free, one.asked ? { state: 'initiating' } : {});
    } else if (one.act === 'state') play.state(one.fees, one.ended);
    else if (payments.length > 0) {
      const { id } = payments[one.which % payments.length]!;
      if (one.act === 'reverse') {
        play.happens({ kind: 'reversed', payment: id, amount: one.amount });
        if (play.told.at(-1)?.kind === 'reversed') credited -= one.amount;
      } else if (one.act === 'credit') {
        credited += one.amount;
        play.credit(id, one.amount, new Date(Date.parse(play.at()) - one.back * 1_000).toISOString());
      } else if (one.act === 'expire') play.expire(id);
      else if (one.act === 'cancel') play.cancel(id);
      else play.happens({ kind: one.act === 'ready' ? 'ready' : 'doubted', payment: id });
    }
  }
  return credited;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
const settledSum = ({ payments }: Ledger): number =>
  sum(payments.filter(({ state }) => state === 'settled').map(({ amount }) => amount));
const partialSum = ({ payments }: Ledger): number => sum(payments.filter(({ state }) => state !== 'settled').map(kept));

describe('the books of a dossier', () => {
  it('balance to the dong, whatever happens in whatever order', () => {
    fc.assert(
      fc.property(fees, acts, (owed, all) => {
        const play = new LedgerPlay(owed);
        const credited = run(play, all);
        const refunds = sum(play.refundsDue().map(([, amount]) => amount));
        expect(settledSum(play.ledger) + partialSum(play.ledger) + refunds).toBe(credited);
        expect(sum(play.ledger.payments.map(({ refunded }) => refunded))).toBe(refunds);
        expect(play.ledger.payments.every((payment) => kept(payment) >= 0)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  it('settle no fee twice, and nothing that is not covered', () => {
    fc.assert(
      fc.property(fees, acts, (owed, all) => {
        const play = new LedgerPlay(owed);
        run(play, all);
        const settled = play.ledger.payments.filter(({ state }) => state === 'settled');
        const paid = settled.flatMap((payment) => payment.fees.map(({ code }) => code));
        expect(new Set(paid).size).toBe(paid.length);
        expect(settled.every((payment) => kept(payment) === payment.amount)).toBe(true);
        const told = play.told.flatMap((one) => (one.kind === 'settled' ? [one.payment] : []));
        expect(told.sort()).toEqual(settled.map(({ id }) => id).sort());
      }),
      { numRuns: 2_000 },
    );
  });

  it('have no fee with two open payments, and leave nothing open that has been paid', () => {
    fc.assert(
      fc.property(fees, acts, (owed, all) => {
        const play = new LedgerPlay(owed);
        run(play, all);
        const blocked = play.ledger.payments
          .filter((payment) => isOpen(payment) || payment.state === 'settled')
          .flatMap((payment) => payment.fees.map(({ code }) => code));
        expect(new Set(blocked).size).toBe(blocked.length);
      }),
      { numRuns: 2_000 },
    );
  });

  it('are the same for credits and expiry of one payment in any order', () => {
    const credits = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(credits, fc.array(fc.nat(), { minLength: 6, maxLength: 6 }), (amounts, keys) => {
        const standing = (order: readonly number[]) => {
          const play = new LedgerPlay({ A: 50 }).open('a', ['A']);
          const moved = play.at();
          for (const at of order) {
            if (at === amounts.length) play.expire('a');
            else play.credit('a', amounts[at]!, moved);
          }
          const { received, refunded, state } = play.payment('a');
          return { received, refunded, paid: state === 'settled' };
        };
        const inOrder = [...amounts.keys(), amounts.length];
        const shuffled = inOrder
          .map((at) => ({ at, key: keys[at]! }))
          .sort((a, b) => a.key - b.key || a.at - b.at)
          .map(({ at }) => at);
        expect(standing(shuffled)).toEqual(standing(inOrder));
      }),
    );
  });
});
