import {
  dossierStatuses,
  statusPushSchema,
  type DossierContent,
  type DossierFacts,
  type ExchangeChanged,
  type StatusPush,
} from '@lienthong/contracts';
import { Ajv } from 'ajv';
import { sampleDossier, sampleStep } from '../testing/sample-dossier.js';
import { decide, type Decision, type DecideTools } from './decide.js';
import { feeStanding } from './fee-standing.js';
import { monitorPlan } from './monitor.plan.js';
import type { JourneyEvent } from './plan.js';
import { portalPlan } from './portal.plan.js';
import type { SubjectState } from './subject.js';

const valid = new Ajv({
  allowUnionTypes: true,
  formats: { instant: (text: string) => !Number.isNaN(Date.parse(text)) },
});
const validPush = valid.compile(statusPushSchema);

let ids = 0;
const toolsAt = (at: string): DecideTools => ({
  at,
  newId: () => `id-${++ids}`,
  hash: (text) => `hash of ${text}`,
  defaultDueMillis: 86_400_000,
});
const nothing: SubjectState = { subject: 'H44.01-1', lanes: new Map() };
const morning = '2026-11-20T02:00:00.000Z';
const noon = '2026-11-20T05:00:00.000Z';

const happened = (event: JourneyEvent, state: SubjectState, at: string): Decision =>
  decide(event, state, [portalPlan, monitorPlan], toolsAt(at));
const put = (state: SubjectState, content: DossierContent, at = morning): Decision =>
  happened(
    { kind: 'dossierStated', client: 'demo', content, contentHash: JSON.stringify(content), unitName: 'UBND' },
    state,
    at,
  );
const seen = (state: SubjectState, content: DossierContent, facts: DossierFacts, at = noon): Decision =>
  happened({ kind: 'factsSeen', client: 'demo', content, unitName: 'UBND', facts }, state, at);

const pushesOf = ({ exchanges }: Decision): StatusPush[] =>
  exchanges.filter(({ partner }) => partner === 'emc').map(({ payload }) => payload as StatusPush);

