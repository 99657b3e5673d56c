import { sql } from 'kysely';
import type { Migration } from '@lienthong/store';

/** What is ordered with the post, and the rows of its feed. Whom it goes to stands only in the sealed payload of its exchange. */
export const deliveries: Migration = {
  name: '0016-deliveries',
  oldestBinary: 1,
  up: async (db) => {
    await sql`
      create table gateway.delivery (
        id uuid primary key,
        dossier text not null,
        direction text not null,
        reference text not null,
        account text not null,
        client text not null,
        ordered_by text not null,
        party_hash text not null,
        state text not null,
        order_standing text not null,
        seen bool not null,
        scan_state text,
        scan_at timestamptz,
        scan_event text,
        call_off text,
        called_off_at timestamptz,
        item_code text,
        item_code_fault text,
        exchange uuid not null,
        cancel_exchange uuid,
        created_at timestamptz not null,
        changed_at timestamptz not null
      ) with (fillfactor = 85)`.execute(db);
    await sql`create index delivery_dossier on gateway.delivery (dossier)`.execute(db);
    await sql`
      create table gateway.delivery_row (
        delivery uuid not null,
        event text not null,
        state text not null,
        code text not null,
        at timestamptz not null,
        received_at timestamptz not null,
        confirmed bool not null,
        detail_key bytea not null,
        detail_box bytea not null,
        primary key (delivery, event)
      )`.execute(db);
  },
};

/** The last row that spoke of the future: told once. */
export const deliveryDoubts: Migration = {
  name: '0019-delivery-doubts',
  oldestBinary: 1,
  up: async (db) => {
    await sql`alter table gateway.delivery add column doubt_at timestamptz, add column doubt_event text`.execute(db);
  },
};
