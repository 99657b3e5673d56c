import { sql } from 'kysely';
import type { Migration } from '@lienthong/store';

/** What partners told us, and what the gateway expects them to tell. */
export const inboundMigration: Migration = {
  name: '0006-inbound',
  oldestBinary: 2,
  up: async (db) => {
    // `first_arrival`: the request whose row it is. `confirmed_by`: the one that says so with proof. Both are told to the gateway.
    await sql`
      create table connectors.received (
        id uuid primary key,
        what text not null,
        partner text not null,
        provider text not null,
        account text not null,
        provider_id text,
        said text,
        amount int8,
        standing text,
        cause text,
        first_arrival uuid not null,
        confirmed_by uuid,
        arrivals int4 not null default 1,
        received_at timestamptz not null,
        last_at timestamptz not null,
        key bytea not null,
        record bytea not null
      ) with (fillfactor = 85)`.execute(db);
    await sql`create index received_since on connectors.received (received_at)`.execute(db);
    await sql`
      create table connectors.expected (
        payment uuid primary key,
        reference text not null,
        account text not null,
        method text not null,
        amount int8 not null,
        state text not null,
        virtual_account text,
        expires_at timestamptz,
        version int8 not null,
        at timestamptz not null
      ) with (fillfactor = 70)`.execute(db);
    await sql`create index expected_reference on connectors.expected (reference)`.execute(db);
  },
};

/** When an expected payment was opened, and how far sweeps have come. */
export const sweepsMigration: Migration = {
  name: '0007-sweeps',
  oldestBinary: 2,
  up: async (db) => {
    await sql`alter table connectors.expected add column created_at timestamptz`.execute(db);
    await sql`
      create table connectors.cursor (
        kind text not null,
        subject text not null,
        value text not null,
        primary key (kind, subject)
      )`.execute(db);
  },
};

/** Under which reference a row of a tracking feed stands: evidence for an order whose answer was lost. */
export const trackingMigration: Migration = {
  name: '0008-tracking',
  oldestBinary: 2,
  up: async (db) => {
    await sql`alter table connectors.received add column reference text`.execute(db);
    await sql`
      create index received_reference on connectors.received (partner, reference) where reference is not null`.execute(
      db,
    );
  },
};

/**
 * What the gateway was told and has not acknowledged, in the very words. What stood in `received` before counts as acknowledged: its
 * words were not kept, and the gateway of then had taken it.
 */
export const tellingMigration: Migration = {
  name: '0009-telling',
  oldestBinary: 2,
  up: async (db) => {
    await sql`
      create table connectors.telling (
        event text not null,
        received uuid not null,
        topic text not null,
        key text not null,
        headers text not null,
        value bytea not null,
        told_at timestamptz not null,
        primary key (event, received)
      )`.execute(db);
    await sql`create index telling_key on connectors.telling (key)`.execute(db);
  },
};

/** Claims about orders that nobody expected when they came: told as claims once somebody does. */
export const unownedMigration: Migration = {
  name: '0010-unowned',
  oldestBinary: 2,
  up: async (db) => {
    await sql`alter table connectors.received add column unowned text`.execute(db);
    await sql`
      create index received_unowned on connectors.received (reference) where unowned is not null`.execute(db);
  },
};

/** The first query that found what is here: what a notification told is told once more when the provider lists it. */
export const queriedMigration: Migration = {
  name: '0012-queried',
  oldestBinary: 2,
  up: async (db) => {
    await sql`alter table connectors.received add column queried_by uuid`.execute(db);
  },
};

/** The payments of an account in the order of their ids: what its orders are asked about by, once a day. */
export const expectedAccountMigration: Migration = {
  name: '0014-expected-account',
  oldestBinary: 2,
  up: async (db) => {
    await sql`create index expected_account on connectors.expected (account, payment)`.execute(db);
  },
};

/** Which reading of an operator took what a row says that nobody could read when it came. */
export const readAgainMigration: Migration = {
  name: '0015-read-again',
  oldestBinary: 2,
  up: async (db) => {
    await sql`alter table connectors.received add column read_again uuid`.execute(db);
  },
};
