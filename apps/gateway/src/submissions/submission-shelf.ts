import { sql, type Kysely } from 'kysely';
import { portionRemoved, type Shelf } from '@lienthong/store';

/**
 * Submissions whose item of the inbox is kept no longer, once the connectors cannot tell of them again (epoch milliseconds). One that no
 * unit has got stays until an operator has given it to one.
 */
export function submissionShelf(db: Kysely<unknown>, olderThan: () => number): Shelf {
  return {
    what: 'submissions',
    removeSome: async (_from, limit) => {
      const result = await sql`
        delete from gateway.submission p using (
          select o.id from gateway.submission o
          where o.received_at < ${new Date(olderThan())}::timestamptz and o.handover is not null
            and not exists (select from gateway.handover h where h.id = o.handover)
          order by o.received_at limit ${limit}::int4) old
        where p.id = old.id`.execute(db);
      return portionRemoved(result, limit);
    },
  };
}
