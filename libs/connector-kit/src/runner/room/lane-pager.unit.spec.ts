import fc from 'fast-check';
import { announced, type Work } from '../../exchange/work.js';
import { idempotent, type Connector } from '../../port.js';
import { LaneBook } from '../book.js';
import { defaultRunnerSettings } from '../deps.js';
import { Gate } from '../gate.js';
import { turnOf, type Lane } from '../lane.js';
import { LanePager } from './lane-pager.js';
import { WaitingRoom, type Called } from './waiting-room.js';

const connector: Connector = {
  ...{ partner: 'portal', owner: 'nobody', contractVersion: '1', personalFields: [] },
  operations: Object.fromEntries(
    ['sync', 'progress'].map((name) => [
      name,
      idempotent<unknown>({
        ...{ lane: 'latest', recognisedBy: 'subject', parse: (payload) => payload },
        ...{ hardDeadlineMs: 1_000, settlingMs: 0 },
        send: () => Promise.resolve({ outcome: 'done' }),
      }),
    ]),
  ),
  limits: {
    ...{ concurrency: 1_000, ratePerSecond: 1e9, retryFirstMs: 1, retryMaxMs: 1 },
    ...{ breakerFailures: 5, breakerOpenMs: 1, maxBrokenContract: 1 },
  },
  transport: { request: () => Promise.reject(new Error('nothing is sent')), close: () => Promise.resolve() },
  health: () => Promise.resolve({ state: 'up' }),
};

/** What waits at one partner, whose store answers in its own time. */
class Scene {
  readonly room = new WaitingRoom(() => 0.61);
  readonly gate = new Gate(connector);
  readonly stored = new Map<string, Work[]>();
  readonly book: LaneBook = new LaneBook(
    (_, operation) => connector.operations[operation],
    () => undefined,
    (lane) => lane.queued && this.gate.remove(lane),
  );
  readonly pager: LanePager;
  /** Reads under way. */
  readonly reads: (() => void)[] = [];
  mostInMemory = 0;

  constructor(waitingInMemory: number) {
    const settings = { ...defaultRunnerSettings, waitingInMemory };
    const phase = { stopping: false, givenUp: false };
    this.pager = new LanePager(settings, phase, this.book, new Map([['portal', this.gate]]), this.room, {
      mayUse: () => true,
      placeOf: (lane) => this.#placeOf(lane),
      read: (called) =>
        new Promise((resolve) => {
          this.reads.push(() => {
            this.#bringIn(called);
            resolve();
          });
        }),
    });
  }

  arrive(work: Work): void {
    this.stored.set(work.subject, [...(this.stored.get(work.subject) ?? []), work]);
    // As it is for the runner: nothing is added to what rests.
    if (this.room.has(work.subject)) this.#read(work.subject);
    else {
      this.book.learn(work.subject, work.shard, []);
      this.book.add(work);
    }
    this.#consider(work.subject);
  }

  /** The next one is through; false when nothing can be had any more. */
  async next(onDone: (work: Work) => void): Promise<boolean> {
    this.pager.pageIn(0);
    for (const read of this.reads.splice(0)) read();
    await Promise.resolve();
    const lane = this.gate.next(0);
    if ('notBefore' in lane) return this.room.ready > 0;
    this.gate.ended(false);
    const entry = lane.entries[0]!;
    lane.entries = [];
    this.book.ended(entry);
    this.stored.set(
      lane.subject,
      this.stored.get(lane.subject)!.filter((work) => work !== entry.work),
    );
    onDone(entry.work);
    this.#consider(lane.subject);
    return true;
  }

  #bringIn(called: readonly Called[]): void {
    const ids = new Set(called.flatMap(({ exchanges }) => exchanges));
    const subjects = [...this.stored].filter(([, works]) => works.some(({ exchange }) => ids.has(exchange)));
    for (const [subject] of subjects) if (this.room.has(subject)) this.#read(subject);
    for (const { hash } of called) this.room.leave(hash);
    for (const [subject] of subjects) this.#consider(subject);
  }

  #read(subject: string): void {
    this.room.remove(subject);
    this.book.learn(subject, 0, []);
    for (const work of this.stored.get(subject)!) this.book.add(work);
  }

  #consider(subject: string): void {
    for (const lane of this.book.lanesOf(subject)) {
      const { turn, work, rank } = this.#placeOf(lane);
      if (!lane.queued && work && turn.turn !== 'wait') this.gate.push(lane, work.client, rank);
    }
    this.book.forgetIfIdle(subject, 0);
    this.pager.settled(subject);
    this.mostInMemory = Math.max(this.mostInMemory, this.book.open);
  }

  #placeOf(lane: Lane): ReturnType<ConstructorParameters<typeof LanePager>[5]['placeOf']> {
    const turn = turnOf(lane, 0, () => true);
    const work = turn.turn === 'nothing' ? undefined : lane.entries[0]?.work;
    return { turn, work, rank: work?.due ?? Infinity };
  }
}

