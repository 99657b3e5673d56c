import type { DossierClaims, PaymentClaims } from './claims.js';
import { findDisagreements } from './find-disagreements.js';
import type { Finding, Moment } from './finding.js';
import { owesQuestion } from './owes-question.js';
import { unknownToUs } from './unknown-to-us.js';

const hour = 3_600_000;
const noon = Date.parse('2026-11-22T05:00:00.000Z');
const moment: Moment = { now: noon, settling: { systems: hour, agency: 24 * hour } };
/** So many hours before noon. */
const ago = (hours: number): string => new Date(noon - hours * hour).toISOString();

const agreed: DossierClaims = {
  code: 'H44.1',
  agency: {
    ...{ revision: 3, status: 'processing', effectiveStatus: 'processing', statusSince: ago(90), updatedAt: ago(90) },
    ...{ untold: false, fees: new Map([['LP01', 50_000]]), returnBy: 'post' },
  },
  told: { inStep: true, since: ago(80), exchange: 'e1' },
  portal: { there: true, status: 'processing', at: ago(2), exchange: 'q1' },
  ...{ asking: false, payments: [], parcels: [] },
};
const agency = (change: Partial<DossierClaims['agency']>) => ({ agency: { ...agreed.agency, ...change } });
const absent = (hours: number) => ({ portal: { there: false, at: ago(hours), exchange: 'q1' } });
const paid = (change: Partial<PaymentClaims> = {}): PaymentClaims => ({
  ...{ id: 'p1', state: 'settled', amount: 50_000, received: 50_000, refunded: 0, changedAt: ago(30) },
  ...{ settledAt: ago(30), fees: [{ code: 'LP01', amount: 50_000 }] },
  ...change,
});
const open = (change: Partial<PaymentClaims>): PaymentClaims => {
  const { settledAt: _never, ...rest } = paid({ state: 'open', received: 0, ...change });
  return rest;
};
const provider = (at: string) => ({
  id: 'c1',
  provider: 'payment-platform',
  state: 'paid' as const,
  amount: 50_000,
  at,
});

const found = (change: Partial<DossierClaims>, at = moment): readonly string[] =>
  findDisagreements({ ...agreed, ...change }, at).map(({ kind, settled }) => (settled ? kind : `${kind}?`));
const one = (change: Partial<DossierClaims>): Finding => {
  const all = findDisagreements({ ...agreed, ...change }, moment);
  expect(all).toHaveLength(1);
  return all[0]!;
};

