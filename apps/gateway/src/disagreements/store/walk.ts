import { sql, type Kysely } from 'kysely';
import { beforeFirstId } from '@lienthong/store';
import type { FeedPlace } from '../../feed/store/place.js';
import type { UnattributedWalk } from './read-unattributed.js';

/** How far the comparison has come: on the feed, among all dossiers, among those that differ, and in what is of no dossier. */
export interface Walk {
  readonly feed: FeedPlace;
  readonly afterCode: string;
  readonly afterOpen: string;
  readonly unattributed: UnattributedWalk;
}

interface WalkRow extends FeedPlace {
  readonly after_code: string;
  readonly after_open: string | null;
  readonly after_credit: string | null;
  readonly after_submission: number;
  readonly after_parcel: string | null;
  readonly after_open_stray: string | null;
}

export async function readWalk(db: Kysely<unknown>): Promise<Walk> {
  const { rows } = await sql<WalkRow>`
    select w.era, w.turn, w.n, w.after_code, w.after_open,
      w.after_credit, w.after_submission, w.after_parcel, w.after_open_stray
    from gateway.comparison_walk w`.execute(db);
  const [row] = rows;
  return {
    feed: { era: row?.era ?? 0, turn: row?.turn ?? 0, n: row?.n ?? 0 },
    afterCode: row?.after_code ?? '',
    afterOpen: row?.after_open ?? beforeFirstId,
    unattributed: {
      afterCredit: row?.after_credit ?? beforeFirstId,
      afterSubmission: row?.after_submission ?? 0,
      afterParcel: row?.after_parcel ?? beforeFirstId,
      afterOpenUnattributed: row?.after_open_stray ?? beforeFirstId,
    },
  };
}

export async function saveWalk(db: Kysely<unknown>, { feed, afterCode, afterOpen, unattributed }: Walk): Promise<void> {
  await sql`
    insert into gateway.comparison_walk as w (era, turn, n, after_code, after_open,
      after_credit, after_submission, after_parcel, after_open_stray)
    values (${feed.era}::int4, ${feed.turn}::int8, ${feed.n}::int8, ${afterCode}::text, ${afterOpen}::uuid,
      ${unattributed.afterCredit}::uuid, ${unattributed.afterSubmission}::int8, ${unattributed.afterParcel}::uuid,
      ${unattributed.afterOpenUnattributed}::uuid)
    on conflict (one) do update set era = excluded.era, turn = excluded.turn, n = excluded.n,
      after_code = excluded.after_code, after_open = excluded.after_open, after_credit = excluded.after_credit,
      after_submission = excluded.after_submission, after_parcel = excluded.after_parcel,
      after_open_stray = excluded.after_open_stray`.execute(db);
}

export async function codesAfter(db: Kysely<unknown>, code: string, limit: number): Promise<readonly string[]> {
  const { rows } = await sql<{ code: string }>`
    select d.code from gateway.dossier d where d.code > ${code}::text order by d.code limit ${limit}::int4`.execute(db);
  return rows.map((row) => row.code);
}

/** Dossiers of which something differs, the longest known first. */
export async function openAfter(
  db: Kysely<unknown>,
  id: string,
  limit: number,
): Promise<readonly { readonly id: string; readonly dossier: string }[]> {
  const { rows } = await sql<{ id: string; dossier: string }>`
    select g.id, g.dossier from gateway.disagreement g
    where g.ended_at is null and g.dossier is not null and g.id > ${id}::uuid order by g.id limit ${limit}::int4`.execute(
    db,
  );
  return rows;
}

/** Dossiers about which the portal has answered since they were compared last. */
export async function answered(db: Kysely<unknown>, limit: number): Promise<readonly string[]> {
  const { rows } = await sql<{ dossier: string }>`
    select c.dossier from gateway.portal_claim c where not c.weighed limit ${limit}::int4`.execute(db);
  return rows.map(({ dossier }) => dossier);
}

/** An answer that has come since counts for the next time. */
export async function markWeighed(
  db: Kysely<unknown>,
  exchanges: readonly { readonly dossier: string; readonly exchange: string }[],
): Promise<void> {
  if (exchanges.length === 0) return;
  await sql`
    update gateway.portal_claim c set weighed = true
    where not c.weighed and c.dossier = any(${exchanges.map(({ dossier }) => dossier)}::text[])
      and c.exchange = any(${exchanges.map(({ exchange }) => exchange)}::uuid[])`.execute(db);
}
