import { createReferenceConnector } from '../testing/reference.connector.js';
import { Gate } from './gate.js';
import type { Lane } from './lane.js';

const limits = { ratePerSecond: 10, concurrency: 8 };
const connector = createReferenceConnector({ baseUrl: 'http://127.0.0.1:9', hardDeadlineMs: 1, settlingMs: 0, limits });
afterAll(() => connector.transport.close());

const aLane = (): Lane => ({ operationName: 'setState', queued: false }) as Lane;

/** A gate with so many ready lanes. */
function gateWith(ready: number): Gate {
  const gate = new Gate(connector);
  for (let number = 0; number < ready; number += 1) {
    gate.push(aLane(), 'client', number);
  }
  return gate;
}
/** Turns that are given out now, each of them at its end at once. */
function turns(gate: Gate, now: number, charged = 0): number {
  for (let count = 0; ; count += 1) {
    if ('notBefore' in gate.next(now)) return count;
    for (let call = 0; call < charged; call += 1) gate.charge(now);
    gate.ended(false);
  }
}
const second = (gate: Gate, from: number, charged = 0): number =>
  Array.from({ length: 100 }, (_, at) => turns(gate, from + 10 * (at + 1), charged)).reduce((sum, one) => sum + one);

describe("a partner's gate", () => {
  it('gives out so many turns a second as the partner takes calls', () => {
    const gate = gateWith(100);
    expect(turns(gate, 0)).toBe(1);
    expect(second(gate, 0)).toBe(10);
  });

  it('gives out fewer where each makes more calls', () => {
    const gate = gateWith(100);
    turns(gate, 0);
    expect([second(gate, 0, 4), second(gate, 1_000, 4)]).toEqual([2, 2]);
  });

  it('gives out its part where it owns a part of the shards', () => {
    const gate = gateWith(100);
    turns(gate, 0);
    gate.setShare(0.5);
    expect(second(gate, 0)).toBe(5);
    gate.setShare(0.25);
    expect(second(gate, 1_000) + second(gate, 2_000)).toBe(5);
    gate.setShare(1);
    expect(second(gate, 3_000)).toBe(10);
  });

  it('has its part of the calls out at once, one at least', () => {
    const gate = new Gate({ ...connector, limits: { ...connector.limits, ratePerSecond: 1_000 } });
    const out = (share: number): number => {
      gate.setShare(share);
      let count = 0;
      for (let number = 0; number < 20; number += 1) {
        gate.push(aLane(), 'client', number);
      }
      for (; !('notBefore' in gate.next(1_000 * share)); count += 1);
      for (let at = 0; at < count; at += 1) gate.ended(false);
      return count;
    };
    expect([out(0.25), out(0.01), out(1)]).toEqual([2, 1, 8]);
  });

  it('lets a call outside of all turns go when nothing is owed, and lanes that are ready in turns with such calls', () => {
    const idle = gateWith(0);
    expect([1, 2, 3].map(() => idle.reserve(0))).toEqual([0, 100, 200]);

    const gate = gateWith(100);
    turns(gate, 0);
    const polls: number[] = [];
    let given = 0;
    for (let now = 0, next = 0; now <= 2_000; now += 10) {
      // Before the next poll is asked for, the one that may go has to be answered.
      given += turns(gate, now);
      if (now >= next) polls.push((next = gate.reserve(now)));
    }
    expect(polls.filter((at) => at <= 2_000).length).toBeGreaterThanOrEqual(9);
    expect(given).toBeGreaterThanOrEqual(9);
    expect(given + polls.length).toBeLessThanOrEqual(22);
  });

  it('comes back slowly after an outage, each operation for itself', () => {
    const slow = { ratePerSecond: 100, breakerFailures: 1, breakerOpenMs: 1_000, slowStartMs: 10_000 };
    const gate = new Gate({ ...connector, limits: { ...connector.limits, ...slow } });
    for (let number = 0; number < 2_000; number += 1) gate.push(aLane(), 'client', number);
    turns(gate, 0);
    gate.learned('setState', 'badly', 0);
    expect(turns(gate, 999)).toBe(0);
    expect('notBefore' in gate.next(1_000)).toBe(false);
    gate.learned('setState', 'well', 1_000);
    gate.ended(true);
    const perSecond = Array.from({ length: 11 }, (_, at) => second(gate, 1_000 + at * 1_000));
    expect(perSecond.slice(0, 4).every((count, at) => Math.abs(count - (14.5 + 9 * at)) <= 3)).toBe(true);
    expect(perSecond.at(-1)).toBeGreaterThanOrEqual(99);
    expect(perSecond.at(-1)).toBeLessThanOrEqual(111);

    // Another operation of the same partner that never failed is held up by nothing of it.
    gate.learned('setState', 'badly', 20_000);
    gate.next(21_000);
    gate.learned('setState', 'well', 21_000);
    for (let number = 0; number < 200; number += 1) gate.push({ ...aLane(), operationName: 'register' }, 'client', 0);
    let others = 0;
    for (let now = 21_010; now <= 22_000; now += 10) {
      for (let next = gate.next(now); !('notBefore' in next); next = gate.next(now)) {
        if (next.operationName === 'register') others += 1;
        gate.ended(false);
      }
    }
    expect(others).toBeGreaterThanOrEqual(80);
  });
});
