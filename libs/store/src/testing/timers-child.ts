/**
 * A process that is made to be killed: `timers-child <gateway|jobs> <data folder or database URL>`. Fires the timers of the kind
 * `note`, writing who fired what into `gateway.fired`: inside the transaction (`gateway`), or as a job that begins and ends.
 * Prints a line per batch, or per beginning of a job.
 */
import { randomUUID } from 'node:crypto';
import { writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { createShardLeases } from '../leases/shard-leases.js';
import { openStore } from '../open-store.js';
import type { Tx } from '../port.js';
import { createJobs, type JobEnd } from '../timers/jobs.js';
import { createTimers, type TimerHandler } from '../timers/timers.js';

const [mode, place] = process.argv.slice(2) as [string, string];
const owner = randomUUID();
const say = (text: string): void => void writeSync(1, `${text}\n`);

async function main(): Promise<void> {
  const store = await openStore(place.startsWith('postgres') ? { databaseUrl: place } : { dataDir: place });
  const leases = createShardLeases({ store, side: 'gateway', owner, ttlMs: 1_500 });
  const write = async (db: Tx, subjects: readonly string[], what: string): Promise<void> => {
    await sql`
      insert into gateway.fired (subject, owner, what)
      select unnest(${[...subjects]}::text[]), ${owner}, ${what}`.execute(db);
  };
  const note: TimerHandler = async (tx, due) => {
    await write(
      tx,
      due.map(({ subject }) => subject),
      'fired',
    );
    // Long enough to be killed in.
    await sleep(5);
    return { afterCommit: () => say(String(due.length)) };
  };
  const db = store.db('gateway') as unknown as Tx;
  const job = async ({ subject }: { readonly subject: string }): Promise<JobEnd> => {
    await write(db, [subject], 'begun');
    say(subject);
    await sleep(200);
    await write(db, [subject], 'ended');
    return undefined;
  };
  const jobs = createJobs({ store, side: 'gateway', jobs: { note: job }, claimMs: 1_500 });
  const handlers = mode === 'jobs' ? jobs.handlers : { note };
  await leases.start();
  createTimers({ store, side: 'gateway', leases, handlers, batch: 20, maxSleepMs: 200 }).start();
}

void main();
