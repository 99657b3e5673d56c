import { sql, type Kysely } from 'kysely';
import { beforeFirstId, firstIdOf, portionOf, type Shelf, type Walked } from '@lienthong/store';
import { ended } from '../store/ended.js';

/**
 * Exchanges that ended before `olderThan` (epoch milliseconds), with their attempts, what stands beside those, and operators' commands. Dossiers, their
 * timelines and their lanes stay: figures are derived from them. Nothing of a subject goes while anything of it is open,
 * because what is open may wait for what has ended.
 */
export function exchangeShelf(db: Kysely<unknown>, olderThan: () => number): Shelf {
  return {
    what: 'exchanges',
    removeSome: async (from, limit) => {
      const cutoff = olderThan();
      const { rows } = await sql<Walked>`
        with chunk as materialized (
          select e.id, e.subject from gateway.exchange e
          where e.id > ${from ?? beforeFirstId}::uuid and e.id < ${firstIdOf(cutoff)}::uuid
          order by e.id limit ${limit}::int4),
        old as materialized (
          select c.id from chunk c join gateway.exchange_state s on s.id = c.id
          where s.state in ${ended} and s.changed_at < ${new Date(cutoff)}::timestamptz
            and not exists (
              select from gateway.exchange o left join gateway.exchange_state os on os.id = o.id
              where o.subject = c.subject and (os.id is null or os.state not in ${ended}))),
        attempts as (delete from gateway.exchange_attempt a using old where a.exchange = old.id),
        side_calls as (delete from gateway.exchange_side_call a using old where a.exchange = old.id),
        parked as (delete from gateway.parked_exchange p using old where p.exchange = old.id),
        commands as (delete from gateway.command c using old where c.exchange = old.id),
        states as (delete from gateway.exchange_state s using old where s.id = old.id),
        gone as (delete from gateway.exchange e using old where e.id = old.id returning e.id)
        select (select count(*) from gone)::int4 as removed, (select count(*) from chunk)::int4 as seen,
          (select c.id::text from chunk c order by c.id desc limit 1) as last`.execute(db);
      return portionOf(rows[0]!, limit);
    },
  };
}
