import { sql } from 'kysely';
import type { Migration } from '@lienthong/store';

/**
 * What one unit hands to another. What is asked and what is answered is sealed with the handover's own key; who owes an answer stands
 * with the dossier, so that its blame clock needs no other row.
 */
export const handovers: Migration = {
  name: '0024-handovers',
  oldestBinary: 1,
  up: async (db) => {
    await sql`
      create table gateway.handover (
        id uuid primary key,
        dossier text not null,
        kind text not null,
        state text not null,
        from_unit text not null,
        to_unit text not null,
        addressed_to text,
        client text not null,
        due_at timestamptz not null,
        reminded text,
        asked bytea not null,
        said bytea,
        created_at timestamptz not null,
        accepted_at timestamptz,
        ended_at timestamptz,
        changed_at timestamptz not null
      ) with (fillfactor = 85)`.execute(db);
    await sql`create index handover_dossier on gateway.handover (dossier, id)`.execute(db);
    await sql`create index handover_receiver on gateway.handover (to_unit, id)`.execute(db);
    await sql`create index handover_ended on gateway.handover (ended_at) where ended_at is not null`.execute(db);
    await sql`alter table gateway.dossier add column handed_to text`.execute(db);
  },
};

/**
 * What somebody still owes is found without reading what is over. Words of anybody stand with the handover alone, and its steps in the
 * dossier's timeline alone; copies under the dossier's key, and steps that would outlive their handover, go.
 */
export const handoversOnce: Migration = {
  name: '0031-handovers-once',
  oldestBinary: 1,
  up: async (db) => {
    await sql`
      create index handover_owed on gateway.handover (to_unit, id) where state in ('open', 'accepted')`.execute(db);
    await sql`
      update gateway.dossier_event e set personal = null from (select distinct h.dossier from gateway.handover h) d
      where e.subject = d.dossier and e.kind like 'handover.%' and e.personal is not null`.execute(db);
    await sql`
      delete from gateway.dossier_event e using gateway.handover h where e.subject = 'handover:' || h.id::text`.execute(
      db,
    );
  },
};

/** How what is handed over gets to a unit behind another hub, or came from one: codes and states, no words. */
export const handoversBehindHubs: Migration = {
  name: '0041-handovers-behind-hubs',
  oldestBinary: 1,
  up: async (db) => {
    await sql`alter table gateway.handover add column carriage text`.execute(db);
  },
};

/** What a dossier's procedure asks of other units, as it was declared when that began, and for which step a handover asks: no words of anybody. */
export const declaredSteps: Migration = {
  name: '0042-declared-steps',
  oldestBinary: 1,
  up: async (db) => {
    await sql`alter table gateway.dossier add column steps text`.execute(db);
    await sql`alter table gateway.handover add column step text`.execute(db);
  },
};

/** What is said of a handover while it lasts: in notes of their own, sealed with its key, gone with it. When an answer may be expected. */
export const handoverNotes: Migration = {
  name: '0050-handover-notes',
  oldestBinary: 1,
  up: async (db) => {
    await sql`alter table gateway.handover add column expected_at timestamptz`.execute(db);
    await sql`
      create table gateway.handover_note (
        handover uuid not null,
        id uuid not null,
        at timestamptz not null,
        by text not null,
        box bytea not null,
        primary key (handover, id)
      )`.execute(db);
  },
};
