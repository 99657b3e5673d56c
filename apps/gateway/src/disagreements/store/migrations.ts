import { sql } from 'kysely';
import type { Migration } from '@lienthong/store';

/** What the portal says when it is asked, what differs between claims, and how far the comparison has come. No personal value. */
export const disagreements: Migration = {
  name: '0045-disagreements',
  oldestBinary: 1,
  up: async (db) => {
    await sql`
      create table gateway.portal_claim (
        dossier text primary key,
        there boolean not null,
        status text,
        at timestamptz not null,
        exchange uuid not null,
        weighed boolean not null default false
      ) with (fillfactor = 85)`.execute(db);
    // Only answers that nobody has compared yet: they leave it within a round.
    await sql`create index portal_claim_new on gateway.portal_claim (dossier) where not weighed`.execute(db);
    await sql`
      create table gateway.disagreement (
        id uuid primary key,
        dossier text,
        kind text not null,
        about text not null,
        assumed boolean not null,
        claims text not null,
        repair text not null,
        since timestamptz not null,
        found_at timestamptz not null,
        version int4 not null,
        repaired_at timestamptz,
        repaired_by text,
        repair_exchange uuid,
        ended_at timestamptz,
        ended_how text
      ) with (fillfactor = 85)`.execute(db);
    await sql`
      create unique index disagreement_open on gateway.disagreement (coalesce(dossier, ''), kind, about)
      where ended_at is null`.execute(db);
    await sql`create index disagreement_dossier on gateway.disagreement (dossier, id) where dossier is not null`.execute(
      db,
    );
    await sql`
      create table gateway.comparison_walk (
        one boolean primary key default true check (one),
        era int4 not null default 0,
        turn int8 not null default 0,
        n int8 not null default 0,
        after_code text not null default '',
        after_open uuid
      )`.execute(db);
    // Parcels of the post's feed that nobody here has ordered.
    await sql`
      create table gateway.stray_parcel (
        delivery uuid primary key,
        at timestamptz not null
      )`.execute(db);
  },
};

/** How far the comparison has come in what is of no dossier, and the way to what is open of it past all that has ended. */
export const strayWalk: Migration = {
  name: '0052-stray-walk',
  oldestBinary: 1,
  up: async (db) => {
    await sql`
      alter table gateway.comparison_walk add column after_credit uuid, add column after_submission int8 not null default 0,
        add column after_parcel uuid, add column after_open_stray uuid`.execute(db);
    await sql`
      create index disagreement_of_none on gateway.disagreement (id) where dossier is null and ended_at is null`.execute(
      db,
    );
  },
};

/** The ways to what has been kept long enough. */
export const disagreementRetention: Migration = {
  name: '0053-disagreement-retention',
  oldestBinary: 1,
  up: async (db) => {
    await sql`
      create index disagreement_ended on gateway.disagreement (ended_at) where ended_at is not null`.execute(db);
    await sql`create index portal_claim_at on gateway.portal_claim (at)`.execute(db);
  },
};

/** That a parcel which nobody here has ordered is none of ours: who said so, when, and why (sealed). */
export const dismissals: Migration = {
  name: '0054-dismissals',
  oldestBinary: 1,
  up: async (db) => {
    await sql`alter table gateway.stray_parcel add column dismissed_at timestamptz`.execute(db);
    await sql`
      alter table gateway.disagreement add column dismissed_by text, add column dismissed_key bytea,
        add column dismissed_why bytea`.execute(db);
  },
};
