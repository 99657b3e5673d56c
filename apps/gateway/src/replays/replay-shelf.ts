import { sql, type Kysely } from 'kysely';
import { portionRemoved, type Shelf } from '@lienthong/store';

/** Replays that ended before `olderThan` (epoch milliseconds), with what each had sent. */
export function replayShelf(db: Kysely<unknown>, olderThan: () => number): Shelf {
  return {
    what: 'replays',
    removeSome: async (_from, limit) => {
      const result = await sql`
        with old as (
          select r.id from gateway.replay r where r.ended_at < ${new Date(olderThan())}::timestamptz
          order by r.id limit ${limit}::int4),
        items as (delete from gateway.replay_item i using old where i.replay = old.id),
        stages as (delete from gateway.replay_stage g using old where g.replay = old.id)
        delete from gateway.replay r using old where r.id = old.id`.execute(db);
      return portionRemoved(result, limit);
    },
  };
}
