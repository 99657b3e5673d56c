import { sql } from 'kysely';
import {
  baseMigration,
  createSweepTable,
  restoredMigration,
  type Migration,
  type MigrationSet,
} from '@lienthong/store';
import { attachmentBinding, attachments } from '../attachments/store/migrations.js';
import { disagreementRetention, dismissals, disagreements, strayWalk } from '../disagreements/store/migrations.js';
import { deliveries, deliveryDoubts } from '../delivery/store/migrations.js';
import { eventFeed } from '../feed/store/migrations.js';
import { catchUps, recordedDossiers } from '../going-live/migrations.js';
import {
  declaredSteps,
  handoverNotes,
  handovers,
  handoversBehindHubs,
  handoversOnce,
} from '../handovers/store/migrations.js';
import { checksUnderWay, checksWithoutDossier, citizenChecks } from '../identity/store/migrations.js';
import { passingKeys } from '../identity/store/passing-keys.js';
import { entriesByCredit, statements } from '../money/bank-books/migrations.js';
import {
  accountListings,
  creditDisagreements,
  money,
  orderAmounts,
  pendingClaims,
  refundsCalledOff,
} from '../money/store/migrations.js';
import { admissionWindows, closedWindows, turnsOfDossiers } from '../money/windows/migrations.js';
import { bookEntries, bookOrder } from '../registers/migrations.js';
import { statusPushes } from '../reconciliation/status-pushes/migrations.js';
import { reReadMessages } from '../quarantined/migrations.js';
import { parkedAndReplayed, parkedFiled, refusalsFiled } from '../replays/migrations.js';
import { submissions } from '../submissions/store/migrations.js';
import { webhookEndpoints } from '../webhooks/store/migrations.js';
import { reReadRows, unreadableRows } from '../unreadable/migrations.js';

/** The schema this binary knows; grows with a release that knows a newer one. */
const binary = 1;

/** What is said about an application, and the row that is locked for it. Personal values stand only in sealed columns (bytea). */
const subjects: Migration = {
  name: '0002-subjects',
  oldestBinary: 1,
  up: async (db) => {
    // The lock of everything about one subject, with its wrapped data key.
    await sql`
      create table gateway.subject (
        subject text primary key,
        data_key bytea not null,
        last_event int4 not null default 0
      ) with (fillfactor = 85)`.execute(db);
    // Clear columns only, so that the blame clock moves without rewriting the sealed body beside it.
    await sql`
      create table gateway.dossier (
        code text primary key,
        unit text not null,
        client text not null,
        revision int8 not null,
        content_hash text not null,
        procedure text not null,
        origin text not null,
        status text not null,
        effective_status text not null,
        status_since timestamptz not null,
        submitted_at timestamptz,
        due_at timestamptz,
        facts bytea,
        revision_exchanges text not null,
        waiting_who text not null,
        waiting_name text,
        waiting_why text not null,
        waiting_since timestamptz not null,
        waiting_target timestamptz,
        created_at timestamptz not null,
        updated_at timestamptz not null
      ) with (fillfactor = 85)`.execute(db);
    await sql`create index dossier_unit on gateway.dossier (unit, code)`.execute(db);
    await sql`
      create table gateway.dossier_body (
        code text primary key,
        revision int8 not null,
        content bytea not null
      ) with (fillfactor = 85)`.execute(db);
    // Sealed bytes do not compress.
    await sql`alter table gateway.dossier_body alter column content set storage external`.execute(db);
    await sql`
      create table gateway.dossier_step (
        subject text not null,
        key_hash text not null,
        content_hash text not null,
        exchanges text not null,
        primary key (subject, key_hash)
      )`.execute(db);
    await sql`
      create table gateway.dossier_event (
        subject text not null,
        seq int4 not null,
        at timestamptz not null,
        kind text not null,
        by text not null,
        exchange uuid,
        attempt int4,
        outcome text,
        args text,
        personal bytea,
        primary key (subject, seq)
      )`.execute(db);
    await sql`
      create table gateway.lane (
        subject text not null,
        partner text not null,
        operation text not null,
        last_number int8 not null,
        last_exchange uuid,
        snapshot_hash text,
        ended_number int8 not null,
        trouble text,
        since timestamptz not null,
        primary key (subject, partner, operation)
      ) with (fillfactor = 85)`.execute(db);
  },
};

