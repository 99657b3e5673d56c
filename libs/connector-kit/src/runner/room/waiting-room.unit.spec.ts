import fc from 'fast-check';
import { laneNameOf } from '../lane.js';
import { WaitingRoom, type Resting } from './waiting-room.js';

const uuid = (n: number): string =>
  `0189f0ab-${(n % 65_536).toString(16).padStart(4, '0')}-7000-8000-${n.toString(16).padStart(12, '0')}`;

const resting = (n: number, more: Partial<Resting> = {}): Resting => ({
  ...{ subject: `H44.01-260105-${n}`, shard: n % 64, partner: 'portal', operation: 'sync', client: 'demo' },
  ...{ exchange: uuid(n), open: 1, rank: n, wakeAt: 0 },
  ...more,
});

/** The room as a plain list. */
class Model {
  lanes: (Resting & { called: boolean })[] = [];

  note(one: Resting): void {
    const known = this.lanes.find(
      (other) => other.subject === one.subject && laneNameOf(other) === laneNameOf(one) && other.client === one.client,
    );
    if (!known) return void this.lanes.push({ ...one, called: false });
    const rank = Math.min(known.rank, one.rank);
    const wakeAt = Math.min(known.wakeAt, one.wakeAt);
    Object.assign(known, { open: known.open + one.open, rank, wakeAt, called: false });
  }

  ready({ partner, operation, client }: Pick<Resting, 'partner' | 'operation' | 'client'>): Resting[] {
    return this.lanes
      .filter((one) => one.partner === partner && one.operation === operation && one.client === client)
      .filter(({ wakeAt, called }) => wakeAt === 0 && !called)
      .sort((a, b) => a.rank - b.rank);
  }
}

const acts = fc.array(
  fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({
        act: fc.constant('note' as const),
        subject: fc.nat(12),
        operation: fc.constantFrom('sync', 'sync', 'sync', 'progress'),
        client: fc.constantFrom('demo', 'demo', 'demo', 'b'),
        rank: fc.nat(30),
        wakeAt: fc.constantFrom(0, 0, 5, 9, Infinity),
      }),
    },
    fc.record({ act: fc.constant('remove' as const), subject: fc.nat(12) }),
    fc.record({ act: fc.constant('forget' as const), subject: fc.nat(20) }),
    fc.record({ act: fc.constant('still' as const), subject: fc.nat(40) }),
    fc.record({
      act: fc.constant('call' as const),
      operation: fc.constantFrom('sync', 'progress'),
      client: fc.constantFrom('demo', 'b'),
      most: fc.integer({ min: 1, max: 4 }),
    }),
    fc.record({ act: fc.constant('wake' as const), now: fc.nat(12) }),
  ),
  { maxLength: 120 },
);

describe('the waiting room', () => {
  it('loses nobody and calls the best of each queue first, whatever comes and goes', () => {
    fc.assert(
      fc.property(acts, (all) => {
        const room = new WaitingRoom(() => 0.37);
        const model = new Model();
        for (const one of all) {
          if (one.act === 'note') {
            const lane = resting(one.subject, { operation: one.operation, client: one.client, rank: one.rank });
            room.note({ ...lane, wakeAt: one.wakeAt });
            model.note({ ...lane, wakeAt: one.wakeAt });
          } else if (one.act === 'remove') {
            const { subject } = resting(one.subject);
            room.remove(subject);
            model.lanes = model.lanes.filter((lane) => lane.subject !== subject);
          } else if (one.act === 'forget') {
            room.forget(one.subject);
            model.lanes = model.lanes.filter(({ shard }) => shard !== one.subject);
          } else if (one.act === 'still') {
            room.still(one.subject);
            for (const lane of model.lanes) if (lane.shard === one.subject) Object.assign(lane, { wakeAt: Infinity });
          } else if (one.act === 'wake') {
            const due = model.lanes.filter(({ wakeAt, called }) => wakeAt > 0 && wakeAt <= one.now && !called);
            for (const left = due.length; room.nextWakeAt <= one.now;) room.wake(one.now, Math.max(1, left - 1));
            for (const lane of due) Object.assign(lane, { wakeAt: 0 });
          } else {
            const ready = model.ready({ partner: 'portal', ...one });
            const operation = [...room.operations].find((known) => known.operation === one.operation);
            if (!operation?.queues.has(one.client)) {
              expect(ready).toEqual([]);
              continue;
            }
            expect(room.bestRank('portal', one.operation, one.client)).toBe(ready[0]?.rank);
            const called = room.call(operation, one.client, one.most);
            expect(called).toHaveLength(Math.min(one.most, ready.length));
            const lanes = called.map(({ exchanges }) => ready.find(({ exchange }) => exchanges.includes(exchange))!);
            expect(lanes.map(({ rank }) => rank)).toEqual(ready.slice(0, one.most).map(({ rank }) => rank));
            for (const lane of lanes) Object.assign(lane, { called: true });
          }
          for (const operation of ['sync', 'progress']) {
            for (const client of ['demo', 'b']) {
              const best = model.ready({ partner: 'portal', operation, client })[0]?.rank;
              expect(room.bestRank('portal', operation, client)).toBe(best);
            }
          }
          expect(room.size).toBe(model.lanes.length);
          expect(room.open).toBe(model.lanes.reduce((sum, { open }) => sum + open, 0));
          expect(room.ready).toBe(model.lanes.filter(({ wakeAt, called }) => wakeAt === 0 && !called).length);
          for (let n = 0; n <= 12; n += 1) {
            const { subject } = resting(n);
            const lanes = model.lanes.filter((lane) => lane.subject === subject);
            expect(room.has(subject)).toBe(lanes.length > 0);
            const { partner, operation, client } = resting(n);
            const same = lanes.find((lane) => lane.operation === operation && lane.client === client);
            expect(room.expects({ subject, partner, operation, client })).toBe((same?.wakeAt ?? Infinity) < Infinity);
            expect(room.exchangesOf(subject).sort()).toEqual(lanes.map(({ exchange }) => exchange).sort());
          }
        }
      }),
      { numRuns: 200 },
    );
  });

  it('finds every one of many, and keeps no object for any of them', () => {
    const room = new WaitingRoom(Math.random);
    const many = 100_000;
    const ids = Array.from({ length: many }, (_, n) => n);
    for (const n of ids) room.note(resting(n));
    expect(ids.every((n) => room.has(`H44.01-260105-${n}`))).toBe(true);
    expect(ids.some((n) => room.has(`other-${n}`))).toBe(false);
    expect(room.exchangesOf('H44.01-260105-77777')).toEqual([uuid(77_777)]);
    const [operation] = room.operations;
    const ranks: string[] = [];
    for (let called = room.call(operation!, 'demo', 1_000); called.length > 0;) {
      for (const { hash, exchanges } of called) {
        ranks.push(exchanges[0]!);
        room.leave(hash);
      }
      called = room.size === 0 ? [] : room.call(operation!, 'demo', 1_000);
    }
    expect(ranks).toEqual(ids.map(uuid));
    expect(room.open).toBe(0);
  });
});
