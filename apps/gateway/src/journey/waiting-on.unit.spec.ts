import { emptyLane, type LaneState } from './lane.js';
import { waitingOn, type WaitingFacts } from './waiting-on.js';

const facts = (change: Partial<WaitingFacts> = {}): WaitingFacts => ({
  unit: 'H44.01',
  effectiveStatus: 'processing',
  statusSince: '2026-11-20T01:00:00.000Z',
  dueAt: '2026-12-05T10:00:00.000Z',
  lanes: [],
  ...change,
});
const lane = (change: Partial<LaneState> = {}): LaneState => ({
  ...emptyLane('dvc-portal', 'syncDossier', '2026-11-20T02:00:00.000Z'),
  lastNumber: 3,
  endedNumber: 3,
  ...change,
});
const trouble = { exchange: 'e', number: 3, since: '2026-11-20T03:00:00.000Z' } as const;

describe('the blame clock', () => {
  it('runs for the unit while the agency works, until the legal date', () => {
    expect(waitingOn(facts())).toEqual({
      who: 'agency',
      name: 'H44.01',
      why: 'status.processing',
      since: '2026-11-20T01:00:00.000Z',
      target: '2026-12-05T10:00:00.000Z',
    });
  });

  it.each(['supplementRequested', 'paymentRequested'] as const)('runs for the applicant in %s', (effectiveStatus) => {
    expect(waitingOn(facts({ effectiveStatus }))).toMatchObject({ who: 'applicant', why: `status.${effectiveStatus}` });
  });

  it.each(['paymentRequested', 'completed'] as const)(
    "is ours in %s while the payment waits for its turn, the applicant's from when it came, by the later of both",
    (effectiveStatus) => {
      const paymentTurn = { since: '2026-11-21T01:00:00.000Z', eta: '2026-12-20T03:01:00.000Z' };
      const { statusSince } = facts();
      expect(waitingOn(facts({ effectiveStatus, paymentTurn }))).toEqual({
        who: 'gateway',
        why: 'payment.queued',
        since: paymentTurn.since,
        target: paymentTurn.eta,
      });
      const earlier = { ...paymentTurn, since: '2026-11-19T01:00:00.000Z' };
      expect(waitingOn(facts({ effectiveStatus, paymentTurn: earlier })).since).toBe(statusSince);
      const cameAt = '2026-12-20T03:00:10.000Z';
      expect(waitingOn(facts({ effectiveStatus, paymentTurn: { ...paymentTurn, cameAt } }))).toEqual({
        who: 'applicant',
        why: `status.${effectiveStatus}`,
        since: cameAt,
        target: '2026-12-05T10:00:00.000Z',
      });
    },
  );

  it("a payment's turn is nothing to who works, nor to who has to supplement", () => {
    const paymentTurn = { since: '2026-11-21T01:00:00.000Z', eta: '2026-12-20T03:01:00.000Z' };
    expect(waitingOn(facts({ paymentTurn })).who).toBe('agency');
    expect(waitingOn(facts({ effectiveStatus: 'supplementRequested', paymentTurn })).who).toBe('applicant');
    expect(waitingOn(facts({ effectiveStatus: 'returned', paymentTurn })).who).toBe('nobody');
  });

  it.each([
    ['agency', 'agency', 'H44.01'],
    ['partner', 'partner', 'dvc-portal'],
    ['operator', 'gateway', undefined],
    ['applicant', 'applicant', undefined],
  ] as const)('a parked exchange is for %s before anything else', (whoActs, who, name) => {
    const waiting = waitingOn(facts({ lanes: [lane({ trouble: { ...trouble, state: 'parked', whoActs } })] }));
    expect(waiting).toMatchObject({ who, why: 'exchange.parked', since: trouble.since });
    expect(waiting.name).toBe(name);
  });

  it('names the longest standing of several troubles', () => {
    const younger = lane({
      trouble: { ...trouble, state: 'parked', whoActs: 'operator', since: '2026-11-21T00:00:00.000Z' },
    });
    const older = lane({ operation: 'addProgress', trouble: { ...trouble, state: 'refused', whoActs: 'agency' } });
    expect(waitingOn(facts({ lanes: [younger, older] }))).toMatchObject({ who: 'agency', why: 'exchange.refused' });
  });

  it('does not blame a partner for an unknown outcome while the agency still works', () => {
    expect(waitingOn(facts({ lanes: [lane({ trouble: { ...trouble, state: 'unknown' } })] })).who).toBe('agency');
  });

  it('waits for a partner that has not heard of the end', () => {
    const behind = lane({ endedNumber: 2 });
    expect(waitingOn(facts({ effectiveStatus: 'returned', lanes: [behind] }))).toEqual({
      who: 'partner',
      name: 'dvc-portal',
      why: 'exchange.waiting',
      since: behind.since,
    });
  });

  describe('of a dossier that was handed to others', () => {
    const handed = (unit: string, day: number, state: 'open' | 'accepted' = 'open') => ({
      ...{ handover: unit, unit, state, since: `2026-11-2${day}T01:00:00.000Z` },
      target: `2026-11-2${day + 2}T01:00:00.000Z`,
    });

    it('runs for the unit that owes its answer first', () => {
      const handedTo = [handed('H44.03', 3, 'accepted'), handed('H44.02', 1)];
      expect(waitingOn(facts({ handedTo }))).toEqual({
        ...{ who: 'unit', name: 'H44.02', why: 'handover.open' },
        ...{ since: '2026-11-21T01:00:00.000Z', target: '2026-11-23T01:00:00.000Z' },
      });
      expect(waitingOn(facts({ handedTo: handedTo.slice(0, 1) }))).toMatchObject({
        ...{ name: 'H44.03', why: 'handover.accepted' },
      });
    });

    it('runs for whoever must mend an exchange before that, and for no unit once the dossier has ended', () => {
      const handedTo = [handed('H44.02', 1)];
      const parked = lane({ trouble: { ...trouble, state: 'parked', whoActs: 'operator' } });
      expect(waitingOn(facts({ handedTo, lanes: [parked] })).who).toBe('gateway');
      expect(waitingOn(facts({ handedTo, effectiveStatus: 'supplementRequested' })).who).toBe('unit');
      expect(waitingOn(facts({ handedTo, effectiveStatus: 'returned' })).who).toBe('nobody');
    });
  });

  it('stops when everybody has heard of the end', () => {
    expect(waitingOn(facts({ effectiveStatus: 'returned', lanes: [lane()] })).who).toBe('nobody');
  });

  it.each([
    ['pending', { who: 'partner', name: 'lgsp-exchange', why: 'handover.onItsWay' }],
    ['doubtful', { who: 'partner', name: 'lgsp-exchange', why: 'handover.doubtful' }],
    ['stuck', { who: 'gateway', why: 'handover.stuck' }],
    [undefined, { who: 'unit', name: 'G01', why: 'handover.open' }],
  ] as const)('a unit behind another hub waits for nothing that has not arrived: %s', (standing, expected) => {
    const handed = { handover: 'h', unit: 'G01', state: 'open', since: '1', target: '3' } as const;
    const onItsWay = standing && { onItsWay: { partner: 'lgsp-exchange', standing, since: '2' } };
    const since = standing ? '2' : '1';
    expect(waitingOn(facts({ handedTo: [{ ...handed, ...onItsWay }] }))).toEqual({ ...expected, since, target: '3' });
  });
});
