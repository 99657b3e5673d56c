import { sql } from 'kysely';
import { operations } from '@lienthong/contracts';
import { ended } from '../store/ended.js';

/** The newest number that lane `e` waits for, unless it has been told *done* of that number or a later one. */
const unmetAfter = sql`(
  select t.id from gateway.exchange t
  where t.subject = e.subject and t.partner = e.after_partner and t.operation = e.after_operation
    and t.number >= e.after_number
    and not exists (
      select from gateway.exchange m join gateway.exchange_state ms on ms.id = m.id
      where m.subject = e.subject and m.partner = e.after_partner and m.operation = e.after_operation
        and m.number >= e.after_number and ms.state = 'settled' and ms.outcome = 'done')
  order by case t.lane when 'latest' then -t.number else t.number end limit 1)`;

/** In the lane of `e`, one that is parked holds nobody behind it for longer than its call may land. */
const standsAlone = sql.join(
  Object.entries(operations).flatMap(([partner, its]) =>
    Object.entries<object>(its)
      .filter(([, declared]) => 'standAlone' in declared)
      .map(([operation]) => sql`(e.partner = ${sql.lit(partner)} and e.operation = ${sql.lit(operation)})`),
  ),
  sql` or `,
);

/** The first number of the own lane that stands still: of unknown fate, or parked where a newer state cannot answer it. */
const stuckHead = sql`(
  select h.id from gateway.exchange h join gateway.exchange_state hs on hs.id = h.id
  where h.subject = e.subject and h.partner = e.partner and h.operation = e.operation and h.number < e.number
    and (hs.state in ('unknown', 'resolving')
      or hs.state = 'parked' and not (${standsAlone}) and (e.lane <> 'latest' or hs.surely_not_done is not true))
  order by h.number limit 1)`;

/**
 * A number before it that a person has ended, or that holds nobody for good, or that would itself give way to a newer one, while the
 * call that left for it can still land.
 */
const landing = sql`
  from gateway.exchange h join gateway.exchange_state hs on hs.id = h.id
  where h.subject = e.subject and h.partner = e.partner and h.operation = e.operation and h.number < e.number
    and hs.may_land_until > now()
    and (hs.state in ${ended} or hs.state = 'waiting' and e.lane = 'latest' or hs.state = 'parked' and (${standsAlone}))`;

/**
 * The exchange that holds one back that waits, or that went in one call with a head which has stopped, as far as the gateway
 * has heard: exchanges `e`, left join states `s`. Found when it is asked for, so that a lane that stops or goes on writes
 * nothing to those behind it.
 */
export const blockedBy = sql`
  case coalesce(s.state, 'waiting')
    when 'waiting' then coalesce(
      ${stuckHead}, (select h.id ${landing} order by hs.may_land_until desc limit 1), ${unmetAfter})
    when 'unknown' then case when e.lane <> 'latest' then ${stuckHead} end
  end as held_by`;

/** How long one that waits is held at least by what may still land. */
export const heldUntil = sql`
  case when coalesce(s.state, 'waiting') = 'waiting' then (select max(hs.may_land_until) ${landing}) end as held_until`;
