import type { ExchangeChanged } from '@lienthong/contracts';
import { emptyLane, type LaneState } from './lane.js';
import { isUnderWay, laneAfterChange, standingOf } from './lane-after-change.js';

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

  it('is parked until the last of them has ended where numbers stand alone, whatever ends behind', () => {
    const names = { partner: 'emc', operation: 'pushStatus' };
    let pushes: LaneState = { ...emptyLane(names.partner, names.operation, at), lastNumber: 4, lastExchange: 'e4' };
    const after = (number: number, change: Partial<ExchangeChanged>): unknown => {
      pushes = laneAfterChange(pushes, changed(number, { ...names, ...change }));
      return [standingOf(pushes), pushes.trouble?.exchange, pushes.trouble?.behind?.map(({ exchange }) => exchange)];
    };
    const parked = { state: 'parked', outcome: 'unknown' } as const;
    expect(after(1, parked)).toEqual(['parked', 'e1', undefined]);
    expect(after(2, { outcome: 'done' })).toEqual(['parked', 'e1', undefined]);
    expect(after(3, parked)).toEqual(['parked', 'e1', ['e3']]);
    expect(after(4, { state: 'abandoned' })).toEqual(['parked', 'e1', ['e3', 'e4']]);
    expect(after(1, { outcome: 'done', version: 2 })).toEqual(['parked', 'e3', ['e4']]);
    expect(after(3, { outcome: 'done', version: 2 })).toEqual(['behind', 'e4', undefined]);
    pushes = { ...pushes, lastNumber: 5, lastExchange: 'e5' };
    expect(after(5, { outcome: 'done' })).toEqual(['inStep', undefined, undefined]);
  });

  it('is under way while a number has not ended, and nothing of it is in trouble', () => {
    expect(isUnderWay(lane)).toBe(true);
    expect(isUnderWay(laneAfterChange(lane, changed(1, { state: 'parked' })))).toBe(false);
    expect(isUnderWay(laneAfterChange(lane, changed(1, { outcome: 'done' })))).toBe(false);
    expect(isUnderWay(emptyLane('dvc-portal', 'syncDossier', at))).toBe(false);
  });
});
