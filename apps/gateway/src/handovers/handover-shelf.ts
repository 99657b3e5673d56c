import { sql, type Kysely } from 'kysely';
import { portionRemoved, type Shelf } from '@lienthong/store';

/**
 * Handovers that ended before `olderThan` (epoch milliseconds). What was asked and said stands in the row alone and goes with it, the naming of its files too, and
 * with the key that opens it in a copy; the dossier's timeline keeps who handed what to whom, and when it was answered. What
 * another hub has not been told of yet stays until it has.
 */
export function handoverShelf(db: Kysely<unknown>, olderThan: () => number): Shelf {
  return {
    what: 'handovers',
    removeSome: async (_from, limit) => {
      const result = await sql`
        with old as materialized (
          select h.id from gateway.handover h where h.ended_at < ${new Date(olderThan())}::timestamptz
            and not exists (select from gateway.lane l
              where l.subject = 'handover:' || h.id::text and l.ended_number < l.last_number)
          order by h.ended_at limit ${limit}::int4),
        files as (delete from gateway.attachment_use u using old where u.dossier = 'handover:' || old.id::text),
        notes as (delete from gateway.handover_note n using old where n.handover = old.id),
        keys as (delete from gateway.subject t using old where t.subject = 'handover:' || old.id::text)
        delete from gateway.handover h using old where h.id = old.id`.execute(db);
      return portionRemoved(result, limit);
    },
  };
}
