import { sql, type Kysely } from 'kysely';
import { portionRemoved, type Shelf } from '@lienthong/store';

/** As long as anything else that could not be read. */
export function unreadableShelf(db: Kysely<unknown>, olderThan: () => number): Shelf {
  return {
    what: 'unreadableRows',
    removeSome: async (_from, limit) => {
      const result = await sql`
        delete from gateway.unreadable_row u using (
          select o.id from gateway.unreadable_row o where o.received_at < ${new Date(olderThan())}::timestamptz
          order by o.received_at limit ${limit}::int4) old
        where u.id = old.id`.execute(db);
      return portionRemoved(result, limit);
    },
  };
}
