import { LedgerPlay } from './testing/ledger-play.js';
import { happen } from './happen.js';
import { coverageOf, dueOf, refundStandingOf } from './payment.js';

const fee = 50_000;
const oneFee = () => new LedgerPlay({ LP01: fee }).open('a', ['LP01']);

describe('payments and post §3.10, row by row', () => {
  it('exact amount, right code, in time: settles', () => {
    const { told, ...play } = playOf(oneFee().credit('a', fee));
    expect(play.a).toMatchObject({ state: 'settled', received: fee, late: false });
    expect(coverageOf(play.a)).toBe('exact');
    expect(told).toContainEqual({ kind: 'settled', payment: 'a', late: false });
  });

  it('under-payment: not settled, exactly the remainder is due, several credits sum up to one fee', () => {
    const play = oneFee().credit('a', 20_000);
    expect(play.payment('a')).toMatchObject({ state: 'open', received: 20_000 });
    expect([coverageOf(play.payment('a')), dueOf(play.payment('a'))]).toEqual(['partial', 30_000]);
    play.credit('a', 29_999);
    expect([play.payment('a').state, dueOf(play.payment('a'))]).toEqual(['open', 1]);
    play.credit('a', 1);
    expect([play.payment('a').state, dueOf(play.payment('a'))]).toEqual(['settled', 0]);
    expect(play.refundsDue()).toEqual([]);
  });

  it('under-payment, and the dossier lapses: what has come is due back', () => {
    const play = oneFee().credit('a', 20_000).state({ LP01: fee }, true);
    expect(play.payment('a')).toMatchObject({ state: 'cancelled', cancelledWhy: 'dossierEnded' });
    expect(play.refundsDue()).toEqual([['a', 20_000, 'notOwed']]);
  });

  it('over-payment: settles, and the excess is due back', () => {
    const play = oneFee().credit('a', 60_000);
    expect(play.payment('a')).toMatchObject({ state: 'settled', received: 60_000 });
    expect(coverageOf(play.payment('a'))).toBe('over');
    expect(play.refundsDue()).toEqual([['a', 10_000, 'over']]);
  });

  it('second real payment for a paid fee: over, the whole of it due back', () => {
    const play = oneFee().credit('a', fee).credit('a', fee);
    expect(coverageOf(play.payment('a'))).toBe('over');
    expect(play.refundsDue()).toEqual([['a', fee, 'over']]);
    expect(play.told.filter(({ kind }) => kind === 'settled')).toHaveLength(1);
  });

  it('after expiry, and the dossier still owes the fee: settles as late', () => {
    const play = oneFee().expire('a').credit('a', fee);
    expect(play.payment('a')).toMatchObject({ state: 'settled', late: true });
    expect(play.told).toContainEqual({ kind: 'settled', payment: 'a', late: true });
  });

  it('after cancellation, and the dossier still owes the fee: settles as late', () => {
    const play = oneFee().cancel('a').credit('a', fee);
    expect(play.payment('a')).toMatchObject({ state: 'settled', late: true, cancelledWhy: 'client' });
  });

  it('told after expiry, but moved before it: settles, and is not called late', () => {
    const play = oneFee();
    const before = play.at(5);
    expect(play.expire('a').credit('a', fee, before).payment('a')).toMatchObject({ state: 'settled', late: false });
  });

  it('moved after its time, by the bank, is late whatever our own clock showed when it expired', () => {
    const [ahead, behind] = [oneFee(), oneFee()];
    const due = Date.parse(ahead.payment('a').expiresAt);
    const at = (seconds: number): string => new Date(due + seconds * 1000).toISOString();
    ahead.ledger = happen(ahead.ledger, { kind: 'expired', payment: 'a' }, at(290)).ledger;
    expect(ahead.credit('a', fee, at(20)).payment('a')).toMatchObject({ state: 'settled', late: true });
    behind.ledger = happen(behind.ledger, { kind: 'expired', payment: 'a' }, at(-290)).ledger;
    expect(behind.credit('a', fee, at(-20)).payment('a')).toMatchObject({ state: 'settled', late: false });
  });

  it.each([
    ['the fee was dropped', {}, false],
    ['the fee has another amount', { LP01: 70_000 }, false],
    ['the dossier has ended', { LP01: fee }, true],
  ])('after expiry, and nothing is owed any more (%s): due back', (_, fees, ended) => {
    const play = oneFee().expire('a').state(fees, ended).credit('a', fee);
    expect(play.payment('a')).toMatchObject({ state: 'expired', late: true, received: fee });
    expect(play.refundsDue()).toEqual([['a', fee, 'notOwed']]);
  });

  it('out of order: what no longer fits changes nothing', () => {
    const play = oneFee().credit('a', fee).expire('a').cancel('a').happens({ kind: 'doubted', payment: 'a' });
    expect(play.payment('a')).toMatchObject({ state: 'settled' });
    expect(play.told.map(({ kind }) => kind)).toEqual(['opened', 'credited', 'settled']);
  });
});

describe('a statement of the agency', () => {
  it('cancels the payment whose fee it changes, and says so; money that still comes is due back', () => {
    const play = oneFee().state({ LP01: 70_000 });
    expect(play.payment('a')).toMatchObject({ state: 'cancelled', cancelledWhy: 'feeChanged' });
    expect(play.told).toContainEqual({ kind: 'cancelled', payment: 'a', why: 'feeChanged' });
    expect(play.credit('a', fee).refundsDue()).toEqual([['a', fee, 'notOwed']]);
  });

  it('leaves payments alone whose fees it does not change', () => {
    const play = oneFee().state({ LP01: fee, P02: 1 });
    expect(play.payment('a').state).toBe('open');
  });

  it('unsettles nothing', () => {
    const play = oneFee().credit('a', fee).state({});
    expect(play.payment('a').state).toBe('settled');
    expect(play.refundsDue()).toEqual([]);
  });
});

