import { sql } from 'kysely';
import type { Migration } from '@lienthong/store';

/** Days on which payments of a class are let through, and what waits for them. No personal values but for the sealed `queued`. */
export const admissionWindows: Migration = {
  name: '0047-admission-windows',
  oldestBinary: 1,
  up: async (db) => {
    await sql`
      create table gateway.admission_window (
        id uuid primary key,
        class text not null,
        days text[] not null,
        per_day int4 not null,
        until timestamptz not null,
        next int8 not null default 0,
        freed int8[] not null default '{}',
        given int8 not null default 0,
        opened_by text not null,
        created_at timestamptz not null
      )`.execute(db);
    // What of a payment is asked for when its turn comes is sealed; its number, and when its turn is.
    await sql`
      alter table gateway.payment add column admission uuid, add column admission_number int8,
        add column release_at timestamptz, add column released_at timestamptz, add column queued bytea`.execute(db);
  },
};

/** Who has closed a window before its last day was over. */
export const closedWindows: Migration = {
  name: '0055-closed-windows',
  oldestBinary: 1,
  up: async (db) => {
    await sql`alter table gateway.admission_window add column closed_by text`.execute(db);
  },
};

/** Which turn a dossier's payment waits for: until it has come, its time is not the applicant's. */
export const turnsOfDossiers: Migration = {
  name: '0056-turns-of-dossiers',
  oldestBinary: 1,
  up: async (db) => {
    await sql`alter table gateway.dossier add column payment_turn text`.execute(db);
  },
};
