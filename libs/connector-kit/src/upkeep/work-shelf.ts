import { sql, type Kysely } from 'kysely';
import { beforeFirstId, firstIdOf, portionOf, portionRemoved, type Shelf, type Walked } from '@lienthong/store';
import { ended } from '../work-store/ended.js';

/**
 * Work that ended before `olderThan` (epoch milliseconds, database time), with its attempts and commands. A lane loses its lowest
 * numbers only, and only in one block from 1 on; what ordering needs of them stays in `lane_past`, which also keeps an
 * announcement that comes again from being taken for new work.
 */
export function workShelf(db: Kysely<unknown>, olderThan: () => number): Shelf {
  return {
    what: 'work',
    removeSome: async (from, limit) => {
      const cutoff = olderThan();
      const { rows } = await sql<Walked>`
        with chunk as materialized (
          select w.exchange, w.subject, w.partner, w.operation,
            w.state in ${ended} and w.changed_at < ${new Date(cutoff)}::timestamptz as old
          from connectors.work w
          where w.exchange > ${from ?? beforeFirstId}::uuid and w.exchange < ${firstIdOf(cutoff)}::uuid
          order by w.exchange limit ${limit}::int4),
        numbered as (
          select w.exchange, w.subject, w.partner, w.operation, w.number, w.state, w.outcome,
            bool_and(coalesce(c.old, false)) over lane
              and w.number = coalesce(p.through, 0) + row_number() over lane as goes
          from (select distinct subject, partner, operation from chunk where old) l
          join connectors.work w on w.subject = l.subject and w.partner = l.partner and w.operation = l.operation
          left join chunk c on c.exchange = w.exchange
          left join connectors.lane_past p
            on p.subject = w.subject and p.partner = w.partner and p.operation = w.operation
          window lane as (partition by w.subject, w.partner, w.operation order by w.number)),
        old as materialized (select * from numbered where goes),
        past as (
          insert into connectors.lane_past as p (subject, partner, operation, through, exchange, done)
          select subject, partner, operation, max(number), (array_agg(exchange order by number desc))[1],
            coalesce(max(number) filter (where state = 'settled' and outcome = 'done'), 0)
          from old group by subject, partner, operation
          on conflict (subject, partner, operation) do update set through = excluded.through,
            exchange = excluded.exchange, done = greatest(p.done, excluded.done)),
        attempts as (delete from connectors.attempt a using old where a.exchange = old.exchange),
        side_calls as (delete from connectors.side_call s using old where s.exchange = old.exchange),
        gone as (delete from connectors.work w using old where w.exchange = old.exchange returning w.exchange)
        select (select count(*) from gone)::int4 as removed, (select count(*) from chunk)::int4 as seen,
          (select c.exchange::text from chunk c order by c.exchange desc limit 1) as last`.execute(db);
      return portionOf(rows[0]!, limit);
    },
  };
}

/** Operators' commands that were answered, whose time has come. */
export function commandShelf(db: Kysely<unknown>, olderThan: () => number): Shelf {
  return {
    what: 'commands',
    removeSome: async (_from, limit) => {
      const result = await sql`
        delete from connectors.command c using (
          select o.command from connectors.command o
          where o.verdict is not null and o.received_at < ${new Date(olderThan())}::timestamptz limit ${limit}::int4) old
        where c.command = old.command`.execute(db);
      return portionRemoved(result, limit);
    },
  };
}
