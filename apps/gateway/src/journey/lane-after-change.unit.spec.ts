import type { ExchangeChanged } from '@lienthong/contracts';
import { emptyLane, type LaneState } from './lane.js';
import { laneAfterChange, standingOf } from './lane-after-change.js';

const at = '2026-11-22T02:00:00.000Z';
const lane: LaneState = { ...emptyLane('dvc-portal', 'syncDossier', at), lastNumber: 1, lastExchange: 'e1' };
const changed = (number: number, change: Partial<ExchangeChanged>): ExchangeChanged => ({
  exchange: `e${number}`,
  subject: 'H44-1',
  partner: 'dvc-portal',
  operation: 'syncDossier',
  number,
  version: 1,
  state: 'settled',
  attempts: 1,
  at,
  ...change,
});

describe('the standing of a lane', () => {
  it('is behind after its newest exchange was abandoned: the partner never heard of it', () => {
    const after = laneAfterChange(lane, changed(1, { state: 'abandoned' }));
    expect(standingOf(after)).toBe('behind');
  });

  it('is in step again once a later number is done', () => {
    const abandoned = laneAfterChange(lane, changed(1, { state: 'abandoned' }));
    const next = { ...abandoned, lastNumber: 2, lastExchange: 'e2' };
    expect(standingOf(laneAfterChange(next, changed(2, { outcome: 'done' })))).toBe('inStep');
  });
});
