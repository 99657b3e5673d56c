import { setTimeout as sleep } from 'node:timers/promises';

interface Asks {
  query<Row extends object>(text: string): Promise<{ readonly rows: readonly Row[] }>;
}

/**
 * Resolves when so many sessions of this database wait for a lock, or after five seconds: one that comes late is not waited for, as
 * what is proved must hold however far both have got.
 */
export async function untilWaiting(client: Asks, sessions: number): Promise<void> {
  for (const until = Date.now() + 5_000; Date.now() < until; await sleep(5)) {
    const { rows } = await client.query<{ waiting: number }>(`
      select count(*)::int4 as waiting from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`);
    if (rows[0]!.waiting >= sessions) return;
  }
}