describe('disagreements', () => {
  it('none where all say the same', () => {
    expect(found({})).toEqual([]);
    expect(found({ payments: [paid()] })).toEqual([]);
  });

  // Passing: with a question mark.
  it.each<[string, Partial<DossierClaims>, readonly string[]]>([
    ['the portal acknowledged it and does not have it', absent(2), ['missingAtPortal']],
    [
      'it was asked just behind the telling',
      { ...absent(2), told: { inStep: true, since: ago(2.9), exchange: 'e1' } },
      ['missingAtPortal?'],
    ],
    ['it was asked before it was told', { ...absent(90) }, ['missingAtPortal?']],
    ['it is being told again', { ...absent(2), told: { inStep: false, since: ago(5) } }, ['missingAtPortal?']],
    [
      'it was recorded and nobody was told',
      { agency: { ...agreed.agency, untold: true }, ...absent(2) },
      ['missingAtPortal'],
    ],
    ['what the portal submitted stands there by its own number', { ...agency({ revision: 0 }), ...absent(2) }, []],
    [
      'another status, asked long after',
      { portal: { there: true, status: 'received', at: ago(2), exchange: 'q1' } },
      ['statusBehind'],
    ],
    [
      'another status, which has just changed',
      { ...agency({ statusSince: ago(2.5) }), portal: { there: true, status: 'received', at: ago(2), exchange: 'q1' } },
      ['statusBehind?'],
    ],
    ['existence is all that the wire tells', { portal: { there: true, at: ago(2), exchange: 'q1' } }, []],
    ['the newest was not acknowledged for a day', { told: { inStep: false, since: ago(24) } }, ['statusBehind']],
    ['the newest is under way', { told: { inStep: false, since: ago(23) } }, ['statusBehind?']],
    ['the newest waits for a person', { told: stuckSince(1) }, ['statusBehind']],
    ['the newest has just been parked', { told: stuckSince(0.9) }, ['statusBehind?']],
    [
      'paid, and the agency asks for it',
      { ...agency({ status: 'paymentRequested', effectiveStatus: 'processing' }), payments: [paid()] },
      ['paidNotMarked'],
    ],
    [
      'paid within a working day',
      {
        ...agency({ status: 'paymentRequested', effectiveStatus: 'processing' }),
        payments: [paid({ settledAt: ago(23) })],
      },
      ['paidNotMarked?'],
    ],
    [
      'paid in part of what is owed',
      {
        ...agency({
          ...{ status: 'paymentRequested', effectiveStatus: 'processing' },
          fees: new Map([
            ['LP01', 50_000],
            ['LP02', 1_000],
          ]),
        }),
        payments: [paid()],
      },
      [],
    ],
    ['a provider says paid, no money', { payments: [open({ provider: provider(ago(1)) })] }, ['markedNotCredited']],
    ['it has just said so', { payments: [open({ provider: provider(ago(0.5)) })] }, ['markedNotCredited?']],
    ['a provider says pending', { payments: [open({ provider: { ...provider(ago(9)), state: 'pending' } })] }, []],
    ['settled, and the bank took it back', { payments: [paid({ received: 0 })] }, ['markedNotCredited']],
    ['a part of the fee came', { payments: [open({ received: 20_000 })] }, ['feeAmountDiffers']],
    ['a part came just now', { payments: [open({ received: 20_000, changedAt: ago(0.5) })] }, ['feeAmountDiffers?']],
    ['a part came and goes back', { payments: [open({ received: 20_000, refunded: 20_000 })] }, []],
    [
      'a fee changed that was paid',
      { ...agency({ fees: new Map([['LP01', 60_000]]) }), payments: [paid()] },
      ['feeAmountDiffers'],
    ],
    [
      'a fee has just changed that was paid',
      { ...agency({ fees: new Map([['LP01', 60_000]]), updatedAt: ago(0.5) }), payments: [paid()] },
      ['feeAmountDiffers?'],
    ],
    [
      'delivered, and in process',
      { parcels: [{ id: 'd1', state: 'delivered', at: ago(25) }] },
      ['deliveredNotReturned'],
    ],
    ['delivered today', { parcels: [{ id: 'd1', state: 'delivered', at: ago(5) }] }, ['deliveredNotReturned?']],
    [
      'delivered, and completed',
      {
        ...agency({ status: 'completed', effectiveStatus: 'returned' }),
        ...portalSays('returned'),
        parcels: [{ id: 'd1', state: 'delivered', at: ago(25) }],
      },
      [],
    ],
    [
      'returned by post, the post still has it',
      {
        ...agency({ status: 'returned', effectiveStatus: 'returned' }),
        ...portalSays('returned'),
        parcels: [{ id: 'd1', state: 'failed', at: ago(30) }],
      },
      ['agencyContradictsSeen'],
    ],
    [
      'returned at the counter, whatever became of the parcel',
      {
        ...agency({ status: 'returned', effectiveStatus: 'returned', returnBy: 'counter' }),
        ...portalSays('returned'),
        parcels: [{ id: 'd1', state: 'failed', at: ago(30) }],
      },
      [],
    ],
    [
      'refused, and paid',
      { ...agency({ status: 'refused', effectiveStatus: 'refused' }), ...portalSays('refused'), payments: [paid()] },
      ['agencyContradictsSeen'],
    ],
    [
      'refused, and the money goes back',
      {
        ...agency({ status: 'refused', effectiveStatus: 'refused' }),
        ...portalSays('refused'),
        payments: [paid({ refunded: 50_000 })],
      },
      [],
    ],
  ])('%s', (_title, change, kinds) => {
    expect(found(change)).toEqual(kinds);
  });

  it('one that passes is settled by time alone', () => {
    const later = { ...moment, now: noon + hour };
    const change = { payments: [open({ provider: provider(ago(0.5)) })] };
    expect([found(change), found(change, later)]).toEqual([['markedNotCredited?'], ['markedNotCredited']]);
  });

  it('says who says what, and does what is safe alone', () => {
    expect(one(absent(2))).toMatchObject({
      repair: { kind: 'tellPortal' },
      assumed: false,
      claims: [
        { who: 'gateway', says: 'acknowledged', evidence: 'e1' },
        { who: 'portal', says: 'absent', at: ago(2), evidence: 'q1' },
      ],
    });
    const underWay = { told: { inStep: false, since: ago(5), trouble: { state: 'parked', exchange: 'e2' } } } as const;
    expect(one(underWay)).toMatchObject({ assumed: true, repair: { kind: 'none', why: 'exchangeUnderWay' } });
    const givenUp = { told: { ...underWay.told, trouble: { state: 'abandoned', exchange: 'e2' } } } as const;
    expect(one(givenUp)).toMatchObject({ assumed: true, repair: { kind: 'tellPortal' } });
    expect(one({ payments: [open({ provider: provider(ago(9)) })] }).repair).toEqual({
      kind: 'none',
      why: 'moneyDecides',
    });
  });

  it.each(['credit', 'submission', 'parcel'] as const)('a %s of no dossier', (source) => {
    const young = unknownToUs({ source, id: 'x', at: ago(0.5) }, moment);
    const old = unknownToUs({ source, id: 'x', at: ago(1) }, moment);
    expect([young.settled, old.settled, old.about]).toEqual([false, true, `${source}/x`]);
  });
});

