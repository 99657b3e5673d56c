import { sql } from 'kysely';
import type { Migration } from '@lienthong/store';

/** Rows that nobody could read, as the gateway was told of them. */
export const unreadableRows: Migration = {
  name: '0027-unreadable-rows',
  oldestBinary: 1,
  up: async (db) => {
    await sql`
      create table gateway.unreadable_row (
        id uuid primary key,
        n bigint generated always as identity,
        partner text not null,
        provider text not null,
        account text not null,
        cause text not null,
        received_at timestamptz not null,
        bytes int4 not null,
        data_key bytea not null,
        detail bytea not null
      )`.execute(db);
    await sql`create index unreadable_row_n on gateway.unreadable_row (n)`.execute(db);
    await sql`create index unreadable_row_at on gateway.unreadable_row (received_at)`.execute(db);
  },
};

/** When a row was asked for to be read again, by whom, and what the connectors said of it. */
export const reReadRows: Migration = {
  name: '0051-re-read-rows',
  oldestBinary: 1,
  up: async (db) => {
    await sql`alter table gateway.unreadable_row add column readings text`.execute(db);
  },
};