describe('money that the bank takes back', () => {
  it('counts no longer', () => {
    const play = oneFee().credit('a', 20_000).happens({ kind: 'reversed', payment: 'a', amount: 20_000 });
    expect([play.payment('a').received, dueOf(play.payment('a'))]).toEqual([0, fee]);
    expect(play.credit('a', fee).payment('a').state).toBe('settled');
  });

  it('unsettles nothing silently', () => {
    const play = oneFee().credit('a', fee).happens({ kind: 'reversed', payment: 'a', amount: fee });
    expect(play.payment('a')).toMatchObject({ state: 'settled', received: fee });
    expect(play.told.at(-1)).toEqual({ kind: 'reversedAfterUse', payment: 'a', amount: fee });
  });

  it('is not taken twice where it is on its way back already', () => {
    const play = oneFee().cancel('a').state({}).credit('a', fee);
    play.happens({ kind: 'reversed', payment: 'a', amount: fee });
    expect(play.payment('a')).toMatchObject({ received: fee, refunded: fee });
    expect(play.told.at(-1)).toMatchObject({ kind: 'reversedAfterUse' });
  });

  it('leaves the payment that continues the one it was meant for', () => {
    const play = oneFee().credit('a', 20_000).expire('a').open('b', ['LP01']);
    play.happens({ kind: 'reversed', payment: 'a', amount: 20_000 });
    expect([play.payment('a').received, play.payment('b').received]).toEqual([0, 0]);
  });
});

describe('a payment that continues others', () => {
  it('counts what had come for the same fee before', () => {
    const play = oneFee().credit('a', 20_000).expire('a').open('b', ['LP01']);
    expect(dueOf(play.payment('b'))).toBe(30_000);
    expect(play.payment('a')).toMatchObject({ received: 0, continuedBy: 'b' });
    play.credit('b', 30_000);
    expect(play.payment('b').state).toBe('settled');
    expect(play.refundsDue()).toEqual([]);
  });

  it('gets what comes for the earlier one later, too', () => {
    const play = oneFee().expire('a').open('b', ['LP01']).credit('a', fee);
    expect(play.payment('b')).toMatchObject({ state: 'settled', late: false });
    play.credit('b', fee);
    expect(play.refundsDue()).toEqual([['b', fee, 'over']]);
  });

  it('does not take the money of a fee that it does not have', () => {
    const play = new LedgerPlay({ LP01: fee, P02: 1_000 }).open('a', ['LP01', 'P02']).credit('a', 20_000).cancel('a');
    play.open('b', ['LP01']);
    expect(play.payment('a')).toMatchObject({ received: 20_000 });
    expect(play.payment('a').continuedBy).toBeUndefined();
  });

  it('does not take money that lies on another account; that goes back once the fee is paid', () => {
    const play = oneFee().credit('a', 20_000).expire('a').open('b', ['LP01'], { account: 'nen-tang' });
    expect(dueOf(play.payment('b'))).toBe(fee);
    expect(play.payment('a')).toMatchObject({ received: 20_000 });
    play.credit('b', fee);
    expect(play.payment('b').state).toBe('settled');
    expect(play.refundsDue()).toEqual([['a', 20_000, 'notOwed']]);
  });

  it('is cancelled when the earlier one, with more fees, is paid late after all', () => {
    const play = new LedgerPlay({ LP01: fee, P02: 1_000 }).open('a', ['LP01', 'P02']).cancel('a').open('b', ['LP01']);
    play.credit('b', 7).credit('a', fee + 1_000);
    expect(play.payment('a')).toMatchObject({ state: 'settled', late: true });
    expect(play.payment('b')).toMatchObject({ state: 'cancelled', cancelledWhy: 'feePaid' });
    expect(play.refundsDue()).toEqual([['b', 7, 'notOwed']]);
  });

  it('may be covered the moment it is opened', () => {
    const play = new LedgerPlay({ LP01: fee, P02: 10 }).open('a', ['LP01']).credit('a', 30_000).expire('a');
    play.open('b', ['LP01', 'P02']).credit('a', 20_000).expire('b');
    expect(play.payment('b')).toMatchObject({ state: 'expired', received: fee });
    expect(play.open('c', ['LP01', 'P02']).credit('a', 10).payment('c').state).toBe('settled');
  });
});

describe('order with the provider', () => {
  const asked = () => new LedgerPlay({ LP01: fee }).open('a', ['LP01'], { state: 'initiating' });

  it('opens when the provider has it, also after doubt', () => {
    expect(asked().happens({ kind: 'ready', payment: 'a' }).payment('a').state).toBe('open');
    const doubted = asked().happens({ kind: 'doubted', payment: 'a' });
    expect(doubted.payment('a').state).toBe('unknown');
    expect(doubted.happens({ kind: 'ready', payment: 'a' }).payment('a').state).toBe('open');
  });

  it('settles by money that comes while nobody knew of the order', () => {
    expect(asked().happens({ kind: 'doubted', payment: 'a' }).credit('a', fee).payment('a').state).toBe('settled');
  });

  it('stays closed when the provider answers after the end', () => {
    expect(asked().cancel('a').happens({ kind: 'ready', payment: 'a' }).payment('a').state).toBe('cancelled');
  });
});

it.each([
  [[], 'none'],
  [['done'], 'done'],
  [['done', 'sent'], 'sent'],
  [['done', 'sent', 'due'], 'due'],
  [['approved', 'done'], 'due'],
] as const)('refund tasks %j stand as %s', (states, standing) => {
  expect(refundStandingOf(states)).toBe(standing);
});

const playOf = (play: LedgerPlay) => ({ a: play.payment('a'), told: play.told });