function stuckSince(hours: number) {
  return { inStep: false, since: ago(hours), trouble: { state: 'parked', exchange: 'e2' } } as const;
}

function portalSays(status: NonNullable<NonNullable<DossierClaims['portal']>['status']>) {
  return { portal: { there: true, status, at: ago(2), exchange: 'q1' } } as const;
}

describe('asking the portal', () => {
  const { portal: _nothing, ...neverAsked } = agreed;
  const owes = (claims: DossierClaims): boolean =>
    owesQuestion(claims, findDisagreements(claims, moment), { ...moment, againMillis: 168 * hour });

  it.each<[string, DossierClaims, boolean]>([
    ['never asked', neverAsked, true],
    ['never asked, just told', { ...neverAsked, told: { inStep: true, since: ago(0.5) } }, false],
    ['being told', { ...neverAsked, told: { inStep: false, since: ago(9) } }, false],
    ['never told nor recorded', { ...neverAsked, told: undefined! }, false],
    ['being asked', { ...neverAsked, asking: true }, false],
    ['asked and agreed', agreed, false],
    [
      'asked a week ago',
      { ...agreed, portal: { ...agreed.portal!, at: ago(168) }, told: { inStep: true, since: ago(300) } },
      true,
    ],
    ['told since it was asked', { ...agreed, told: { inStep: true, since: ago(1.5) } }, true],
    ['it differs, looked at lately', { ...agreed, portal: { there: false, at: ago(0.5), exchange: 'q1' } }, false],
    ['it differs, looked at a while ago', { ...agreed, portal: { there: false, at: ago(1), exchange: 'q1' } }, true],
    ['ended long ago', { ...neverAsked, ...agency({ effectiveStatus: 'returned', statusSince: ago(31 * 24) }) }, false],
  ])('%s', (_title, claims, asked) => {
    expect(owes(claims)).toBe(asked);
  });
});
