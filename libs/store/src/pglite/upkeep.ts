import type { PostgresPoolClient } from 'kysely';
import type { SingleSessionPool } from './single-session-pool.js';

const lookEveryMs = 60_000;
/** Fewer uses of the session than this since the last look changed nothing that matters. */
const usesWorthALook = 500;

/** The same measure as PostgreSQL's own autovacuum, which a single session does not have. */
const tablesInNeed = `
  select format('%I.%I', schemaname, relname) as name, n_dead_tup > 2000 + n_live_tup * 0.2 as vacuum
  from pg_stat_user_tables
  where n_dead_tup > 2000 + n_live_tup * 0.2 or n_mod_since_analyze > 1000 + n_live_tup * 0.1
  order by n_dead_tup`;

interface Need {
  readonly name: string;
  readonly vacuum: boolean;
}

async function withSession<T>(pool: SingleSessionPool, work: (session: PostgresPoolClient) => Promise<T>): Promise<T> {
  const session = await pool.connect();
  try {
    return await work(session);
  } finally {
    session.release();
  }
}

/** Vacuums and analyzes the tables that need it, one at a time, letting others in between. */
export async function keepUp(
  pool: SingleSessionPool,
  stopped: () => boolean = () => false,
): Promise<readonly string[]> {
  // Counters are handed in a second late; without this a table just vacuumed would be vacuumed again.
  await withSession(pool, (session) => session.query('select pg_stat_force_next_flush()', []));
  const { rows } = await withSession(pool, (session) => session.query<Need>(tablesInNeed, []));
  const done: string[] = [];
  for (const { name, vacuum } of rows) {
    if (stopped()) break;
    const command = vacuum ? `vacuum (analyze) ${name}` : `analyze ${name}`;
    await withSession(pool, (session) => session.query(command, []));
    done.push(command);
  }
  return done;
}

/** Looks once a minute, but only when there was work since. */
export function startUpkeep(pool: SingleSessionPool, onError: (error: Error) => void): { stop(): Promise<void> } {
  let stopped = false;
  let usesThen = pool.uses;
  let running: Promise<unknown> = Promise.resolve();
  const timer = setInterval(() => {
    if (pool.uses - usesThen < usesWorthALook) return;
    usesThen = pool.uses;
    running = running.then(() => keepUp(pool, () => stopped)).catch((error: unknown) => onError(error as Error));
  }, lookEveryMs);
  timer.unref();
  return {
    stop: async () => {
      stopped = true;
      clearInterval(timer);
      await running;
    },
  };
}
