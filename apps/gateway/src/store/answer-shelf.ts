import { sql, type Kysely } from 'kysely';
import { portionRemoved, type Shelf } from '@lienthong/store';

/** Answers kept for an `Idempotency-Key` whose time has come. `clock`: epoch milliseconds. */
export function answerShelf(db: Kysely<unknown>, clock: () => number): Shelf {
  return {
    what: 'keptAnswers',
    removeSome: async (_from, limit) => {
      const result = await sql`
        delete from gateway.idempotency k using (
          select i.id from gateway.idempotency i where i.expires_at < ${new Date(clock())}::timestamptz
          order by i.expires_at limit ${limit}::int4) old
        where k.id = old.id`.execute(db);
      return portionRemoved(result, limit);
    },
  };
}
