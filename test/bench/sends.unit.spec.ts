import type { Stated } from './rank-order.js';
import { disorderOf, orderPerProcess, passedBy, type ProcessOrder, type Send } from './sends.js';

const at = (millis: number): Date => new Date(Date.UTC(2026, 10, 23) + millis);

interface Both {
  readonly stated: readonly Stated[];
  readonly sends: readonly Send[];
}

/** Of one process, one a millisecond; due in the order of the numbers. */
function sent(owner: string, numbers: readonly number[], clientOf: (n: number) => string = () => 'demo'): Both {
  const codeOf = (n: number): string => `${owner}-${n}`;
  return {
    stated: numbers.map((n) => ({ code: codeOf(n), client: clientOf(n), due: n * 1_000, acceptedAt: 0 })),
    sends: numbers.map((n, place) => ({
      ...{ subject: codeOf(n), inserted_at: at(0) },
      ...{ owner, attempt: 1, started_at: at(1_000 + place) },
    })),
  };
}
const together = (...all: readonly Both[]): Both => ({
  stated: all.flatMap(({ stated }) => stated),
  sends: all.flatMap(({ sends }) => sends).sort((a, b) => a.started_at.getTime() - b.started_at.getTime()),
});
const compared = (both: Both, arrived = both.sends.map(({ subject }) => subject)): readonly ProcessOrder[] =>
  orderPerProcess({ ...both, arrived }, 1);

describe('the order of sends of each process', () => {
  it('is looked at for itself: what another process does meanwhile is no disorder', () => {
    const found = compared(together(sent('a', [0, 1, 2, 3]), sent('b', [70, 80, 90, 100])));
    expect(found.map(({ owner, sends, arrivals }) => [owner, sends.furthest, arrivals.furthest])).toEqual([
      ['a', 0, 0],
      ['b', 0, 0],
    ]);
    expect(found.flatMap((order) => disorderOf(order, 0))).toEqual([]);
  });

  it('names the process that did not keep to it', () => {
    const found = compared(together(sent('a', [0, 1, 2, 3]), sent('b', [100, 70, 80, 90])));
    expect(found.map(({ owner, sends }) => [owner, sends.furthest])).toEqual([
      ['a', 0],
      ['b', 3],
    ]);
    expect(found.flatMap((order) => disorderOf(order, 3))).toEqual([]);
    expect(found.flatMap((order) => disorderOf(order, 2))).toEqual(['b: one was sent 3 places from its rank']);
  });

  it('is seen at the partner as well, where calls may overtake each other once more', () => {
    const all = sent('a', [0, 1, 2, 3, 4]);
    const [found] = compared(all, all.sends.map(({ subject }) => subject).reverse());
    expect([found!.sends.furthest, found!.arrivals.furthest]).toEqual([0, 4]);
    expect(disorderOf(found!, 2)).toEqual([]);
    expect(disorderOf(found!, 1)).toEqual(['a: one arrived 4 places from its rank']);
  });

  it('takes the word of the partner for what went in one millisecond, and for nothing else', () => {
    const { stated, sends } = sent('a', [3, 2, 1, 0, 9]);
    const burst = sends.map((send, place) => (place < 4 ? { ...send, started_at: at(1_000) } : send));
    const [found] = compared({ stated, sends: burst }, ['a-9', 'a-0', 'a-1', 'a-2', 'a-3']);
    expect([found!.sends.furthest, found!.arrivals.furthest]).toEqual([0, 4]);
  });

  it('leaves out what was sent again, by whomever', () => {
    const { stated, sends } = sent('a', [9, 0, 1, 2]);
    const again = { ...sends[0]!, owner: 'b', attempt: 2, started_at: at(5_000) };
    const found = compared({ stated, sends: [...sends, again] });
    expect(found.map(({ owner, sent, tried, sends }) => [owner, sent.length, tried, sends.furthest])).toEqual([
      ['a', 3, 1, 0],
      ['b', 0, 1, 0],
    ]);
  });

  it('leaves out what is not of the backlog', () => {
    const { stated, sends } = sent('a', [9, 0, 1, 2]);
    const [found] = compared({ stated: stated.slice(1), sends });
    expect([found!.sent.length, found!.tried, found!.sends.furthest]).toEqual([3, 0, 0]);
  });

  it('counts the turns that a client is ahead, but for those that retries took', () => {
    const [found] = compared(sent('a', [0, 1, 2, 5, 6, 7], (n) => (n < 5 ? 'demo' : 'other')));
    expect(found!.sends.largestLead).toBe(3);
    expect(disorderOf({ ...found!, tried: 1 }, 2)).toEqual([]);
    expect(disorderOf(found!, 2)).toEqual([
      'a: one client was 3 turns ahead in what was sent',
      'a: one client was 3 turns ahead in what arrived',
    ]);
  });
});

describe('what passed a send', () => {
  it('is what its own process sent between taking it over and sending it', () => {
    const { sends } = sent('a', [0, 1, 2, 3]);
    const one = { ...sends[3]!, inserted_at: at(1_001) };
    // Of those sent at 1000, 1001 and 1002, two were out already.
    expect(passedBy(one, [...sends, ...sent('b', [0, 1, 2, 3]).sends])).toBe(1);
  });
});
