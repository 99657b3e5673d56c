import { sql, type Kysely } from 'kysely';
import { beforeFirstId, oldestShelf, portionOf, portionRemoved, type Shelf, type Walked } from '@lienthong/store';

/** Disagreements that ended before `olderThan` (epoch milliseconds). An open one stays; what differs again is found anew. */
export const disagreementShelf = (db: Kysely<unknown>, olderThan: () => number): Shelf =>
  oldestShelf(db, { what: 'disagreements', side: 'gateway', table: 'disagreement', time: 'ended_at' }, olderThan);

/**
 * What the portal said before `olderThan` (epoch milliseconds) and has not said since. It stays while it has not been compared, and
 * while anything differs of its dossier: it may be one of the claims.
 */
export function portalAnswerShelf(db: Kysely<unknown>, olderThan: () => number): Shelf {
  return {
    what: 'portalAnswers',
    removeSome: async (_from, limit) => {
      const cutoff = new Date(olderThan());
      // Asked again of the row itself: one that the portal has just answered anew is not the one that was old.
      const result = await sql`
        delete from gateway.portal_claim c using (
          select o.dossier from gateway.portal_claim o
          where o.at < ${cutoff}::timestamptz and o.weighed and not exists (
            select from gateway.disagreement g where g.dossier = o.dossier and g.ended_at is null)
          order by o.at limit ${limit}::int4) old
        where c.dossier = old.dossier and c.at < ${cutoff}::timestamptz and c.weighed`.execute(db);
      return portionRemoved(result, limit);
    },
  };
}

/** Parcels that came up, or were dismissed, before `olderThan` (epoch milliseconds). One that still differs stays: it is what the disagreement shows. */
export function strayParcelShelf(db: Kysely<unknown>, olderThan: () => number): Shelf {
  return {
    what: 'strayParcels',
    removeSome: async (from, limit) => {
      const { rows } = await sql<Walked>`
        with chunk as materialized (
          select s.delivery, greatest(s.at, s.dismissed_at) as at from gateway.stray_parcel s
          where s.delivery > ${from ?? beforeFirstId}::uuid order by s.delivery limit ${limit}::int4),
        gone as (
          delete from gateway.stray_parcel s using chunk c
          where s.delivery = c.delivery and c.at < ${new Date(olderThan())}::timestamptz and not exists (
            select from gateway.disagreement g
            where g.ended_at is null and coalesce(g.dossier, '') = '' and g.kind = 'unknownToUs'
              and g.about = 'parcel/' || c.delivery::text)
          returning s.delivery)
        select (select count(*) from gone)::int4 as removed, (select count(*) from chunk)::int4 as seen,
          (select c.delivery::text from chunk c order by c.delivery desc limit 1) as last`.execute(db);
      return portionOf(rows[0]!, limit);
    },
  };
}