/** Exchanges as created (never changed again) and, beside them, what the connectors said of them. */
const exchanges: Migration = {
  name: '0003-exchanges',
  oldestBinary: 1,
  up: async (db) => {
    await sql`
      create table gateway.exchange (
        id uuid primary key,
        subject text not null,
        partner text not null,
        operation text not null,
        lane text not null,
        number int8 not null,
        after_partner text,
        after_operation text,
        after_number int8,
        due timestamptz not null,
        client text not null,
        revision int8,
        traceparent text,
        payload bytea not null,
        created_at timestamptz not null
      )`.execute(db);
    await sql`alter table gateway.exchange alter column payload set storage external`.execute(db);
    await sql`create unique index exchange_lane on gateway.exchange (subject, partner, operation, number)`.execute(db);
    // No row until the first event: most exchanges write theirs once, settled.
    await sql`
      create table gateway.exchange_state (
        id uuid primary key,
        version int4 not null,
        state text not null,
        outcome text,
        cause text,
        who_acts text,
        fields text,
        attempts int4 not null,
        next_attempt_at timestamptz,
        superseded_by uuid,
        surely_not_done boolean,
        changed_at timestamptz not null
      ) with (fillfactor = 85)`.execute(db);
    // The one index on something that changes: only exchanges that did not settle at once ever enter it.
    await sql`
      create index exchange_state_open on gateway.exchange_state (id)
      where state not in ('settled', 'superseded', 'abandoned')`.execute(db);
    await sql`
      create table gateway.exchange_attempt (
        exchange uuid not null,
        attempt int4 not null,
        started_at timestamptz not null,
        ended_at timestamptz not null,
        outcome text not null,
        cause text,
        version int4 not null,
        detail_key bytea,
        detail_box bytea,
        primary key (exchange, attempt)
      )`.execute(db);
    await sql`
      create table gateway.command (
        id uuid primary key,
        exchange uuid not null,
        subject text not null,
        kind text not null,
        operator text not null,
        finding text,
        stated bytea,
        state text not null,
        expected_version int4 not null,
        confirms uuid,
        reason text,
        at timestamptz not null,
        answered_at timestamptz
      ) with (fillfactor = 85)`.execute(db);
    await sql`create index command_exchange on gateway.command (exchange, id)`.execute(db);
    await sql`create index command_sent on gateway.command (id) where state = 'sent'`.execute(db);
  },
};

/** What keeps the side honest: stored answers, counters, what could not be read, and who re-announces. */
const upkeep: Migration = {
  name: '0004-upkeep',
  oldestBinary: 1,
  up: async (db) => {
    await sql`
      create table gateway.idempotency (
        id text primary key,
        subject text not null,
        request_hash text not null,
        answer bytea not null,
        expires_at timestamptz not null
      )`.execute(db);
    await sql`create index idempotency_expiry on gateway.idempotency (expires_at)`.execute(db);
    // One row per process slot, so that processes do not wait for each other's commit.
    await sql`
      create table gateway.counter (
        name text not null,
        labels text not null,
        slot int4 not null,
        value int8 not null,
        primary key (name, labels, slot)
      ) with (fillfactor = 50)`.execute(db);
    await sql`
      create table gateway.quarantine (
        id uuid primary key,
        topic text not null,
        key text not null,
        partition int4 not null,
        record_offset text not null,
        reason text not null,
        data_key bytea not null,
        record bytea not null,
        at timestamptz not null,
        unique (topic, partition, record_offset)
      )`.execute(db);
    await createSweepTable(db, 'gateway');
  },
};

/** Until when a call of unknown fate may still land: what follows in its lane is held so long, also when a person has ended it. */
const landing: Migration = {
  name: '0006-landing',
  oldestBinary: 1,
  up: async (db) => {
    await sql`alter table gateway.exchange_state add column may_land_until timestamptz`.execute(db);
  },
};

/** What was asked of a partner beside the attempts: questions by the version they led to, stray calls by process and attempt. */
const sideCalls: Migration = {
  name: '0007-side-calls',
  oldestBinary: 1,
  up: async (db) => {
    await sql`
      create table gateway.exchange_side_call (
        exchange uuid not null,
        kind text not null,
        n int4 not null,
        process text not null,
        attempt int4 not null,
        started_at timestamptz not null,
        ended_at timestamptz not null,
        outcome text not null,
        cause text,
        detail_key bytea,
        detail_box bytea,
        primary key (exchange, kind, n, process)
      )`.execute(db);
  },
};

/** Whether a command is meant for what calls make of its exchange meanwhile, or for the version alone that was seen. */
const commandsForNewer: Migration = {
  name: '0026-commands-for-newer',
  oldestBinary: 1,
  up: async (db) => {
    await sql`alter table gateway.command add column or_newer boolean not null default false`.execute(db);
  },
};

/** Rows that change soon after they came keep their page, and their indexes stay as they are. */
const roomForChanges: Migration = {
  name: '0057-room-for-changes',
  oldestBinary: 1,
  up: async (db) => {
    await sql`alter table gateway.lane set (fillfactor = 60)`.execute(db);
    await sql`alter table gateway.subject set (fillfactor = 75)`.execute(db);
  },
};

export const gatewayMigrations: MigrationSet = {
  side: 'gateway',
  binary,
  migrations: [
    baseMigration('gateway'),
    subjects,
    exchanges,
    upkeep,
    restoredMigration('gateway', '0005-restored', 1),
    landing,
    sideCalls,
    money,
    statements,
    refundsCalledOff,
    orderAmounts,
    citizenChecks,
    deliveries,
    checksWithoutDossier,
    pendingClaims,
    deliveryDoubts,
    creditDisagreements,
    statusPushes,
    accountListings,
    commandsForNewer,
    entriesByCredit,
    handovers,
    checksUnderWay,
    attachments,
    unreadableRows,
    passingKeys,
    attachmentBinding,
    handoversOnce,
    eventFeed,
    submissions,
    recordedDossiers,
    bookEntries,
    catchUps,
    webhookEndpoints,
    handoversBehindHubs,
    declaredSteps,
    parkedAndReplayed,
    reReadMessages,
    bookOrder,
    disagreements,
    handoverNotes,
    refusalsFiled,
    reReadRows,
    admissionWindows,
    strayWalk,
    disagreementRetention,
    dismissals,
    closedWindows,
    turnsOfDossiers,
    roomForChanges,
    parkedFiled,
  ],
};
