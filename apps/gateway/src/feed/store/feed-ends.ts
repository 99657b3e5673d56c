import { sql, type Kysely } from 'kysely';
import { beginning, type FeedPlace } from './place.js';

/** Whatever is told from now on lies behind this place. */
export async function endOfFeed(db: Kysely<unknown>): Promise<FeedPlace> {
  const { rows } = await sql<FeedPlace>`
    select f.era, f.turn, f.n from gateway.feed_event f
    where f.turn < pg_snapshot_xmin(pg_current_snapshot())::text::int8
      or f.era < (select coalesce(max(epoch), 0) from gateway.restored)
    order by f.era desc, f.turn desc, f.n desc limit 1`.execute(db);
  return rows[0] ?? beginning;
}

/** Clocks of gateways may differ by so much: what one recorded late stands behind what another recorded early. */
const skewMillis = 60_000;

/** A place before all that was recorded since then, and not long before it. */
export async function placeBefore(db: Kysely<unknown>, since: Date): Promise<FeedPlace> {
  const { rows } = await sql<FeedPlace>`
    select f.era, f.turn, f.n from gateway.feed_event f where f.recorded_at < ${new Date(since.getTime() - skewMillis)}::timestamptz
    order by f.era desc, f.turn desc, f.n desc limit 1`.execute(db);
  return rows[0] ?? beginning;
}
