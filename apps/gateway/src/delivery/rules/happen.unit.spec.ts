import type { TrackedState } from '@lienthong/contracts';
import { deliveryStates, hasEnded, stateOf, type Delivery } from './delivery.js';
import { happen, type DeliveryHappening } from './happen.js';

const fresh: Delivery = { direction: 'return', order: 'requested', seen: false };
const at = (hour: number): string => `2026-11-22T${String(hour).padStart(2, '0')}:00:00.000Z`;
const scanned = (state: TrackedState, hour: number, event = `e${hour}`, confirmed = true): DeliveryHappening => ({
  kind: 'scanned',
  row: { event, state, at: at(hour), confirmed },
});
const ordered: DeliveryHappening = { kind: 'orderChanged', order: 'ordered' };
const asked: DeliveryHappening = { kind: 'callOffChanged', callOff: { standing: 'requested' } };
const kept: DeliveryHappening = { kind: 'callOffChanged', callOff: { standing: 'kept' } };
const calledOff = (hour: number): DeliveryHappening => ({
  kind: 'callOffChanged',
  callOff: { standing: 'done', at: at(hour) },
});
const after = (...happenings: readonly DeliveryHappening[]): Delivery =>
  happenings.reduce((delivery, one) => happen(delivery, one).delivery, fresh);
const stateAfter = (...happenings: readonly DeliveryHappening[]): string => stateOf(after(...happenings));

describe('the order', () => {
  it.each([
    ['requested', 'requested'],
    ['ordered', 'ordered'],
    ['refused', 'refused'],
    ['doubtful', 'unknown'],
    ['dropped', 'cancelled'],
  ] as const)('%s is %s', (order, state) => {
    expect(stateAfter({ kind: 'orderChanged', order })).toBe(state);
  });
  it('is there as soon as the post speaks of it, whatever is known of our question', () => {
    for (const order of ['requested', 'refused', 'doubtful', 'dropped'] as const) {
      expect(stateAfter({ kind: 'orderChanged', order }, scanned('unknown', 1))).toBe('ordered');
      expect(stateAfter(scanned('inTransit', 1), { kind: 'orderChanged', order })).toBe('inTransit');
    }
  });
});

describe('rows of the feed', () => {
  it('count by their own time, in whatever order they come, once or twice', () => {
    const rows = [scanned('accepted', 1), scanned('inTransit', 2), scanned('failed', 3), scanned('delivered', 4)];
    const orders = rows.flatMap((one) => rows.map((other) => [one, other, ...rows.filter((row) => row !== one)]));
    for (const order of orders) expect(stateAfter(...order)).toBe('delivered');
  });
  it('of one time the greater id counts, always the same', () => {
    const [one, other] = [scanned('failed', 1, 'a'), scanned('delivered', 1, 'b')];
    expect(stateAfter(one, other)).toBe('delivered');
    expect(stateAfter(other, one)).toBe('delivered');
  });
  it('of the future change no state, not even that it is there, until they are confirmed; each is told once', () => {
    const doubtful = scanned('delivered', 9, 'e9', false);
    const told = happen(fresh, doubtful);
    expect([stateOf(told.delivery), told.delivery.seen]).toEqual(['requested', false]);
    expect(told.consequences).toEqual([{ kind: 'doubted', says: 'delivered' }]);
    expect(happen(told.delivery, doubtful)).toEqual({ delivery: told.delivery, consequences: [] });
    expect(happen(told.delivery, scanned('inTransit', 8, 'e8', false)).consequences).toEqual([]);
    expect(happen(told.delivery, scanned('returned', 10, 'e10', false)).consequences).toEqual([
      { kind: 'doubted', says: 'returned' },
    ]);
    expect(happen(after(scanned('delivered', 9)), doubtful).consequences).toEqual([]);
    expect(stateAfter(scanned('delivered', 9, 'e9', false), scanned('delivered', 9))).toBe('delivered');
  });
  it('with a code that nobody told us about leave the state alone', () => {
    expect(stateAfter(scanned('inTransit', 1), scanned('unknown', 2))).toBe('inTransit');
  });
  it('after the end are told as a contradiction', () => {
    expect(happen(after(scanned('delivered', 4)), scanned('returning', 5)).consequences).toEqual([
      { kind: 'contradicted', to: 'returning' },
    ]);
    expect(happen(after(scanned('delivered', 4)), scanned('inTransit', 3)).consequences).toEqual([]);
  });
});

describe('calling it off', () => {
  it('stands until the post has answered', () => {
    expect(stateAfter(ordered, asked)).toBe('cancelRequested');
    expect(stateAfter(ordered, asked, scanned('inTransit', 1))).toBe('cancelRequested');
    expect(stateAfter(ordered, asked, calledOff(2))).toBe('cancelled');
    expect(stateAfter(ordered, asked, scanned('cancelled', 2))).toBe('cancelled');
  });
  it('is over when the parcel has arrived', () => {
    expect(stateAfter(ordered, asked, scanned('delivered', 1))).toBe('delivered');
    expect(stateAfter(ordered, asked, calledOff(2), scanned('delivered', 1))).toBe('delivered');
    expect(stateAfter(ordered, asked, scanned('returned', 3), calledOff(2))).toBe('returned');
  });
  it('was of no use when the parcel travels on afterwards; what was scanned before does not matter', () => {
    expect(stateAfter(asked, calledOff(2), scanned('inTransit', 3))).toBe('inTransit');
    expect(stateAfter(asked, calledOff(2), scanned('inTransit', 1))).toBe('cancelled');
  });
  it('refused: the parcel goes on, and it is told once', () => {
    const refused = happen(after(ordered, asked), kept);
    expect(refused.consequences).toEqual([{ kind: 'callOffRefused' }, { kind: 'moved', to: 'ordered' }]);
    expect(happen(refused.delivery, kept).consequences).toEqual([]);
  });
});

it('what changes nothing follows in nothing', () => {
  const settled = after(ordered, scanned('delivered', 4));
  expect(happen(settled, ordered)).toEqual({ delivery: settled, consequences: [] });
  expect(happen(settled, scanned('delivered', 4))).toEqual({ delivery: settled, consequences: [] });
});

it('four states are an end', () => {
  expect(deliveryStates.filter(hasEnded)).toEqual(['refused', 'delivered', 'returned', 'cancelled']);
});
