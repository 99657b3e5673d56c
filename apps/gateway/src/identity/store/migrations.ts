import { sql } from 'kysely';
import type { Migration } from '@lienthong/store';

/** Checks of citizens. Clear columns name nobody: a person is found by a keyed hash, the rest is sealed with the check's own key. */
export const citizenChecks: Migration = {
  name: '0015-citizen-checks',
  oldestBinary: 1,
  up: async (db) => {
    await sql`
      create table gateway.citizen_check (
        id uuid primary key,
        dossier text not null,
        client text not null,
        procedure text not null,
        person text not null,
        parts text not null,
        state text not null,
        verdict text,
        reused_from uuid,
        asked bytea not null,
        facts bytea,
        kept_until timestamptz,
        created_at timestamptz not null,
        changed_at timestamptz not null
      ) with (fillfactor = 85)`.execute(db);
    await sql`create index citizen_check_dossier on gateway.citizen_check (dossier, id)`.execute(db);
    await sql`
      create index citizen_check_person on gateway.citizen_check (person, id) where verdict is not null`.execute(db);
    await sql`
      create index citizen_check_kept on gateway.citizen_check (kept_until) where kept_until is not null`.execute(db);
  },
};

/** Also asked for a procedure's sake alone. */
export const checksWithoutDossier: Migration = {
  name: '0017-checks-without-dossier',
  oldestBinary: 1,
  up: async (db) => {
    await sql`alter table gateway.citizen_check alter column dossier drop not null`.execute(db);
  },
};

/** Checks of a person that are being answered, and those that wait for one. */
export const checksUnderWay: Migration = {
  name: '0025-checks-under-way',
  oldestBinary: 1,
  up: async (db) => {
    await sql`
      create index citizen_check_under_way on gateway.citizen_check (person, id)
      where state in ('pending', 'unknown') and reused_from is null`.execute(db);
    await sql`
      create index citizen_check_waits on gateway.citizen_check (reused_from)
      where state in ('pending', 'unknown') and reused_from is not null`.execute(db);
  },
};
