import fc from 'fast-check';
import { declarations, drawGraph, namedEvents, reachableEdges } from './graph.js';
import { storesAttempts } from '../port.js';
import { isRejected, transition, type TransitionContext, type WorkEvent } from './transitions.js';
import { announced, type WorkState } from './work.js';

const limits = {
  concurrency: 1,
  ratePerSecond: 1,
  retryFirstMs: 100,
  retryMaxMs: 1_000,
  breakerFailures: 1,
  breakerOpenMs: 1,
  maxBrokenContract: 2,
};
const contextOf = (name: string, lane: string, now = 10_000): TransitionContext => {
  const found = declarations.find((declaration) => declaration.name === name && declaration.lane === lane)!;
  return { operation: found.operation, lane: found.lane, limits, now, random: () => 0.5 };
};
const go = (context: TransitionContext, ...events: WorkEvent[]): WorkState =>
  events.reduce<WorkState>((work, event) => {
    const to = transition(work, event, context);
    if (isRejected(to)) throw new Error(`${event.type} is ${to.rejected} in ${work.state}`);
    return to;
  }, announced);

const unknown: Extract<WorkEvent, { type: 'attemptEnded' }> = {
  type: 'attemptEnded',
  outcome: { outcome: 'unknown', cause: 'transport.timeout' },
  startedAt: 9_000,
};
const refused: WorkEvent = {
  type: 'attemptEnded',
  outcome: { outcome: 'refused', cause: 'x.no', whoActs: 'agency' },
  startedAt: 9_000,
};
const broken: WorkEvent = {
  type: 'attemptEnded',
  outcome: { outcome: 'brokenContract', cause: 'x' },
  startedAt: 9_000,
};

const absent = (askedAt: number): WorkEvent => ({ type: 'questionAnswered', resolution: { found: 'absent' }, askedAt });
const open = (askedAt: number): WorkEvent => ({
  type: 'questionAnswered',
  resolution: { found: 'open', cause: 'feed.absent' },
  askedAt,
});

