import { sql } from 'kysely';
import type { Migration } from '@lienthong/store';

/** The book of receipts and returns: one row per entry, made of the dossier's events and in their transaction. */
export const bookEntries: Migration = {
  name: '0039-book-entries',
  oldestBinary: 1,
  up: async (db) => {
    await sql`
      create table gateway.book_entry (
        unit text not null,
        day date not null,
        recorded_at timestamptz not null,
        dossier text not null,
        entry text not null,
        at timestamptz not null,
        by text not null,
        primary key (unit, day, recorded_at, dossier, entry)
      )`.execute(db);
  },
};

/**
 * Numbered in the order in which the store took them, of one transaction in the order in which they were stated: what is entered late
 * gets a number behind, and no number ever changes.
 */
export const bookOrder: Migration = {
  name: '0049-book-order',
  oldestBinary: 1,
  up: async (db) => {
    await sql`
      alter table gateway.book_entry add column era int4 not null default 0, add column turn int8 not null default 0,
        add column n int8 not null generated always as identity`.execute(db);
  },
};