const work = (n: number, client: string, due: number, operation = 'sync', more: Partial<Work> = {}): Work => ({
  ...announced,
  ...{ exchange: `00000000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`, subject: `s${n}`, shard: 0 },
  ...{ partner: 'portal', operation, lane: 'latest', number: 1, due, client, insertedAt: 0 },
  ...more,
});

const arrivals = fc.array(
  fc.record({
    client: fc.constantFrom('a', 'b', 'c'),
    due: fc.nat(1_000),
    operations: fc.constantFrom(['sync'], ['sync'], ['progress'], ['sync', 'progress']),
    parked: fc.boolean(),
  }),
  { maxLength: 80 },
);

describe('who waits in memory and who in the store', () => {
  it('is the order of one queue, however little is kept in memory', async () => {
    await fc.assert(
      fc.asyncProperty(arrivals, fc.integer({ min: 0, max: 12 }), async (all, inMemory) => {
        const scene = new Scene(inMemory);
        for (const [n, { client, due }] of all.entries()) scene.arrive(work(n, client, due));
        expect(scene.book.open + scene.room.open).toBe(all.length);
        expect(scene.mostInMemory).toBeLessThanOrEqual(Math.max(inMemory, 3) + Math.floor(inMemory / 4) + 1);
        const done: Work[] = [];
        while (await scene.next((one) => done.push(one)));
        expect(done).toHaveLength(all.length);
        for (const client of ['a', 'b', 'c']) {
          const dues = done.filter((one) => one.client === client).map(({ due }) => due);
          expect(dues).toEqual([...dues].sort((x, y) => x - y));
        }
      }),
    );
  });

  it('stays so when others arrive while it gets shorter', async () => {
    await fc.assert(
      fc.asyncProperty(arrivals, fc.integer({ min: 0, max: 12 }), fc.integer({ min: 1, max: 4 }), async (...drawn) => {
        const [all, inMemory, every] = drawn;
        const scene = new Scene(inMemory);
        const check = ({ client, due }: Work): void => {
          const others = [...scene.stored.values()].flat().filter((one) => one.client === client);
          for (const other of others) expect(due).toBeLessThanOrEqual(other.due);
        };
        for (const [n, { client, due }] of all.entries()) {
          scene.arrive(work(n, client, due));
          if (n > all.length / 3 && n % every === 0) await scene.next(check);
        }
        while (await scene.next(check));
        expect(scene.book.open + scene.room.open).toBe(0);
      }),
    );
  });

  it('does not keep from one operation what waits for another that is away', async () => {
    await fc.assert(
      fc.asyncProperty(arrivals, fc.integer({ min: 0, max: 12 }), async (all, inMemory) => {
        const scene = new Scene(inMemory);
        for (let failure = 0; failure < 5; failure += 1) scene.gate.learned('sync', 'badly', 0);
        for (const [n, { client, due }] of all.entries()) {
          scene.arrive(work(2 * n, client, due, 'sync', { subject: `s${n}` }));
          scene.arrive(work(2 * n + 1, client, due, 'progress', { subject: `s${n}` }));
        }
        const done: Work[] = [];
        for (let step = 0; step < 20 * all.length && done.length < all.length; step += 1) {
          await scene.next((one) => done.push(one));
        }
        expect(done.map(({ operation }) => operation)).toEqual(all.map(() => 'progress'));
        expect(scene.book.open + scene.room.open).toBe(all.length);
      }),
    );
  });

  it('loses nobody when subjects have several lanes, some of them for a person, and others arrive meanwhile', async () => {
    await fc.assert(
      fc.asyncProperty(arrivals, fc.integer({ min: 0, max: 12 }), async (all, inMemory) => {
        const scene = new Scene(inMemory);
        const done: Work[] = [];
        const expected = new Set<string>();
        for (const [n, { client, due, operations, parked }] of all.entries()) {
          for (const [at, operation] of operations.entries()) {
            // Two lanes of one subject, some of them parked.
            const state = parked && at === 0 ? ({ state: 'parked', version: 1 } as const) : {};
            const one = work(n * 2 + at, client, due, operation, { subject: `s${n % 40}`, number: n + 1, ...state });
            scene.arrive(one);
            if (!('state' in state)) expected.add(one.exchange);
          }
          if (n % 3 === 0) await scene.next((one) => done.push(one));
        }
        while (await scene.next((one) => done.push(one)));
        const left = [...scene.stored.values()].flat();
        expect(scene.book.open + scene.room.open).toBe(left.length);
        // What is left is parked, or older than one in its lane that is.
        for (const one of left.filter(({ exchange }) => expected.has(exchange))) {
          const lane = left.filter(({ subject, operation }) => subject === one.subject && operation === one.operation);
          expect(lane.some(({ state }) => state === 'parked')).toBe(true);
        }
      }),
    );
  });
});
