import { sql } from 'kysely';
import {
  expectedAccountMigration,
  inboundMigration,
  queriedMigration,
  readAgainMigration,
  sweepsMigration,
  tellingMigration,
  unownedMigration,
  trackingMigration,
} from '../inbound/migration.js';
import { passingKeysMigration } from '../inbox/passing-keys.js';
import { passingMigration } from '../upkeep/passing.js';
import {
  baseMigration,
  createSweepTable,
  restoredMigration,
  type Migration,
  type MigrationSet,
} from '@lienthong/store';

/** Oldest schema change this binary knows; see `schema_info`. */
const binary = 2;

const work: Migration = {
  name: '0002-work',
  oldestBinary: 1,
  up: async (db) => {
    // One row per exchange; its primary key is the inbox for announcements. No index on anything that changes, and room on the page
    // for the one change of every row: elsewhere it would be written with its payload and three index entries again.
    await sql`
      create table connectors.work (
        exchange uuid primary key,
        writer int4 not null,
        n int8 not null,
        subject text not null,
        shard int4 not null,
        partner text not null,
        operation text not null,
        lane text not null,
        number int8 not null,
        after_partner text,
        after_operation text,
        after_number int8,
        due timestamptz not null,
        client text not null,
        traceparent text,
        inserted_at timestamptz not null default connectors.clock_now(),
        key bytea not null,
        payload bytea not null,
        state text not null default 'waiting',
        version int4 not null default 0,
        attempts int4 not null default 0,
        broken int4 not null default 0,
        questions int4 not null default 0,
        outcome text,
        cause text,
        who_acts text,
        fields text,
        next_at timestamptz,
        surely_not_done boolean not null default true,
        attempted_at timestamptz,
        superseded_by uuid,
        changed_at timestamptz not null default connectors.clock_now()
      ) with (fillfactor = 50)`.execute(db);
    await sql`create unique index work_lane on connectors.work (subject, partner, operation, number)`.execute(db);
    await sql`create unique index work_arrival on connectors.work (writer, n)`.execute(db);
    // Full bytes of every attempt, sealed; what operators see elsewhere is a masked excerpt.
    await sql`
      create table connectors.attempt (
        exchange uuid not null,
        attempt int4 not null,
        owner text not null,
        started_at timestamptz not null,
        ended_at timestamptz,
        outcome text,
        cause text,
        calls bytea,
        primary key (exchange, attempt)
      ) with (fillfactor = 85)`.execute(db);
    await sql`
      create table connectors.command (
        command uuid primary key,
        writer int4 not null,
        n int8 not null,
        exchange uuid not null,
        subject text not null,
        shard int4 not null,
        body text not null,
        received_at timestamptz not null default connectors.clock_now(),
        verdict text,
        reason text
      ) with (fillfactor = 85)`.execute(db);
    await sql`create unique index command_arrival on connectors.command (writer, n)`.execute(db);
    await sql`
      create table connectors.quarantine (
        id uuid primary key,
        topic text not null,
        partition int4 not null,
        record_offset text not null,
        reason text not null,
        key bytea not null,
        record bytea not null,
        at timestamptz not null default connectors.clock_now(),
        unique (topic, partition, record_offset)
      )`.execute(db);
  },
};

/** What is left of a lane when its old numbers have been removed, and who removes them. */
const past: Migration = {
  name: '0003-past',
  // An older binary would take a lane without its first numbers for one with a gap, and wait for ever.
  oldestBinary: 2,
  up: async (db) => {
    await sql`
      create table connectors.lane_past (
        subject text not null,
        partner text not null,
        operation text not null,
        through int8 not null,
        exchange uuid not null,
        done int8 not null,
        primary key (subject, partner, operation)
      )`.execute(db);
    await createSweepTable(db, 'connectors');
  },
};

/** Calls beside the attempts: questions about unknown fates, and what a process sent that no longer owned the exchange. */
const sideCalls: Migration = {
  name: '0004-side-calls',
  oldestBinary: 2,
  up: async (db) => {
    await sql`
      create table connectors.side_call (
        exchange uuid not null,
        kind text not null,
        n int4 not null,
        owner text not null,
        started_at timestamptz not null,
        ended_at timestamptz not null,
        outcome text not null,
        cause text,
        calls bytea,
        primary key (exchange, kind, n, owner)
      )`.execute(db);
  },
};

/** Schema `connectors`. */
export const connectorsSchema: MigrationSet = {
  side: 'connectors',
  binary,
  migrations: [
    baseMigration('connectors'),
    work,
    past,
    sideCalls,
    restoredMigration('connectors', '0005-restored', 2),
    inboundMigration,
    sweepsMigration,
    trackingMigration,
    tellingMigration,
    unownedMigration,
    passingMigration,
    queriedMigration,
    passingKeysMigration,
    expectedAccountMigration,
    readAgainMigration,
  ],
};
