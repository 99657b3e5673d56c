import fc from 'fast-check';
import { declarations } from '../exchange/graph.js';
import { announced, type Work } from '../exchange/work.js';
import type { AnyOperation } from '../port.js';
import { addEntry, endEntry, noHistory, turnOf, type Entry, type Lane } from './lane.js';

const now = 10_000;
const always = (): boolean => true;

const laneOf = (kind: 'latest' | 'append' | 'once', declared: string, change: Partial<AnyOperation> = {}): Lane => ({
  subject: 'H44-1',
  shard: 1,
  partner: 'p',
  operationName: 'o',
  kind,
  operation: {
    ...declarations.find(({ name, lane }) => name === declared && lane === kind)!.operation,
    ...change,
  } as AnyOperation,
  history: noHistory,
  entries: [],
  busy: false,
  heldUntil: 0,
  queued: false,
  wakeAt: 0,
});
const put = (lane: Lane, number: number, change: Partial<Work> = {}): Entry => {
  const work: Work = {
    ...announced,
    exchange: `e${number}`,
    subject: 'H44-1',
    shard: 1,
    partner: 'p',
    operation: 'o',
    lane: lane.kind,
    number,
    due: now,
    client: 'c',
    insertedAt: 0,
    ...change,
  };
  const entry: Entry = { work, single: false };
  addEntry(lane, entry);
  return entry;
};
const settle = (lane: Lane, entry: Entry, change: Partial<Work> = {}): void => {
  entry.work = { ...entry.work, state: 'settled', outcome: 'done', ...change };
  endEntry(lane, entry);
};
const sent = (lane: Lane): unknown => {
  const turn = turnOf(lane, now, always);
  return turn.turn === 'send'
    ? { send: turn.entries.map((e) => e.work.number), past: turn.superseded.map((s) => s.entry.work.number) }
    : turn;
};

describe('a latest lane', () => {
  it('sends the newest and passes over what waits before it', () => {
    const lane = laneOf('latest', 'idempotent');
    for (const number of [2, 1, 3]) put(lane, number);
    expect(sent(lane)).toEqual({ send: [3], past: [1, 2] });
  });

  it('does not hold a gap, and passes over a number that arrives after a later one has ended', () => {
    const lane = laneOf('latest', 'idempotent');
    const third = put(lane, 3);
    expect(sent(lane)).toEqual({ send: [3], past: [] });
    settle(lane, third);
    put(lane, 2);
    expect(turnOf(lane, now, always)).toMatchObject({ turn: 'supersede', superseded: [{ by: 'e3' }] });
  });

  it.each(['waiting', 'unknown'] as const)('does not send again what is %s and older than what is done', (state) => {
    const lane = laneOf('latest', 'idempotent');
    put(lane, 2, { state, attempts: 1, surelyNotDone: false, attemptedAt: now - 100 });
    lane.history = { ...noHistory, endedAhead: [3], highestEnded: 3, highestEndedExchange: 'e3', highestDone: 3 };
    expect(turnOf(lane, now, always)).toMatchObject({ turn: 'supersede', superseded: [{ by: 'e3' }] });
  });

  it('sends again what has an unknown fate when the newer one was given up', () => {
    const lane = laneOf('latest', 'idempotent');
    put(lane, 2, { state: 'unknown', attempts: 1, surelyNotDone: false, attemptedAt: now - 100 });
    lane.history = { ...noHistory, endedAhead: [3], highestEnded: 3, highestEndedExchange: 'e3' };
    expect(sent(lane)).toEqual({ send: [2], past: [] });
  });

  it('sends the newest that nobody gave up when the one after it is abandoned', () => {
    const lane = laneOf('latest', 'idempotent');
    const given = [1, 2, 3, 4, 5].map((number) => put(lane, number));
    settle(lane, given[0]!);
    for (const entry of [given[2]!, given[4]!]) {
      entry.work = { ...entry.work, state: 'abandoned', outcome: undefined };
      endEntry(lane, entry);
    }
    expect(sent(lane)).toEqual({ send: [4], past: [2] });
  });

  it('lets nothing older go over one that went before it was abandoned', () => {
    const lane = laneOf('latest', 'repeatable, on doubt park');
    const second = put(lane, 2, { attempts: 1, surelyNotDone: false });
    second.work = { ...second.work, state: 'abandoned', outcome: undefined };
    endEntry(lane, second);
    put(lane, 1);
    expect(turnOf(lane, now, always)).toMatchObject({ turn: 'supersede', superseded: [{ by: 'e2' }] });
  });

  it('sends nothing while a call of unknown fate may still land, then the newest', () => {
    const lane = laneOf('latest', 'idempotent');
    put(lane, 1, { state: 'unknown', surelyNotDone: false, attemptedAt: now + 3 });
    put(lane, 2);
    expect(sent(lane)).toEqual({ turn: 'wait', until: now + 5 });
    lane.entries[0]!.work = { ...lane.entries[0]!.work, attemptedAt: now - 2 };
    expect(sent(lane)).toEqual({ send: [2], past: [1] });
  });

  it('sends nothing newer while a call may land that a person said was not done', () => {
    const lane = laneOf('latest', 'repeatable, on doubt park');
    put(lane, 1, { surelyNotDone: true, cause: 'resolved.byOperator', attemptedAt: now + 3, nextAt: now + 5 });
    put(lane, 2);
    expect(sent(lane)).toEqual({ turn: 'wait', until: now + 5 });
  });

  it('is held by a parked exchange of unknown fate, and passes over one that is surely not done', () => {
    const held = laneOf('latest', 'repeatable, on doubt park');
    put(held, 1, { state: 'parked', surelyNotDone: false });
    put(held, 2);
    expect(sent(held)).toEqual({ turn: 'nothing' });
    const free = laneOf('latest', 'idempotent');
    put(free, 1, { state: 'parked', surelyNotDone: true });
    put(free, 2);
    expect(sent(free)).toEqual({ send: [2], past: [1] });
  });
});

