import { sql, type Kysely } from 'kysely';
import { portionRemoved, type Shelf } from '@lienthong/store';

/**
 * Checks whose time has come, with what their exchanges hold of the partners' answers: what the base said of a person is kept as
 * long as it is valid and not longer. The dossier's timeline keeps who asked, when, and the verdict.
 */
export function checkShelf(db: Kysely<unknown>, now: () => number): Shelf {
  return {
    what: 'citizenChecks',
    removeSome: async (_from, limit) =>
      portionRemoved(
        await sql`
          with old as materialized (
            select k.id, 'citizenCheck:' || k.id::text as subject from gateway.citizen_check k
            where k.kept_until < ${new Date(now())}::timestamptz order by k.kept_until limit ${limit}::int4),
          attempts as (
            update gateway.exchange_attempt a set detail_key = null, detail_box = null
            from gateway.exchange e join old on old.subject = e.subject
            where a.exchange = e.id and a.detail_box is not null),
          side_calls as (
            update gateway.exchange_side_call a set detail_key = null, detail_box = null
            from gateway.exchange e join old on old.subject = e.subject
            where a.exchange = e.id and a.detail_box is not null)
          delete from gateway.citizen_check k using old where k.id = old.id`.execute(db),
        limit,
      ),
  };
}
