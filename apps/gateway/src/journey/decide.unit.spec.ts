import type { DossierSnapshot, ExchangeChanged } from '@lienthong/contracts';
import { sampleDossier, sampleStep } from '../testing/sample-dossier.js';
import { decide, type Decision, type DecideTools } from './decide.js';
import type { PartnerPlan } from './plan.js';
import { portalPlan } from './portal.plan.js';
import { laneKey, type LaneState } from './lane.js';
import type { SubjectState } from './subject.js';

let ids = 0;
const tools: DecideTools = {
  at: '2026-11-20T02:00:00.000Z',
  newId: () => `id-${++ids}`,
  hash: (text) => `hash of ${text}`,
  defaultDueMillis: 86_400_000,
};
const sync = laneKey({ partner: 'dvc-portal', operation: 'syncDossier' });
const progress = laneKey({ partner: 'dvc-portal', operation: 'addProgress' });
const nothing: SubjectState = { subject: 'H44.01-1', lanes: new Map() };
const laneOf = (state: SubjectState, key: string): LaneState => state.lanes.get(key)!;

const put = (state: SubjectState, revision: number, content = sampleDossier({ revision })): Decision =>
  decide(
    { kind: 'dossierStated', client: 'demo', content, contentHash: `h${revision}`, unitName: 'UBND' },
    state,
    [portalPlan],
    tools,
  );
const step = (state: SubjectState): Decision =>
  decide({ kind: 'stepAdded', client: 'demo', step: sampleStep() }, state, [portalPlan], tools);
const changed = (decision: Decision, change: Partial<ExchangeChanged>, at = '2026-11-20T03:00:00.000Z'): Decision => {
  const draft = decision.exchanges[0]!;
  const { id: exchange, subject, partner, operation, number, client, due } = draft;
  const whole = {
    exchange,
    subject,
    partner,
    operation,
    number,
    version: 1,
    state: 'settled',
    at,
    attempts: 1,
    ...change,
  };
  const event = { kind: 'exchangeChanged', change: whole as ExchangeChanged, client, due } as const;
  return decide(event, decision.state, [portalPlan], tools);
};

describe('a dossier that is stated', () => {
  it('starts one synchronisation with number 1, its legal due date and a snapshot in our own words', () => {
    const { exchanges, state } = put(nothing, 1);
    expect(exchanges).toMatchObject([
      {
        partner: 'dvc-portal',
        operation: 'syncDossier',
        lane: 'latest',
        number: 1,
        due: '2026-12-05T10:00:00.000Z',
        revision: 1,
      },
    ]);
    expect(exchanges[0]!.payload as DossierSnapshot).toMatchObject({
      code: 'H44.01-1',
      unitName: 'UBND',
      effectiveStatus: 'received',
      ruleVersion: 1,
    });
    expect(state.dossier).toMatchObject({ revision: 1, revisionExchanges: [exchanges[0]!.id] });
  });

  it('gives the next number to the next revision', () => {
    expect(put(put(nothing, 1).state, 2).exchanges[0]!.number).toBe(2);
  });

  it('starts nothing while the snapshot is the one that was sent last', () => {
    const again = decide(
      { kind: 'dossierStated', client: 'demo', content: sampleDossier(), contentHash: 'h1', unitName: 'UBND' },
      put(nothing, 1).state,
      [portalPlan],
      tools,
    );
    expect(again.exchanges).toEqual([]);
  });

  it('is due after its submission, or from now on, when it names no date', () => {
    const undated = sampleDossier({ dueAt: null });
    expect(put(nothing, 1, undated).exchanges[0]!.due).toBe('2026-11-21T01:30:00.000Z');
    const unsubmitted = sampleDossier({ dueAt: null, submittedAt: null });
    expect(put(nothing, 1, unsubmitted).exchanges[0]!.due).toBe('2026-11-21T02:00:00.000Z');
  });

  it('keeps the date of a status that did not change', () => {
    const first = put(nothing, 1).state;
    const later = decide(
      {
        kind: 'dossierStated',
        client: 'demo',
        content: sampleDossier({ revision: 2 }),
        contentHash: 'h2',
        unitName: 'UBND',
      },
      first,
      [portalPlan],
      { ...tools, at: '2026-11-22T00:00:00.000Z' },
    );
    expect(later.state.dossier!.statusSince).toBe(tools.at);
  });
});