describe('the monitor', () => {
  it('hears nothing of what only the portal has said, and of the first statement also where the status is the same', () => {
    const content = sampleDossier({ revision: 0, status: 'registered' });
    const event = { client: 'dvc-portal', content, contentHash: 'h0', unitName: 'UBND' } as const;
    const submitted = happened({ kind: 'dossierSubmitted', ...event }, nothing, morning);
    const identity = { identity: { at: morning, evidence: 'check-1' } };
    expect([submitted, seen(submitted.state, content, identity)].map(({ exchanges }) => exchanges)).toEqual([[], []]);
    const first = put(submitted.state, sampleDossier({ revision: 1, status: 'registered' }), noon);
    expect(pushesOf(first)).toMatchObject([{ status: 'registered' }]);
  });

  it('is told of the first status, with what it counts by and as it stood then', () => {
    const first = put(nothing, sampleDossier());
    expect(first.exchanges.map(({ partner, operation, lane, number }) => [partner, operation, lane, number])).toEqual([
      ['dvc-portal', 'syncDossier', 'latest', 1],
      ['emc', 'pushStatus', 'append', 1],
    ]);
    const [push] = pushesOf(first);
    expect(push).toEqual({
      ...{ code: 'H44.01-1', status: 'received', since: morning, ruleVersion: 1, unit: 'H44.01' },
      procedure: sampleDossier().procedure,
      ...{ channel: 'online', origin: 'desk', returnBy: 'counter', payment: 'owed' },
      applicant: { kind: 'citizen', personalNumber: '000099000000', taxCode: null },
    });
    expect(validPush(JSON.parse(JSON.stringify(push)))).toBe(true);
  });

  it('hears nothing of a new revision that changes no status', () => {
    const first = put(nothing, sampleDossier());
    expect(pushesOf(put(first.state, sampleDossier({ revision: 2, summary: 'x' }), noon))).toEqual([]);
    expect(pushesOf(happened({ kind: 'stepAdded', client: 'demo', step: sampleStep() }, first.state, noon))).toEqual(
      [],
    );
  });

  it('hears of every change, also back to a status that was there before, one number each', () => {
    let state = nothing;
    const told: unknown[] = [];
    for (const [at, status] of (['received', 'processing', 'supplementRequested', 'processing'] as const).entries()) {
      const decision = put(state, sampleDossier({ revision: at + 1, status }));
      told.push(
        ...decision.exchanges
          .filter(({ partner }) => partner === 'emc')
          .map((one) => [one.number, (one.payload as StatusPush).status]),
      );
      ({ state } = decision);
    }
    expect(told).toEqual([
      [1, 'received'],
      [2, 'processing'],
      [3, 'supplementRequested'],
      [4, 'processing'],
    ]);
  });

  it('is told the effective status: completed, and returned once the post has delivered it', () => {
    const content = sampleDossier({ status: 'completed', returnBy: 'post' });
    const completed = put(nothing, content);
    expect(pushesOf(completed)).toMatchObject([{ status: 'completed', since: morning }]);
    const delivered = seen(completed.state, content, { delivered: { at: noon, evidence: 'd-1' } });
    expect(pushesOf(delivered)).toMatchObject([{ status: 'returned', since: noon, returnBy: 'post' }]);
    expect(pushesOf(seen(delivered.state, content, delivered.state.dossier!.facts))).toEqual([]);
  });

  it('is told a status of before once more, with what the agency says now; nobody else hears of it', () => {
    let { state } = put(nothing, sampleDossier());
    const content = sampleDossier({ revision: 2, status: 'processing', channel: 'post' });
    ({ state } = put(state, content, noon));
    const owed = { kind: 'statusOwed', client: 'demo', content, status: 'received', since: morning } as const;
    const again = happened(owed, state, noon);
    expect(again.exchanges.map(({ partner, number }) => [partner, number])).toEqual([['emc', 3]]);
    expect(pushesOf(again)).toMatchObject([{ status: 'received', since: morning, channel: 'post' }]);
    expect(again.events).toEqual([]);
    expect(again.state.dossier).toMatchObject({ effectiveStatus: 'processing', statusSince: noon });
  });

  it('an electronic result is returned with its completion: one push, not two', () => {
    expect(pushesOf(put(nothing, sampleDossier({ status: 'completed', returnBy: 'electronic' })))).toMatchObject([
      { status: 'returned' },
    ]);
  });

  it('a fee that is paid is no change of status; the next push says it', () => {
    const content = sampleDossier();
    const paid: DossierFacts = { paid: { at: noon, evidence: 'p-1', via: 'bankQr', fees: ['LP01'] } };
    const after = seen(put(nothing, content).state, content, paid);
    expect(pushesOf(after)).toEqual([]);
    expect(pushesOf(put(after.state, sampleDossier({ revision: 2, status: 'processing' }), noon))).toMatchObject([
      { status: 'processing', payment: 'bankQr' },
    ]);
  });

  it.each(dossierStatuses)('a push of %s is of the contract', (status) => {
    const [push] = pushesOf(put(nothing, sampleDossier({ status, fees: [], returnBy: null })));
    expect(validPush(JSON.parse(JSON.stringify(push)))).toBe(true);
    expect(push).toMatchObject({ payment: 'none', returnBy: null });
  });

  it('no dossier waits for it: a push in doubt is the turn of nobody', () => {
    const first = put(nothing, sampleDossier({ status: 'withdrawn' }));
    const [sync, push] = first.exchanges as [Decision['exchanges'][0], Decision['exchanges'][0]];
    const settled = { version: 1, state: 'settled', outcome: 'done', at: noon, attempts: 1 };
    const doubtful = { version: 1, state: 'parked', outcome: 'unknown', whoActs: 'operator', at: noon, attempts: 1 };
    const change = (draft: typeof sync, what: object, state: SubjectState): Decision => {
      const { id: exchange, subject, partner, operation, number, client, due } = draft;
      const whole = { exchange, subject, partner, operation, number, ...what } as ExchangeChanged;
      return happened({ kind: 'exchangeChanged', change: whole, client, due }, state, noon);
    };
    const inDoubt = change(push, doubtful, change(sync, settled, first.state).state);
    expect(inDoubt.state.lanes.get('emc/pushStatus')?.trouble).toMatchObject({ state: 'parked' });
    expect(inDoubt.state.dossier!.waitingOn).toMatchObject({ who: 'nobody' });
    // The portal's own trouble still counts.
    expect(change(sync, doubtful, first.state).state.dossier!.waitingOn).toMatchObject({ who: 'gateway' });
  });
});

describe('how fees stand', () => {
  const fee = (code: string, amount: number) =>
    ({ code, name: code, amount, kind: 'fee', collectAt: 'reception' }) as const;
  const paid = (via: 'bankQr' | 'paymentPlatform', ...fees: string[]): DossierFacts => ({
    paid: { at: noon, evidence: 'p', via, fees },
  });

  it.each([
    [[], {}, 'none'],
    [[fee('A', 0)], {}, 'none'],
    [[fee('A', 1)], {}, 'owed'],
    [[fee('A', 1)], paid('paymentPlatform', 'A'), 'paymentPlatform'],
    [[fee('A', 1), fee('B', 0)], paid('bankQr', 'A'), 'bankQr'],
    [[fee('A', 1), fee('B', 2)], paid('bankQr', 'A'), 'owed'],
    [[], paid('bankQr', 'A'), 'bankQr'],
  ] as const)('%j with %j: %s', (fees, facts, standing) => {
    expect(feeStanding({ fees }, facts)).toBe(standing);
  });
});
