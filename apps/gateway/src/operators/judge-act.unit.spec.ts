import type { ExchangeState } from '@lienthong/contracts';
import type { OperatorAct } from '../core.js';
import type { Projection } from '../projection/exchange-projection.js';
import { judgeAct, type ActSituation } from './judge-act.js';

const act = (kind: OperatorAct['kind'], change: Partial<OperatorAct> = {}): OperatorAct => ({
  kind,
  exchange: 'e',
  operator: 'an',
  ...change,
});
const situation = (projection: Partial<Projection>, change: Partial<ActSituation> = {}): ActSituation => ({
  exchange: { id: 'e', subject: 's', partner: 'p', operation: 'o', lane: 'latest', number: 3, client: 'c', due: '' },
  projection: { heard: true, version: 4, state: 'parked', attempts: 1, changedAt: '', ...projection },
  newestOfLane: 3,
  ...change,
});
const refusedAs = (kind: string, state: ExchangeState) => ({ kind: 'refuse', answer: { kind, state } });

describe('retry', () => {
  it.each(['sending', 'resolving', 'unknown'] as const)('would be blind while %s', (state) => {
    expect(judgeAct(act('retry'), situation({ state }))).toEqual(refusedAs('unresolved', state));
  });
  it('would be blind for what is parked and may have been done', () => {
    expect(judgeAct(act('retry'), situation({ surelyNotDone: false }))).toEqual(refusedAs('unresolved', 'parked'));
    expect(judgeAct(act('retry'), situation({}))).toEqual(refusedAs('unresolved', 'parked'));
  });
  it('is sent for what is parked and surely not done, and for what waits', () => {
    expect(judgeAct(act('retry'), situation({ surelyNotDone: true }))).toEqual({ kind: 'send' });
    expect(judgeAct(act('retry'), situation({ state: 'waiting' }))).toEqual({ kind: 'send' });
  });
  it('is sent for a refusal only while it is the newest of its lane', () => {
    const refused = { state: 'settled', outcome: 'refused' } as const;
    expect(judgeAct(act('retry'), situation(refused))).toEqual({ kind: 'send' });
    expect(judgeAct(act('retry'), situation(refused, { newestOfLane: 4 }))).toEqual(refusedAs('ended', 'settled'));
  });
  it.each([
    ['settled', 'done'],
    ['superseded', undefined],
    ['abandoned', undefined],
  ] as const)('has nothing to do for %s', (state, outcome) => {
    expect(judgeAct(act('retry'), situation({ state, ...(outcome ? { outcome } : {}) }))).toEqual(
      refusedAs('ended', state),
    );
  });
  it('is refused when the operator saw another version', () => {
    expect(judgeAct(act('retry', { expectedVersion: 3 }), situation({ surelyNotDone: true }))).toEqual({
      kind: 'refuse',
      answer: { kind: 'versionConflict', version: 4 },
    });
  });
});

describe('resolve', () => {
  const unknown = { state: 'unknown' } as const;
  const done = act('resolve', { finding: 'done' });
  const proposal = { id: 'c1', operator: 'an', finding: 'done', version: 4 } as const;

  it('waits for a second person first', () => {
    expect(judgeAct(done, situation(unknown))).toEqual({ kind: 'propose' });
  });
  it('is not confirmed by the same person', () => {
    expect(judgeAct(done, situation(unknown, { proposal }))).toEqual({
      kind: 'refuse',
      answer: { kind: 'samePerson' },
    });
  });
  it('is sent when a second person states the same', () => {
    expect(judgeAct({ ...done, operator: 'binh' }, situation(unknown, { proposal }))).toEqual({
      kind: 'send',
      confirms: 'c1',
    });
  });
  it('is refused when the second person found otherwise', () => {
    const otherwise = act('resolve', { operator: 'binh', finding: 'notDone' });
    expect(judgeAct(otherwise, situation(unknown, { proposal }))).toEqual({
      kind: 'refuse',
      answer: { kind: 'findingsDiffer' },
    });
  });
  it('may be corrected by the first person, which starts anew', () => {
    const corrected = act('resolve', { finding: 'notDone' });
    expect(judgeAct(corrected, situation(unknown, { proposal }))).toEqual({ kind: 'propose', replaces: 'c1' });
  });
  it('does not rest on what was proposed about an earlier version', () => {
    const old = { ...proposal, version: 3 };
    expect(judgeAct({ ...done, operator: 'binh' }, situation(unknown, { proposal: old }))).toEqual({
      kind: 'propose',
      replaces: 'c1',
    });
  });
  it.each(['waiting', 'sending'] as const)('does not apply while %s', (state) => {
    expect(judgeAct(done, situation({ state }))).toEqual(refusedAs('notApplicable', state));
  });
  it('does not apply to what is surely not done', () => {
    expect(judgeAct(done, situation({ surelyNotDone: true }))).toEqual(refusedAs('notApplicable', 'parked'));
  });
});

describe('abandon', () => {
  it.each(['waiting', 'parked', 'unknown', 'resolving'] as const)('is sent while %s', (state) => {
    expect(judgeAct(act('abandon'), situation({ state }))).toEqual({ kind: 'send' });
  });
  it('does not apply while a call is out, nor to what has ended', () => {
    expect(judgeAct(act('abandon'), situation({ state: 'sending' }))).toEqual(refusedAs('notApplicable', 'sending'));
    expect(judgeAct(act('abandon'), situation({ state: 'superseded' }))).toEqual(refusedAs('ended', 'superseded'));
  });
});