describe('a processing step', () => {
  it('waits for the newest synchronisation of its dossier', () => {
    const { exchanges } = step(put(put(nothing, 1).state, 2).state);
    expect(exchanges).toMatchObject([
      {
        operation: 'addProgress',
        lane: 'append',
        number: 1,
        after: { partner: 'dvc-portal', operation: 'syncDossier', number: 2 },
      },
    ]);
  });

  it('waits for nothing when nothing was ever sent', () => {
    const known = { ...put(nothing, 1).state, lanes: new Map() };
    expect(step(known).exchanges[0]).not.toHaveProperty('after');
  });

  it('has numbers of its own', () => {
    const first = step(put(nothing, 1).state);
    const second = step(first.state);
    expect(second.exchanges[0]!.number).toBe(2);
    expect(laneOf(second.state, sync).lastNumber).toBe(1);
    expect(laneOf(second.state, progress).lastNumber).toBe(2);
  });
});

describe('what became of an exchange', () => {
  it('brings the lane into step', () => {
    const { state } = changed(put(nothing, 1), { outcome: 'done' });
    expect(laneOf(state, sync)).toMatchObject({ endedNumber: 1, since: '2026-11-20T03:00:00.000Z' });
  });

  it('remembers a refusal as trouble, and forgets it when a newer revision answers', () => {
    const refused = changed(put(nothing, 1), { outcome: 'refused', cause: 'portal.fieldMissing', whoActs: 'agency' });
    expect(laneOf(refused.state, sync).trouble).toMatchObject({ state: 'refused', cause: 'portal.fieldMissing' });
    expect(refused.state.dossier!.waitingOn).toMatchObject({ who: 'agency', why: 'exchange.refused' });
    const mended = put(refused.state, 2);
    expect(laneOf(mended.state, sync).trouble).toBeUndefined();
    expect(mended.state.dossier!.waitingOn.why).toBe('status.received');
  });

  it('does not call a refusal trouble that a newer number has already answered', () => {
    const first = put(nothing, 1);
    const both = { ...first, state: put(first.state, 2).state };
    expect(laneOf(changed(both, { outcome: 'refused' }).state, sync).trouble).toBeUndefined();
  });

  it('keeps the oldest trouble of a lane in sight', () => {
    const first = step(put(nothing, 1).state);
    const second = step(first.state);
    const parked = changed({ ...first, state: second.state }, { state: 'parked', whoActs: 'operator' });
    const after = changed({ ...second, state: parked.state }, { state: 'unknown' });
    expect(laneOf(after.state, progress).trouble).toMatchObject({ number: 1, state: 'parked' });
    const freed = changed({ ...first, state: after.state }, { state: 'abandoned', version: 3 });
    expect(laneOf(freed.state, progress).trouble).toBeUndefined();
  });

  it('leaves the dossier untouched, object and all, when the blame clock does not move', () => {
    const first = put(nothing, 1);
    expect(changed(first, { outcome: 'done' }).state.dossier).toBe(first.state.dossier);
  });
});

it("another partner's plan follows the same events without a word of change here", () => {
  const letters: PartnerPlan = {
    partner: 'reference',
    facet: 'reference',
    follow: (event) =>
      event.kind === 'exchangeChanged' && event.change.state === 'settled' && event.change.partner === 'dvc-portal'
        ? [{ partner: 'reference', operation: 'order', lane: 'once', payload: { n: 1 } }]
        : [],
  };
  const first = put(nothing, 1);
  const { id: exchange, subject, partner, operation, number } = first.exchanges[0]!;
  const change: ExchangeChanged = {
    ...{ exchange, subject, partner, operation, number },
    ...{ version: 1, state: 'settled', outcome: 'done', attempts: 1, at: tools.at },
  };
  const { exchanges, events, counts } = decide(
    { kind: 'exchangeChanged', change, client: 'demo', due: first.exchanges[0]!.due },
    first.state,
    [portalPlan, letters],
    tools,
  );
  expect(exchanges).toMatchObject([{ partner: 'reference', operation: 'order', lane: 'once', number: 1 }]);
  expect(events).toMatchObject([{ kind: 'exchange.created', exchange: exchanges[0]!.id }]);
  expect(counts).toEqual([{ name: 'exchanges_created_total', labels: { partner: 'reference', operation: 'order' } }]);
});

it('an exchange of a subject without a dossier is of the client and as urgent as the one it follows from', () => {
  const letters: PartnerPlan = {
    partner: 'reference',
    facet: 'reference',
    follow: () => [{ partner: 'reference', operation: 'order', lane: 'once', payload: { n: 1 } }],
  };
  const change: ExchangeChanged = {
    ...{ exchange: 'e-1', subject: 'check-1', partner: 'reference', operation: 'ask', number: 1 },
    ...{ version: 1, state: 'settled', outcome: 'done', attempts: 1, at: tools.at },
  };
  const event = { kind: 'exchangeChanged', change, client: 'bank', due: '2026-11-21T00:00:00.000Z' } as const;
  const { exchanges } = decide(event, { subject: 'check-1', lanes: new Map() }, [letters], tools);
  expect(exchanges).toMatchObject([{ client: 'bank', due: '2026-11-21T00:00:00.000Z' }]);
});
