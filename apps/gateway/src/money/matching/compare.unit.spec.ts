import fc from 'fast-check';
import { compareWithExpected, type Expected, type Movement, type Obstacle } from './compare.js';

const expected: Expected = {
  account: 'kho-bac-1',
  virtualAccount: 'VQRQ0001',
  due: 150_000,
  openedAt: '2026-08-01T02:00:00Z',
  expiresAt: '2026-08-02T02:00:00Z',
};
const movement: Movement = {
  account: 'kho-bac-1',
  direction: 'in',
  amount: 150_000,
  currency: 'VND',
  bankTime: '2026-08-01T10:00:00+07:00',
};
const compare = (part: Partial<Movement>, owed: Partial<Expected> = {}) =>
  compareWithExpected({ ...movement, ...part }, { ...expected, ...owed });

describe('a movement beside what a payment expects', () => {
  it('fits when all agrees', () => {
    expect(compare({ virtualAccount: 'vqrq0001' })).toEqual({
      account: 'same',
      virtualAccount: 'same',
      direction: 'in',
      currency: 'same',
      amount: { verdict: 'exact', by: 0 },
      time: 'inTime',
      obstacles: [],
    });
  });

  it.each<[string, Partial<Movement>, Obstacle]>([
    ['another account', { account: 'kho-bac-2' }, 'account.other'],
    ["another payment's virtual account", { virtualAccount: 'VQRQ0002' }, 'virtualAccount.other'],
    ['money that goes out', { direction: 'out' }, 'direction.out'],
    ['another currency', { currency: 'USD' }, 'currency.notVnd'],
    ['a fraction', { amount: 0.5 }, 'amount.notWhole'],
    ['nothing', { amount: 0 }, 'amount.notWhole'],
    ['less than nothing', { amount: -150_000 }, 'amount.notWhole'],
    ['more than numbers hold', { amount: 2 ** 60 }, 'amount.notWhole'],
    ['a time that is none', { bankTime: 'hom qua' }, 'time.unreadable'],
    ['money from before the payment', { bankTime: '2026-08-01T01:54:59Z' }, 'time.beforeOpened'],
    ['money of the day before', { bankTime: '2026-07-31' }, 'time.beforeOpened'],
  ])('%s is an obstacle', (_, part, obstacle) => {
    expect(compare(part).obstacles).toEqual([obstacle]);
  });

  it.each<[string, Partial<Movement>, object]>([
    ['too little', { amount: 149_999 }, { amount: { verdict: 'short', by: 1 } }],
    ['too much', { amount: 150_001 }, { amount: { verdict: 'over', by: 1 } }],
    ['after expiry', { bankTime: '2026-08-02T02:00:01Z' }, { time: 'late' }],
    ['a day after expiry', { bankTime: '2026-08-03' }, { time: 'late' }],
    ['the last second', { bankTime: '2026-08-02T02:00:00Z' }, { time: 'inTime' }],
    ['the day of expiry, hour unknown', { bankTime: '2026-08-02' }, { time: 'inTime' }],
    ['a bank clock four minutes slow', { bankTime: '2026-08-01T01:56:00Z' }, { time: 'inTime' }],
  ])('%s is none', (_, part, verdict) => {
    expect(compare(part)).toMatchObject({ ...verdict, obstacles: [] });
  });

  it('the day is the Vietnamese one', () => {
    const owed = { openedAt: '2026-07-31T18:00:00Z' }; // 1 August, 01:00 there
    expect(compare({ bankTime: '2026-08-01' }, owed).time).toBe('inTime');
    expect(compare({ bankTime: '2026-07-31' }, owed).time).toBe('early');
  });

  it('a payment without expiry is never late, and one without virtual account asks for none', () => {
    const { expiresAt: _, virtualAccount: __, ...open } = expected;
    const verdict = compareWithExpected({ ...movement, virtualAccount: 'X', bankTime: '2036-01-01' }, open);
    expect(verdict).toMatchObject({ time: 'inTime', virtualAccount: 'unsaid', obstacles: [] });
  });

  it('what is short or over adds up to what was paid, to the dong', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 40 }), fc.integer({ min: 0, max: 2 ** 40 }), (amount, due) => {
        const { verdict, by } = compare({ amount }, { due }).amount;
        expect(due + (verdict === 'over' ? by : -by)).toBe(amount);
      }),
    );
  });
});
