import { sql, type Kysely } from 'kysely';
import { beforeFirstId, portionOf, type Shelf, type Walked } from '@lienthong/store';
import { filed, waitsForPerson } from './filed.js';

/** What is filed under a class and waits for nobody any more: nothing shows it, and nothing was written when it was overtaken. */
export function overtakenShelf(db: Kysely<unknown>): Shelf {
  return {
    what: 'overtakenFailures',
    removeSome: async (from, limit) => {
      const { rows } = await sql<Walked>`
        with chunk as materialized (
          select p.exchange, not coalesce(${waitsForPerson}, false) as overtaken
          from ${filed} where p.exchange > ${from ?? beforeFirstId}::uuid order by p.exchange limit ${limit}::int4),
        gone as (
          delete from gateway.parked_exchange p using chunk c where p.exchange = c.exchange and c.overtaken returning p.exchange)
        select (select count(*) from gone)::int4 as removed, (select count(*) from chunk)::int4 as seen,
          (select c.exchange::text from chunk c order by c.exchange desc limit 1) as last`.execute(db);
      return portionOf(rows[0]!, limit);
    },
  };
}
