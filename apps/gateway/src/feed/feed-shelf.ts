import { sql, type Kysely } from 'kysely';
import { portionRemoved, type Shelf } from '@lienthong/store';

/**
 * Events that were recorded before `olderThan` (epoch milliseconds). They go from the beginning of the feed, which says up to where:
 * a reader that stands further behind is told so.
 */
export function feedShelf(db: Kysely<unknown>, olderThan: () => number): Shelf {
  return {
    what: 'feedEvents',
    removeSome: async (_from, limit) => {
      const result = await sql`
        with first as materialized (
          select f.era, f.turn, f.n, f.recorded_at from gateway.feed_event f order by f.era, f.turn, f.n limit ${limit}::int4),
        old as materialized (
          select o.era, o.turn, o.n from first o where o.recorded_at < ${new Date(olderThan())}::timestamptz),
        floor as (
          insert into gateway.feed_floor as t (era, turn, n)
          select o.era, o.turn, o.n from old o order by o.era desc, o.turn desc, o.n desc limit 1
          on conflict (one) do update set era = excluded.era, turn = excluded.turn, n = excluded.n
            where (t.era, t.turn, t.n) < (excluded.era, excluded.turn, excluded.n))
        delete from gateway.feed_event f using old where (f.era, f.turn, f.n) = (old.era, old.turn, old.n)`.execute(db);
      return portionRemoved(result, limit);
    },
  };
}