describe('an append lane', () => {
  it('holds a gap until the missing number arrives', () => {
    const lane = laneOf('append', 'repeatable, on doubt repeat');
    put(lane, 2);
    expect(sent(lane)).toEqual({ turn: 'nothing' });
    put(lane, 1);
    expect(sent(lane)).toMatchObject({ send: [1] });
  });

  it('takes up to its batch of consecutive numbers that may go now', () => {
    const lane = laneOf('append', 'repeatable, on doubt repeat', { batch: 3 } as Partial<AnyOperation>);
    for (const number of [1, 2, 3, 4]) put(lane, number);
    expect(sent(lane)).toMatchObject({ send: [1, 2, 3] });
    lane.entries[1]!.work = { ...lane.entries[1]!.work, nextAt: now + 1 };
    expect(sent(lane)).toMatchObject({ send: [1] });
  });

  it('sends one alone after its batch was split', () => {
    const lane = laneOf('append', 'repeatable, on doubt repeat', { batch: 3 } as Partial<AnyOperation>);
    for (const number of [1, 2]) put(lane, number).single = true;
    expect(sent(lane)).toMatchObject({ send: [1] });
  });

  it('is held by a parked head; an abandoned number is passed by', () => {
    const lane = laneOf('append', 'idempotent');
    const head = put(lane, 1, { state: 'parked' });
    const second = put(lane, 2);
    put(lane, 3);
    settle(lane, second, { state: 'abandoned' });
    expect(sent(lane)).toEqual({ turn: 'nothing' });
    settle(lane, head);
    expect(sent(lane)).toMatchObject({ send: [3] });
  });

  describe('whose numbers stand alone', () => {
    const alone = { standAlone: 'each counts' } as Partial<AnyOperation>;
    const lane = (onDoubt: 'park' | 'repeat' = 'park') => laneOf('append', `repeatable, on doubt ${onDoubt}`, alone);

    it('is not held by parked ones, whatever their fate, and sends what a person lets go before anything else', () => {
      const open = lane();
      const doubtful = put(open, 1, { state: 'parked', surelyNotDone: false, attemptedAt: now - 100 });
      put(open, 2, { state: 'parked', outcome: 'refused' });
      for (const number of [3, 4]) put(open, number);
      expect(sent(open)).toMatchObject({ send: [3] });
      settle(open, open.entries[2]!);
      expect(open.history).toMatchObject({ endedThrough: 0, endedAhead: [3] });
      expect(sent(open)).toMatchObject({ send: [4] });
      doubtful.work = { ...doubtful.work, state: 'waiting' };
      expect(sent(open)).toMatchObject({ send: [1] });
    });

    it('overtakes no call that may still land', () => {
      const open = lane();
      put(open, 1, { state: 'parked', surelyNotDone: false, attemptedAt: now + 3 });
      put(open, 2);
      expect(sent(open)).toEqual({ turn: 'wait', until: now + 5 });
    });

    it('holds a gap all the same, before and behind what is parked', () => {
      const open = lane();
      put(open, 2, { state: 'parked' });
      put(open, 4);
      expect(sent(open)).toEqual({ turn: 'nothing' });
      put(open, 3);
      expect(sent(open)).toEqual({ turn: 'nothing' });
      put(open, 1);
      expect(sent(open)).toMatchObject({ send: [1] });
    });

    it('has nothing to do when all of it is parked, and waits for one that is tried again later', () => {
      const open = lane('repeat');
      put(open, 1, { state: 'parked' });
      expect(sent(open)).toEqual({ turn: 'nothing' });
      put(open, 2, { nextAt: now + 9 });
      put(open, 3);
      expect(sent(open)).toEqual({ turn: 'wait', until: now + 9 });
    });
  });

  it('waits for what it comes after', () => {
    const lane = laneOf('append', 'idempotent');
    put(lane, 1, { after: { partner: 'p', operation: 'sync', number: 4 } });
    expect(turnOf(lane, now, (after) => after.number <= 3)).toEqual({ turn: 'nothing' });
    expect(turnOf(lane, now, (after) => after.number <= 4)).toMatchObject({ turn: 'send' });
  });

  it('finds a whole batch that a lost owner had stored', () => {
    const lane = laneOf('append', 'repeatable, on doubt park', { batch: 3 } as Partial<AnyOperation>);
    for (const number of [1, 2]) put(lane, number, { state: 'sending', surelyNotDone: false });
    put(lane, 3);
    const turn = turnOf(lane, now, always);
    expect(turn.turn === 'disown' && turn.entries.map(({ work }) => work.number)).toEqual([1, 2]);
  });

  it('asks about a head of unknown fate and never sends it', () => {
    const lane = laneOf('append', 'resolvable, proves both');
    put(lane, 1, { state: 'unknown', surelyNotDone: false, nextAt: now });
    expect(sent(lane)).toMatchObject({ turn: 'ask' });
  });

  it('ends every number in order, whatever the order of arrival', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([1, 2, 3, 4, 5, 6], { minLength: 6 }), (arrivals) => {
        const lane = laneOf('append', 'idempotent');
        const order: number[] = [];
        for (const number of arrivals) {
          put(lane, number);
          for (let turn = turnOf(lane, now, always); turn.turn === 'send'; turn = turnOf(lane, now, always)) {
            order.push(turn.entries[0].work.number);
            settle(lane, turn.entries[0]);
          }
        }
        expect(order).toEqual([1, 2, 3, 4, 5, 6]);
      }),
    );
  });
});

it('a lane that is busy or held after a take-over begins nothing', () => {
  const lane = laneOf('append', 'idempotent');
  put(lane, 1);
  lane.busy = true;
  expect(sent(lane)).toEqual({ turn: 'nothing' });
  lane.busy = false;
  lane.heldUntil = now + 7;
  expect(sent(lane)).toEqual({ turn: 'wait', until: now + 7 });
});
