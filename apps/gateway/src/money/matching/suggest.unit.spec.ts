import fc from 'fast-check';
import { createReferences } from '../reference/references.js';
import { normalise } from './normalise.js';
import { suggest, type UnmatchedCredit, type WaitingPayment } from './suggest.js';

const prefixes = ['HSDVC'];
const references = createReferences({ prefix: 'HSDVC', key: Buffer.alloc(32, 3) });
const payment = (name: string, part: Partial<WaitingPayment> = {}): WaitingPayment => ({
  payment: name,
  reference: references.at(name.charCodeAt(0)),
  account: 'kho-bac-2',
  due: 1,
  openedAt: '2026-07-01T02:00:00Z',
  ...part,
});
const credit: UnmatchedCredit = {
  account: 'kho-bac-1',
  amount: 150_000,
  bankTime: '2026-08-01T10:00:00+07:00',
  payer: normalise('Nguyễn Thị Đào'),
};
const ranking = (waiting: WaitingPayment[], part: Partial<UnmatchedCredit> = {}, limit?: number) =>
  suggest({ ...credit, ...part }, waiting, { prefixes, limit }).map((one) => one.payment);

describe('suggestions for a credit that nobody could match', () => {
  it('say why', () => {
    const same = payment('a', {
      account: 'kho-bac-1',
      due: 150_000,
      openedAt: '2026-07-31T18:00:00Z',
      payers: ['X', normalise('NGUYEN THI DAO')],
    });
    const text = `LE PHI ${same.reference.slice(0, -1)}`;
    expect(suggest({ ...credit, text }, [same], { prefixes })).toEqual([
      { payment: 'a', reasons: ['nearReference', 'samePayer', 'sameAmount', 'sameAccount', 'sameDay'] },
    ]);
  });

  it('rank a damaged reference first, then the payer, then the amount; each better with account and day', () => {
    const near = payment('a');
    const payer = payment('b', { payers: [credit.payer!] });
    const amount = payment('c', { due: 150_000 });
    const amountAndDay = payment('d', { due: 150_000, openedAt: '2026-08-01T01:00:00Z' });
    const waiting = [amount, payer, near, amountAndDay, payment('e')];
    expect(ranking(waiting, { text: `${near.reference.slice(0, 6)}2${near.reference.slice(7)}` })).toEqual([
      'a',
      'd',
      'b',
      'c',
    ]);
  });

  it('account and day alone suggest nothing, nor does an empty name', () => {
    const near = payment('a', { account: 'kho-bac-1', openedAt: credit.bankTime, payers: [''] });
    expect(ranking([near], { payer: '' })).toEqual([]);
  });

  it('of equals, the one opened nearest to the transfer first', () => {
    const early = payment('a', { due: 150_000, openedAt: '2026-07-01T02:00:00Z' });
    const late = payment('b', { due: 150_000, openedAt: '2026-07-20T02:00:00Z' });
    expect(ranking([early, late])).toEqual(['b', 'a']);
  });

  it.each<[string, (reference: string) => string, boolean]>([
    ['one letter wrong', (code) => code.slice(0, 8) + (code[8] === '2' ? '3' : '2') + code.slice(9), true],
    ['a letter lost', (code) => code.slice(0, 8) + code.slice(9), true],
    ['a letter too many', (code) => `${code.slice(0, 8)}2${code.slice(8)}`, true],
    ['two neighbours exchanged', (code) => code.slice(0, 8) + code[9]! + code[8]! + code.slice(10), true],
    ['the end cut off', (code) => code.slice(0, 10), true],
    ['nearly all cut off', (code) => code.slice(0, 9), false],
    ['the prefix alone', () => 'HSDVC', false],
    ['another reference', () => references.at(500), false],
  ])('a reference with %s: near is %s', (_, damage, isNear) => {
    const waiting = payment('a');
    expect(ranking([waiting], { text: `chuyen tien ${damage(waiting.reference)}` })).toEqual(isNear ? ['a'] : []);
  });

  it('the order does not depend on the order of what waits, and the limit holds', () => {
    const waiting = fc.uniqueArray(
      fc.record({
        payment: fc.string({ minLength: 1, maxLength: 3 }),
        reference: fc.nat(50).map((sequence) => references.at(sequence)),
        account: fc.constantFrom('kho-bac-1', 'kho-bac-2'),
        due: fc.constantFrom(150_000, 1),
        openedAt: fc.constantFrom('2026-08-01T02:00:00Z', '2026-07-01T02:00:00Z', 'no time'),
        payers: fc.constantFrom([], [credit.payer!]),
      }),
      { selector: (one) => one.payment, maxLength: 12 },
    );
    fc.assert(
      fc.property(waiting, fc.integer({ min: 0, max: 6 }), (open, limit) => {
        const ranked = ranking(open, {}, limit);
        expect(ranked).toEqual(ranking([...open].reverse(), {}, limit));
        expect(ranked.length).toBeLessThanOrEqual(limit);
      }),
    );
  });
});
