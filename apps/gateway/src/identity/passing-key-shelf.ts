import { sql, type Kysely } from 'kysely';
import { portionRemoved, type Shelf } from '@lienthong/store';

/** Room for a clock that is ahead: what it takes for lapsed may be the one key that holds. */
const roomMillis = 24 * 3_600_000;

/** Keys offered by the connectors that have lapsed for a day at `now` (epoch milliseconds): no question is sealed for them any more. */
export function passingKeyShelf(db: Kysely<unknown>, now: () => number): Shelf {
  return {
    what: 'passingKeys',
    removeSome: async (_from, limit) => {
      const result = await sql`
        delete from gateway.passing_key k using (
          select o.id from gateway.passing_key o where o.until < ${new Date(now() - roomMillis)}::timestamptz
          order by o.until limit ${limit}::int4) old
        where k.id = old.id`.execute(db);
      return portionRemoved(result, limit);
    },
  };
}
