import { sql, type Kysely } from 'kysely';
import { migrate, type Store } from '@lienthong/store';
import { describeEachStore } from '@lienthong/store/testing';
import { fillWork } from '../testing/fill-work.js';
import { noHistory } from '../runner/lane.js';
import { loadHistories } from '../work-store/load.js';
import { connectorsSchema } from '../work-store/migrations.js';
import { runBatch } from '../work-store/run-batch.js';
import { passingShelf } from './passing.js';
import { commandShelf, workShelf } from './work-shelf.js';

const day = 24 * 3_600_000;
const olderThan = (): number => Date.now() - 90 * day;

describeEachStore('work that ended long ago', (openStore) => {
  let store: Store;
  let db: Kysely<unknown>;

  beforeEach(async () => {
    ({ store } = await openStore());
    await migrate(store, connectorsSchema);
    db = store.db('connectors');
  });

  const clear = async (portion: number): Promise<number> => {
    const shelf = workShelf(db, olderThan);
    let removed = 0;
    let from: string | undefined;
    do {
      const step = await shelf.removeSome(from, portion);
      expect(step.removed).toBeLessThanOrEqual(portion);
      removed += step.removed;
      from = step.next;
    } while (from !== undefined);
    return removed;
  };
  const numbersOf = async (subject: string): Promise<number[]> => {
    const { rows } = await sql<{ number: number }>`
      select number from connectors.work where subject = ${subject} order by number`.execute(db);
    return rows.map(({ number }) => number);
  };
  const subject = (n: number): string => `OLD-${String(n).padStart(9, '0')}`;

  it('goes, with its attempts, and what ordering needs of it stays', async () => {
    await fillWork(db, { subjects: 40, ageDays: 200, numbers: 5 });
    const before = await loadHistories(db, [subject(1), subject(7)]);
    expect(await clear(33)).toBe(200);
    expect((await sql`select from connectors.attempt`.execute(db)).rows).toHaveLength(0);
    const after = await loadHistories(db, [subject(1), subject(7)]);
    const ordered = (list: typeof after) => [...list].sort((a, b) => (a.subject < b.subject ? -1 : 1));
    expect(ordered(after)).toEqual(ordered(before));
    expect(after[0]!.history).toMatchObject({ endedThrough: 5, highestEnded: 5, highestDone: 5, endedAhead: [] });
  });

  it('a lane goes on behind what is gone; what is open, and what follows it, stays', async () => {
    await fillWork(db, { subjects: 4, ageDays: 200, numbers: 4, openEvery: 1 });
    await sql`update connectors.work set state = 'parked' where number = 2 and subject = ${subject(2)}`.execute(db);
    await sql`update connectors.work set state = 'settled' where number = 4 and subject = ${subject(2)}`.execute(db);
    expect(await clear(300)).toBe(3 + 1 + 3 + 3);
    expect(await numbersOf(subject(1))).toEqual([4]);
    expect(await numbersOf(subject(2))).toEqual([2, 3, 4]);
    const [history] = await loadHistories(db, [subject(2)]);
    expect(history!.history).toMatchObject({ endedThrough: 1, endedAhead: [3, 4], highestEnded: 4, highestDone: 4 });
    await sql`update connectors.work set state = 'settled'`.execute(db);
    expect(await clear(300)).toBe(6);
    const [whole] = await loadHistories(db, [subject(2)]);
    expect(whole!.history).toMatchObject({ endedThrough: 4, endedAhead: [], highestEnded: 4, highestDone: 4 });
  });

  it('what was abandoned before it ever went is over, and nothing gives way to it', async () => {
    await fillWork(db, { subjects: 4, ageDays: 200, numbers: 3 });
    await sql`update connectors.work set state = 'abandoned' where number = 3 and subject = ${subject(3)}`.execute(db);
    await sql`update connectors.work set state = 'abandoned', attempts = 0, surely_not_done = true
      where number = 3 and subject = ${subject(1)} or subject = ${subject(2)}`.execute(db);
    const [last] = await loadHistories(db, [subject(1)]);
    expect(last!.history).toMatchObject({ endedThrough: 3, highestEnded: 2, highestDone: 2 });
    const { rows } = await sql<{ exchange: string }>`
      select exchange::text from connectors.work where number = 2 and subject = ${subject(1)}`.execute(db);
    expect(last!.history.highestEndedExchange).toBe(rows[0]!.exchange);
    const [all] = await loadHistories(db, [subject(2)]);
    expect(all!.history).toEqual({ ...noHistory, endedThrough: 3 });
    const [went] = await loadHistories(db, [subject(3)]);
    expect(went!.history).toMatchObject({ endedThrough: 3, highestEnded: 3, highestDone: 2 });
    await sql`delete from connectors.work`.execute(db);
  });

  it('a number behind a gap, and one that ended lately, stay', async () => {
    await fillWork(db, { subjects: 2, ageDays: 200, numbers: 3 });
    await sql`delete from connectors.work where number = 2 and subject = ${subject(1)}`.execute(db);
    await sql`update connectors.work set changed_at = now() where number = 2 and subject = ${subject(2)}`.execute(db);
    expect(await clear(300)).toBe(2);
    expect(await numbersOf(subject(1))).toEqual([3]);
    expect(await numbersOf(subject(2))).toEqual([2, 3]);
  });

  it('an announcement that comes again after all is not taken for new work', async () => {
    await fillWork(db, { subjects: 1, ageDays: 200, numbers: 2 });
    const { rows } = await sql<{ exchange: string; number: number }>`
      select exchange::text, number from connectors.work order by number`.execute(db);
    await clear(300);
    const run = runBatch({
      writer: 1,
      owner: 'x',
      arrivals: 0,
      operationOf: () => undefined,
      materialise: () => () => Promise.resolve(new Map()),
    });
    const accept = (exchange: string, number: number) => ({
      kind: 'accept' as const,
      shard: 1,
      announcement: {
        ...{
          exchange,
          subject: subject(1),
          partner: 'reference',
          operation: 'append',
          lane: 'append' as const,
          number,
        },
        ...{ due: new Date().toISOString(), client: 'c', createdAt: new Date().toISOString() },
        payload: { key: 'AA==', box: 'AA==' },
      },
    });
    const told = await db
      .transaction()
      .execute((tx) =>
        run(tx, [accept(rows[1]!.exchange, 2), accept('01900000-0000-7000-8000-000000000003', 3)] as never, true),
      );
    expect(told.results).toEqual(['duplicate', 'stored']);
    expect(await numbersOf(subject(1))).toEqual([3]);
  });

  it('what may not be kept for long is erased with its key, and nothing else is; the row stays', async () => {
    const checks = { subjects: 6, partner: 'population', operation: 'lookUpCitizen', lane: 'once' };
    await fillWork(db, { ...checks, ageDays: 2, openEvery: 3 });
    await sql`update connectors.work set subject = 'citizenCheck:' || subject where partner = 'population'`.execute(db);
    await sql`update connectors.work set changed_at = now() where subject like ${`%${subject(1)}`}`.execute(db);
    await sql`insert into connectors.side_call (exchange, kind, n, owner, started_at, ended_at, outcome, calls)
      select exchange, 'strayCall', 1, 'x', now(), now(), 'done', '\\x01' from connectors.work`.execute(db);
    await fillWork(db, { subjects: 2, ageDays: 2, ids: 1 });
    const operations = { lookUpCitizen: { keptMs: day } };
    const shelf = passingShelf(db, [{ partner: 'population', operations }] as never, Date.now);
    expect(await shelf.removeSome(undefined, 2)).toEqual({ removed: 2, next: 'more' });
    expect(await shelf.removeSome('more', 2)).toEqual({ removed: 1 });
    const { rows } = await sql<{ subject: string; kept: number }>`
      select w.subject, (length(w.key) > 0)::int4 + (length(w.payload) > 0)::int4 + (a.calls is not null)::int4
        + (s.calls is not null)::int4 as kept
      from connectors.work w join connectors.attempt a on a.exchange = w.exchange
      left join connectors.side_call s on s.exchange = w.exchange order by w.partner, w.subject`.execute(db);
    expect(rows).toEqual([
      // Ended lately, and open (every third).
      ...[4, 0, 4, 0, 0, 4].map((kept, at) => ({ subject: `citizenCheck:${subject(at + 1)}`, kept })),
      ...[3, 3].map((kept, at) => ({ subject: subject(at + 1), kept })),
    ]);
    expect((await loadHistories(db, [`citizenCheck:${subject(2)}`]))[0]!.history).toMatchObject({ highestDone: 1 });
    expect(await clear(300)).toBe(0);
  });

  it('commands go when they have been answered', async () => {
    await sql`insert into connectors.command (command, writer, n, exchange, subject, shard, body, received_at, verdict)
      select gen_random_uuid(), 0, n, gen_random_uuid(), 's', 1, '{}', now() - interval '200 days',
        case when n > 2 then 'done' end from generate_series(1, 9) n`.execute(db);
    const shelf = commandShelf(db, olderThan);
    expect(await shelf.removeSome(undefined, 5)).toEqual({ removed: 5, next: 'more' });
    expect(await shelf.removeSome('more', 5)).toEqual({ removed: 2 });
    expect((await sql`select from connectors.command`.execute(db)).rows).toHaveLength(2);
  });
});
