import { sql, type Kysely } from 'kysely';
import type { HandedTo } from '../../journey/handed-to.js';
import { isInPlace } from '../../store/commit-order.js';
import { given, listOf } from '../../store/rows.js';
import type { Concerned } from '../rules/concerns.js';
import type { FeedType } from '../rules/feed-types.js';
import type { FeedPlace } from './place.js';

interface FeedRow extends FeedPlace {
  readonly at: Date;
  readonly type: string;
  readonly subject: string;
  readonly unit: string | null;
  readonly receivers: string;
  readonly client: string | null;
  readonly data: string;
  readonly owner: string | null;
  readonly handed_to: string | null;
  readonly handover_to: string | null;
}

/** An event as it was written, with who finds now what it is about. */
export interface FeedEvent {
  readonly place: FeedPlace;
  readonly at: string;
  readonly type: FeedType;
  readonly subject: string;
  readonly data: Readonly<Record<string, string | number>>;
  readonly concerned: Concerned;
}

/**
 * The next events behind a place, whoever they are for; none that another may still get in front of. Places of before a restore are
 * over: nothing is written there any more.
 */
export async function readFeed(db: Kysely<unknown>, after: FeedPlace, limit: number): Promise<readonly FeedEvent[]> {
  const { rows } = await sql<FeedRow>`
    with f as materialized (
      select f.* from gateway.feed_event f
      where (f.era, f.turn, f.n) > (${after.era}::int4, ${after.turn}::int8, ${after.n}::int8)
        and ${isInPlace('f')}
      order by f.era, f.turn, f.n limit ${limit}::int4)
    select f.era, f.turn, f.n, f.at, f.type, f.subject, f.unit, f.receivers, f.client, f.data, d.unit as owner, d.handed_to,
      h.to_unit as handover_to
    from f left join gateway.dossier d on d.code = f.subject left join gateway.handover h on h.id = f.handover
    order by f.era, f.turn, f.n`.execute(db);
  return rows.map(eventOfRow);
}

const eventOfRow = (row: FeedRow): FeedEvent => ({
  place: { era: row.era, turn: row.turn, n: row.n },
  at: row.at.toISOString(),
  ...{ type: row.type as FeedType, subject: row.subject },
  data: JSON.parse(row.data) as FeedEvent['data'],
  concerned: {
    receivers: listOf(row.receivers),
    handedTo: row.handed_to === null ? [] : (JSON.parse(row.handed_to) as readonly HandedTo[]).map(({ unit }) => unit),
    ...given('unit', row.unit),
    ...given('client', row.client),
    ...given('owner', row.owner),
    ...given('handoverTo', row.handover_to),
  },
});

/** Has anything behind this place been removed? To be asked after reading: what was there then is not missing. */
export async function isRemovedBehind(db: Kysely<unknown>, { era, turn, n }: FeedPlace): Promise<boolean> {
  const { rows } = await sql`
    select from gateway.feed_floor t where (t.era, t.turn, t.n) > (${era}::int4, ${turn}::int8, ${n}::int8)`.execute(
    db,
  );
  return rows.length > 0;
}
