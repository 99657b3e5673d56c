import { randomUUID } from 'node:crypto';
import { sql, type Kysely } from 'kysely';
import { shardOf, type ExchangeAnnounced } from '@lienthong/contracts';
import { migrate, type Lease } from '@lienthong/store';
import { pgliteTestStore, type TestStore } from '@lienthong/store/testing';
import { declarations } from '../exchange/graph.js';
import { loadOpenWorkOf } from '../work-store/load.js';
import { connectorsSchema } from '../work-store/migrations.js';
import { insertWork } from '../work-store/statements.js';
import { LaneBook } from './book.js';
import { defaultRunnerSettings, type RunnerDeps } from './deps.js';
import { KnownWork } from './known-work.js';
import { endEntry } from './lane.js';
import { WaitingRoom } from './room/waiting-room.js';

const subject = 'H44.01-1';
const names = { subject, partner: 'p', operation: 'o', client: 'c' };
const shard = shardOf(subject);
const lease = { shard, epoch: 1, takenOver: { how: 'never' } } as Lease;
const { operation } = declarations.find(({ name, lane }) => name === 'idempotent' && lane === 'latest')!;

describe('what is known of open work', () => {
  let database: TestStore;
  let db: Kysely<unknown>;
  /** Runs when something has been read, before it is used. */
  let afterRead: () => Promise<void> | void;
  let book: LaneBook;
  let room: WaitingRoom;
  let known: KnownWork;
  const writer = {
    writer: 1,
    owner: 'a',
    operationOf: () => operation,
    materialise: () => () => Promise.resolve(new Map()),
    arrivals: 0,
  };

  beforeEach(async () => {
    database = await pgliteTestStore();
    await migrate(database.store, connectorsSchema);
    db = database.store.db('connectors');
    afterRead = () => undefined;
    const watched = db.withPlugin({
      transformQuery: ({ node }) => node,
      transformResult: async ({ result }) => {
        await afterRead();
        return result;
      },
    });
    book = new LaneBook(() => operation);
    room = new WaitingRoom(Math.random);
    const deps = { db: watched, now: Date.now, leases: { lease: () => lease } } as unknown as RunnerDeps;
    known = new KnownWork(deps, defaultRunnerSettings, { stopping: false, givenUp: false }, book, room, {
      commands: () => ({ take: () => Promise.resolve(), forget: () => undefined }),
      operationOf: () => operation,
      considerAll: () => undefined,
      wake: () => undefined,
    });
  });
  afterEach(() => database.dispose());

  async function arrives(number: number): Promise<void> {
    const announcement: ExchangeAnnounced = {
      ...{ exchange: randomUUID(), ...names, number },
      lane: 'latest',
      ...{ due: new Date().toISOString(), createdAt: new Date().toISOString() },
      payload: { key: 'aa', box: 'aa' },
    };
    await insertWork(writer, [{ kind: 'accept', shard, announcement }]).execute(db);
  }

  /** As the pager does. */
  async function rests(): Promise<void> {
    const [first] = await loadOpenWorkOf(db, [subject]);
    const { exchange } = first!;
    room.note({ ...names, shard, exchange, open: 2, rank: 1, wakeAt: 0 });
    book.rest(subject);
  }

  it('is never older than what was done while it was read', async () => {
    await arrives(1);
    known.gained([lease]);
    await known.learned;
    const [waiting] = room.operations;
    const called = room.call(waiting!, 'c', 1);
    expect(called).toHaveLength(1);

    await arrives(2);
    known.arrived((await loadOpenWorkOf(db, [subject])).map((work) => ({ work })));
    await known.learned;
    expect(book.lanesOf(subject)[0]!.entries).toHaveLength(2);

    // While what was called is read, its first is sent, its fate is unknown, and it rests again.
    let happened = false;
    const happens = async (): Promise<void> => {
      if (happened) return;
      happened = true;
      await sql`update connectors.work set state = 'unknown', version = 1, attempts = 1 where number = 1`.execute(db);
      await rests();
    };
    let answers = 0;
    afterRead = () => (++answers === 2 ? happens() : undefined);
    await known.read(called);
    await happens();
    expect({ inMemory: book.has(subject), resting: room.has(subject) }).toEqual({ inMemory: false, resting: true });
    await known.read(room.call(waiting!, 'c', 1));
    expect(book.lanesOf(subject)[0]!.entries.map(({ work }) => work.state)).toEqual(['unknown', 'waiting']);
  });

  it('does not take for open what was read before it ended, and is heard of after', async () => {
    await arrives(1);
    const heard = (await loadOpenWorkOf(db, [subject])).map((work) => ({ work }));
    known.gained([lease]);
    await known.learned;
    const [waiting] = room.operations;
    await known.read(room.call(waiting!, 'c', 1));
    // It is done, and nothing is left of its subject.
    await sql`update connectors.work set state = 'settled', outcome = 'done', version = 1 where number = 1`.execute(db);
    const { lane, entry } = book.find(subject, heard[0]!.work.exchange)!;
    entry.work = { ...entry.work, state: 'settled', outcome: 'done', version: 1 };
    endEntry(lane, entry);
    book.ended(entry);
    book.forgetIfIdle(subject, Date.now());
    expect(book.has(subject)).toBe(false);

    known.arrived(heard);
    await known.learned;
    expect(book.lanesOf(subject).flatMap(({ entries }) => entries)).toEqual([]);
  });
});
