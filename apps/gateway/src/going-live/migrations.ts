import { sql } from 'kysely';
import type { Migration } from '@lienthong/store';

/** Dossiers that were recorded without telling anybody; a row goes when the portal is told. */
export const recordedDossiers: Migration = {
  name: '0038-recorded-dossiers',
  oldestBinary: 1,
  up: async (db) => {
    await sql`
      alter table gateway.dossier
        add column untold boolean not null default false,
        add column ordered_elsewhere boolean not null default false,
        add column received_at timestamptz,
        add column returned_at timestamptz`.execute(db);
    await sql`
      create table gateway.untold_dossier (
        code text primary key,
        unit text not null,
        began_at timestamptz,
        due_at timestamptz not null
      )`.execute(db);
    await sql`create index untold_dossier_due on gateway.untold_dossier (due_at, code)`.execute(db);
  },
};

/** Runs in which the portal is told of what was recorded, and the exchanges that each has begun. */
export const catchUps: Migration = {
  name: '0040-catch-ups',
  oldestBinary: 1,
  up: async (db) => {
    await sql`
      create table gateway.catch_up (
        id uuid primary key,
        unit text not null,
        since timestamptz not null,
        per_second float8 not null,
        state text not null,
        total int8,
        told int8 not null default 0,
        failed int8 not null default 0,
        remaining int8,
        after_due timestamptz,
        after_code text,
        began_at timestamptz not null,
        ended_at timestamptz
      ) with (fillfactor = 50)`.execute(db);
    // One at a time: two would share the rate that neither was asked for.
    await sql`create unique index catch_up_open on gateway.catch_up ((true)) where ended_at is null`.execute(db);
    await sql`
      create table gateway.catch_up_exchange (
        catch_up uuid not null,
        exchange uuid not null,
        primary key (catch_up, exchange)
      )`.execute(db);
  },
};
