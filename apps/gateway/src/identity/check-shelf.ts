import { sql, type Kysely } from 'kysely';
import { citizenCheckSubject } from '@lienthong/contracts';
import { portionRemoved, recordset, type Shelf } from '@lienthong/store';
import type { Sealer } from '../pipeline/sealer.js';
import { ended } from '../store/ended.js';

const open = sql`s.id is null or s.state not in ${ended}`;

/**
 * Checks whose time has come, with what their exchanges hold of the partners' answers: what the base said of a person is kept as
 * long as it is valid and not longer. With the row goes the only key that opens the answers, wherever they stand; the key of what
 * was asked is replaced, so that the question opens for nobody either, unless somebody has still to answer it. The dossier's
 * timeline keeps who asked, when, and the verdict.
 */
export function checkShelf(db: Kysely<unknown>, sealer: Pick<Sealer, 'newWrappedKey'>, now: () => number): Shelf {
  return {
    what: 'citizenChecks',
    removeSome: async (_from, limit) => {
      const { rows } = await sql<{ id: string }>`
        select k.id from gateway.citizen_check k
        where k.kept_until < ${new Date(now())}::timestamptz order by k.kept_until limit ${limit}::int4`.execute(db);
      if (rows.length === 0) return { removed: 0 };
      const old = rows.map(({ id }) => ({ id, subject: citizenCheckSubject(id), data_key: sealer.newWrappedKey() }));
      const result = await sql`
        with old as materialized (
          select * from ${recordset(old, { id: 'uuid', subject: 'text', data_key: 'bytea' })}),
        attempts as (
          update gateway.exchange_attempt a set detail_key = null, detail_box = null
          from gateway.exchange e join old on old.subject = e.subject
          where a.exchange = e.id and a.detail_box is not null),
        side_calls as (
          update gateway.exchange_side_call a set detail_key = null, detail_box = null
          from gateway.exchange e join old on old.subject = e.subject
          where a.exchange = e.id and a.detail_box is not null),
        keys as (
          update gateway.subject t set data_key = old.data_key from old
          where t.subject = old.subject and not exists (
            select from gateway.exchange e left join gateway.exchange_state s on s.id = e.id
            where e.subject = old.subject and (${open})))
        delete from gateway.citizen_check k using old where k.id = old.id`.execute(db);
      return portionRemoved(result, limit);
    },
  };
}
