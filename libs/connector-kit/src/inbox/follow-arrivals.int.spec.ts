import { setTimeout as sleep } from 'node:timers/promises';
import { sql, type Kysely } from 'kysely';
import { migrate } from '@lienthong/store';
import { describeEachStore } from '@lienthong/store/testing';
import { connectorsSchema } from '../work-store/migrations.js';
import { ArrivalFollower } from './follow-arrivals.js';

const own = 1;
const frozen = 2;

/** As 1 and 2: they are numbered as they come. */
const register = (db: Kysely<unknown>) =>
  sql`
  insert into connectors.writer (owner, lease_until, cursor)
  values ('we', connectors.clock_now() + interval '1 minute', 0),
    ('who was frozen', connectors.clock_now() + interval '1 minute', 0)`.execute(db);

/** The sweep of a tail makes its taker the writer's owner. */
const sweep = (db: Kysely<unknown>) =>
  sql`
  update connectors.writer set owner = 'we', lease_until = connectors.clock_now() where writer = ${frozen}`.execute(db);

const insert = (db: Kysely<unknown>, writer: number, n: number) =>
  sql`
  insert into connectors.work (exchange, writer, n, subject, shard, partner, operation, lane, number, due, client,
    inserted_at, key, payload, state, version, attempts, surely_not_done, changed_at)
  values (gen_random_uuid(), ${writer}, ${n}, ${`S-${writer}-${n}`}, 0, 'reference', 'append', 'append', 1, now(), 'demo',
    now(), '', '', 'waiting', 0, 0, false, now())`.execute(db);

describeEachStore('following what others insert', (open) => {
  test('goes on with a writer whose tail this process has swept, until it has long ended; own rows are not asked for', async () => {
    const { store } = await open();
    await migrate(store, connectorsSchema);
    const db = store.db<unknown>('connectors');
    await register(db);
    await insert(db, frozen, 1);
    const seen: string[] = [];
    const runner = {
      arrived: (arrivals: readonly { work: { subject: string } }[]) =>
        void seen.push(...arrivals.map(({ work }) => work.subject)),
      commanded: () => undefined,
    };
    const errors: unknown[] = [];
    const follower = new ArrivalFollower(
      db,
      () => [own],
      runner,
      (error) => errors.push(error),
    );
    const until = async (subject: string): Promise<void> => {
      for (const end = Date.now() + 5_000; !seen.includes(subject) && Date.now() < end;) await sleep(20);
    };
    await follower.start();
    try {
      await insert(db, frozen, 2);
      await until('S-2-2');
      await sweep(db);
      await insert(db, own, 1);
      // Woken, and not yet aware of what has happened.
      await insert(db, frozen, 3);
      await until('S-2-3');
      expect({ seen, errors }).toEqual({ seen: ['S-2-2', 'S-2-3'], errors: [] });
    } finally {
      await follower.close();
    }
  });
});
