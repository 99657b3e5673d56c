import { sql, type Kysely } from 'kysely';
import { beforeFirstId, firstIdOf, oldestShelf, portionOf, type Shelf, type Walked } from '@lienthong/store';

/** What partners told us before `olderThan` (epoch milliseconds, database time). What repeats one of these is taken for new. */
export const receivedShelf = (db: Kysely<unknown>, olderThan: () => number): Shelf =>
  oldestShelf(db, { what: 'received', side: 'connectors', table: 'received', time: 'received_at' }, olderThan);

/** Expectations that ended, and did not change since `olderThan`. */
export function expectedShelf(db: Kysely<unknown>, olderThan: () => number): Shelf {
  return {
    what: 'expected',
    removeSome: async (from, limit) => {
      const cutoff = olderThan();
      const { rows } = await sql<Walked>`
        with chunk as materialized (
          select e.payment, e.state not in ('initiating', 'open') and e.at < ${new Date(cutoff)}::timestamptz as old
          from connectors.expected e
          where e.payment > ${from ?? beforeFirstId}::uuid and e.payment < ${firstIdOf(cutoff)}::uuid
          order by e.payment limit ${limit}::int4),
        gone as (delete from connectors.expected e using chunk c where c.old and e.payment = c.payment returning 1)
        select (select count(*) from gone)::int4 as removed, (select count(*) from chunk)::int4 as seen,
          (select c.payment::text from chunk c order by c.payment desc limit 1) as last`.execute(db);
      return portionOf(rows[0]!, limit);
    },
  };
}
