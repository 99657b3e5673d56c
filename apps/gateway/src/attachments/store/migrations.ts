import { sql } from 'kysely';
import type { Migration } from '@lienthong/store';

/** Files that clients have brought, each with the only key that opens it, and the dossiers that name them. */
export const attachments: Migration = {
  name: '0028-attachments',
  oldestBinary: 1,
  up: async (db) => {
    await sql`
      create table gateway.attachment (
        id uuid primary key,
        client text not null,
        address text not null unique,
        data_key bytea not null,
        meta bytea not null,
        created_at timestamptz not null,
        named_at timestamptz
      ) with (fillfactor = 85)`.execute(db);
    await sql`
      create index attachment_unnamed on gateway.attachment (created_at) where named_at is null`.execute(db);
    await sql`create index attachment_named on gateway.attachment (named_at) where named_at is not null`.execute(db);
    await sql`
      create table gateway.attachment_use (
        attachment uuid not null,
        dossier text not null,
        primary key (attachment, dossier)
      )`.execute(db);
  },
};

/** Which place for files belongs to this store; how much of it files take that nobody names; which files a dossier names. */
export const attachmentBinding: Migration = {
  name: '0030-attachment-binding',
  oldestBinary: 1,
  up: async (db) => {
    await sql`
      create table gateway.blob_place (one boolean primary key check (one), id uuid not null)`.execute(db);
    await sql`alter table gateway.attachment add column sealed_bytes int8 not null default 0`.execute(db);
    await sql`
      create index attachment_unnamed_of on gateway.attachment (client) include (sealed_bytes)
      where named_at is null`.execute(db);
    await sql`create index attachment_use_dossier on gateway.attachment_use (dossier)`.execute(db);
  },
};