describe('an exchange', () => {
  it('that was open in a restored store is doubtful where a second copy must not be sent by mistake', () => {
    const restored: WorkEvent = { type: 'restored', at: 12_000 };
    const context = contextOf('resolvable, proves both', 'once', 20_000);
    expect(go(context, restored)).toMatchObject({
      ...{ state: 'unknown', cause: 'store.restored', surelyNotDone: false, attemptedAt: 12_000, nextAt: 12_002 },
    });
    expect(go(context, { type: 'attemptStored' }, restored)).toMatchObject({ state: 'unknown', attemptedAt: 20_000 });
    expect(transition(go(context, restored), { type: 'attemptStored' }, context)).toEqual({
      rejected: 'exchange.notApplicable',
    });
    expect(go(contextOf('repeatable, on doubt park', 'append'), restored)).toMatchObject({ state: 'parked' });
    for (const name of ['idempotent', 'repeatable, on doubt repeat']) {
      expect(transition(announced, restored, contextOf(name, 'append'))).toEqual({
        rejected: 'exchange.notApplicable',
      });
    }
  });

  it('of a resolvable operation is never sent again while its fate is unknown', () => {
    const context = contextOf('resolvable, proves both', 'once');
    const work = go(context, { type: 'attemptStored' }, unknown);
    expect(work).toMatchObject({ state: 'unknown', surelyNotDone: false });
    expect(transition(work, { type: 'attemptStored' }, context)).toEqual({ rejected: 'exchange.notApplicable' });
    expect(transition(work, { type: 'operatorRetried' }, context)).toEqual({ rejected: 'exchange.unresolved' });
  });

  it('may be sent again once an absence is proved, and only after the first call can no longer land', () => {
    const early = contextOf('resolvable, proves both', 'once', 9_001);
    expect(go(early, { type: 'attemptStored' }, unknown, absent(9_001))).toMatchObject({
      state: 'resolving',
      surelyNotDone: false,
    });
    const late = contextOf('resolvable, proves both', 'once', 9_002);
    expect(go(late, { type: 'attemptStored' }, unknown, absent(9_002))).toMatchObject({
      state: 'waiting',
      surelyNotDone: true,
    });
  });

  it('whose evidence proves presence only ends with a person, never with a second send', () => {
    const context = contextOf('resolvable, proves presence', 'append');
    const asked = open(10_000);
    expect(go(context, { type: 'attemptStored' }, unknown, asked, asked, asked)).toMatchObject({
      state: 'parked',
      surelyNotDone: false,
    });
  });

  it('is not parked before its last question was asked when the call could no longer land', () => {
    const { operation, ...context } = contextOf('resolvable, proves presence', 'append', 9_500);
    const slow = { ...context, operation: { ...operation, hardDeadlineMs: 1_000, settlingMs: 200 } };
    const asked = open(9_500);
    const waits = go(slow, { type: 'attemptStored' }, { ...unknown, startedAt: 9_000 }, asked, asked);
    // Two of three have been asked: the third waits until the call can no longer land.
    expect(waits).toMatchObject({ state: 'resolving', questions: 2, nextAt: 10_200 });
    const early = transition(waits, open(10_199), { ...slow, now: 10_300 });
    expect(early).toMatchObject({ state: 'resolving', questions: 3 });
    expect((early as WorkState).nextAt).toBeGreaterThanOrEqual(10_300);
    expect(transition(waits, open(10_200), { ...slow, now: 10_300 })).toMatchObject({
      state: 'parked',
      cause: 'resolve.noAnswer',
    });
  });

  it('found absent by a question asked while the call could still land is asked about again', () => {
    const context = contextOf('resolvable, proves both', 'once', 10_000);
    const work = go(context, { type: 'attemptStored' }, unknown);
    expect(transition(work, absent(9_001), context)).toMatchObject({ state: 'resolving', cause: 'resolve.tooEarly' });
    expect(transition(work, absent(9_002), context)).toMatchObject({ state: 'waiting', surelyNotDone: true });
  });

  it('found with a stored attempt and no outcome is unknown, not failed', () => {
    const context = contextOf('resolvable, proves both', 'once');
    expect(go(context, { type: 'attemptStored' }, { type: 'ownerLost' })).toMatchObject({
      state: 'unknown',
      cause: 'owner.lost',
    });
  });

  it('of a lost owner may have begun until its lease ended: an absence counts only after that', () => {
    const context = contextOf('resolvable, proves both', 'once');
    const lost = go(context, { type: 'attemptStored' }, { type: 'ownerLost', endedAt: 12_000 });
    expect(lost).toMatchObject({ attemptedAt: 12_000, nextAt: 12_002 });
    expect(transition(lost, absent(12_001), { ...context, now: 12_001 })).toMatchObject({ state: 'resolving' });
    expect(transition(lost, absent(12_002), { ...context, now: 12_002 })).toMatchObject({ state: 'waiting' });
  });

  it('refused in a latest lane has ended, elsewhere it waits for a person', () => {
    expect(go(contextOf('idempotent', 'latest'), refused)).toMatchObject({ state: 'settled', outcome: 'refused' });
    expect(go(contextOf('idempotent', 'append'), refused)).toMatchObject({ state: 'parked', surelyNotDone: true });
  });

  it('whose payload cannot be read is parked in every lane, and nothing has been done', () => {
    for (const { name, lane, operation } of declarations) {
      const context = contextOf(name, lane);
      const stored: WorkEvent[] = storesAttempts(operation) ? [{ type: 'attemptStored' }] : [];
      expect(go(context, ...stored, { type: 'payloadUnreadable' })).toMatchObject({
        ...{ state: 'parked', outcome: 'refused', cause: 'payload.unreadable', whoActs: 'operator' },
        ...{ surelyNotDone: true, attempts: 1 },
      });
    }
  });

  it('whose payload can no longer be read keeps the unknown fate of what was sent before', () => {
    const context = contextOf('idempotent', 'append');
    const parked = go(context, unknown, { type: 'payloadUnreadable' });
    expect(parked).toMatchObject({ state: 'parked', surelyNotDone: false, outcome: 'unknown', attemptedAt: 9_000 });
    expect(transition(parked, { type: 'operatorRetried' }, context)).toEqual({ rejected: 'exchange.unresolved' });
  });

  it('of an idempotent operation waits until its call can no longer land before it goes again', () => {
    const work = go(contextOf('idempotent', 'latest'), unknown);
    expect(work).toMatchObject({ state: 'unknown', nextAt: 9_000 + 1 + 1 });
  });

  it('of a repeatable operation is parked in doubt where the tenant says so', () => {
    expect(go(contextOf('repeatable, on doubt park', 'append'), { type: 'attemptStored' }, unknown)).toMatchObject({
      state: 'parked',
      surelyNotDone: false,
    });
  });

  it('of a repeatable operation that parks in doubt is parked when its owner is lost, and never repeated', () => {
    const context = contextOf('repeatable, on doubt park', 'append');
    const work = go(context, { type: 'attemptStored' }, { type: 'ownerLost', endedAt: 12_000 });
    expect(work).toMatchObject({ state: 'parked', cause: 'owner.lost', whoActs: 'operator', surelyNotDone: false });
    expect(transition(work, { type: 'operatorRetried' }, context)).toEqual({ rejected: 'exchange.unresolved' });
  });

  it('that is parked with an unknown fate is superseded by nothing; one surely not done is', () => {
    const newer: WorkEvent = { type: 'superseded', by: 'newer' };
    const inDoubt = contextOf('repeatable, on doubt park', 'latest');
    const doubtful = go(inDoubt, { type: 'attemptStored' }, unknown);
    expect(doubtful).toMatchObject({ state: 'parked', surelyNotDone: false });
    expect(transition(doubtful, newer, inDoubt)).toEqual({ rejected: 'exchange.unresolved' });
    expect(go(contextOf('idempotent', 'latest'), broken, broken, newer)).toMatchObject({ state: 'superseded' });
  });

  it('whose reads stay unreadable is parked after the configured number', () => {
    expect(go(contextOf('idempotent', 'append'), broken).state).toBe('waiting');
    expect(go(contextOf('idempotent', 'append'), broken, broken)).toMatchObject({
      state: 'parked',
      surelyNotDone: true,
    });
  });

  it('grows its version by one with every transition, and never leaves settled-done', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...declarations),
        fc.array(fc.constantFrom(...namedEvents), { maxLength: 30 }),
        ({ operation, lane }, events) => {
          let work = announced;
          for (const { event } of events) {
            const to = transition(work, event, { operation, lane, limits, now: 10_000, random: () => 0.5 });
            if (isRejected(to)) continue;
            expect(work.state === 'settled' && work.outcome === 'done').toBe(false);
            expect(to.version).toBe(work.version + 1);
            // What may have been done is never offered for sending, unless evidence or a person said otherwise.
            if (operation.fate === 'resolvable' && to.state === 'waiting') expect(to.surelyNotDone).toBe(true);
            work = to;
          }
        },
      ),
    );
  });

  it('has a graph whose every state can be reached', () => {
    const states = new Set(reachableEdges().map(({ to }) => to));
    expect([...states].sort()).toEqual(
      ['abandoned', 'parked', 'resolving', 'sending', 'settled', 'superseded', 'unknown', 'waiting'].sort(),
    );
    expect(drawGraph()).toContain('sending --> unknown');
    expect(drawGraph()).toContain('parked: with an unknown fate only restored from a backup · operator finds done');
  });
});
