import { sql } from 'kysely';
import type { Migration } from '@lienthong/store';

/**
 * What the portal submitted, each under the key that it came with, and the item of the inbox in which it stands; without one it waits
 * for an operator. A dossier knows the portal's own number of it.
 */
export const submissions: Migration = {
  name: '0036-submissions',
  oldestBinary: 1,
  up: async (db) => {
    await sql`
      create table gateway.submission (
        id uuid primary key,
        n bigint generated always as identity,
        dossier text not null,
        partner text not null,
        account text not null,
        kind text not null,
        received_at timestamptz not null,
        data_key bytea not null,
        detail bytea not null,
        handover uuid
      )`.execute(db);
    await sql`create index submission_handover on gateway.submission (handover, n) where handover is not null`.execute(
      db,
    );
    await sql`create index submission_unplaced on gateway.submission (n) where handover is null`.execute(db);
    await sql`create index submission_received on gateway.submission (received_at)`.execute(db);
    await sql`
      create unique index handover_submission on gateway.handover (dossier) where kind = 'submission'`.execute(db);
    await sql`alter table gateway.dossier add column portal_code text`.execute(db);
  },
};
