import { sql, type Kysely } from 'kysely';
import type { Migration, Shelf } from '@lienthong/store';
import { firstIdOf, recordset } from '@lienthong/store';
import type { Connector } from '../port.js';
import { ended } from '../work-store/ended.js';

/** Work that still holds what may not be kept for long, as the partial index and the statement below both say it. */
const passing = `subject like 'citizenCheck:%' and key <> ''::bytea`;

/** Finds it among everything else; rows of other subjects never enter, and a change of state touches nothing here. */
export const passingMigration: Migration = {
  name: '0011-passing',
  oldestBinary: 2,
  up: async (db) => {
    await sql.raw(`create index work_passing on connectors.work (exchange) where ${passing}`).execute(db);
  },
};

/**
 * Erases what exchanges with a short memory (`keptMs` of their operation) sent and got, with the key that opened it, once they ended
 * that long ago: the row stays for what ordering needs of it. `now`: epoch milliseconds, database time.
 */
export function passingShelf(db: Kysely<unknown>, connectors: readonly Connector[], now: () => number): Shelf {
  const kinds = connectors.flatMap(({ partner, operations }) =>
    Object.entries(operations).flatMap(([operation, { keptMs }]) =>
      keptMs === undefined ? [] : [{ partner, operation, keptMs }],
    ),
  );
  return {
    what: 'passing',
    removeSome: async (_from, limit) => {
      if (kinds.length === 0) return { removed: 0 };
      const at = now();
      const ends = kinds.map(({ keptMs, ...kind }) => ({ ...kind, before: new Date(at - keptMs) }));
      const newest = firstIdOf(Math.max(...ends.map(({ before }) => before.getTime())));
      const { rows } = await sql<{ removed: number }>`
        with old as materialized (
          select w.exchange from connectors.work w
          join ${recordset(ends, { partner: 'text', operation: 'text', before: 'timestamptz' })}
            on r.partner = w.partner and r.operation = w.operation
          where w.${sql.raw(passing.replace(' and ', ' and w.'))} and w.exchange < ${newest}::uuid
            and w.state in ${ended} and w.changed_at < r.before
          order by w.exchange limit ${limit}::int4),
        attempts as (update connectors.attempt a set calls = null from old where a.exchange = old.exchange),
        side_calls as (update connectors.side_call s set calls = null from old where s.exchange = old.exchange),
        gone as (
          update connectors.work w set key = ''::bytea, payload = ''::bytea from old
          where w.exchange = old.exchange returning w.exchange)
        select count(*)::int4 as removed from gone`.execute(db);
      const removed = rows[0]!.removed;
      return { removed, ...(removed === limit ? { next: 'more' } : {}) };
    },
  };
}
