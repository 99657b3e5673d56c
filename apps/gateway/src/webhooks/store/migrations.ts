import { sql } from 'kysely';
import type { Migration } from '@lienthong/store';

/**
 * Where the feed is sent, and up to where it has been. Address and secrets are sealed; a secret that a new one has replaced stands
 * beside it for a time. `version` grows with every writing: of two senders that take themselves for the only one, one writes.
 */
export const webhookEndpoints: Migration = {
  name: '0034-webhook-endpoints',
  oldestBinary: 1,
  up: async (db) => {
    await sql`
      create table gateway.webhook_endpoint (
        id uuid primary key,
        client text not null,
        data_key bytea not null,
        sealed bytea not null,
        state text not null,
        version int8 not null,
        era int4 not null,
        turn int8 not null,
        n int8 not null,
        test uuid,
        previous_until timestamptz,
        failures int4 not null,
        failing_since timestamptz,
        last_outcome text,
        last_sent_at timestamptz,
        created_at timestamptz not null,
        changed_at timestamptz not null
      ) with (fillfactor = 70)`.execute(db);
    await sql`create index webhook_endpoint_client on gateway.webhook_endpoint (client, id)`.execute(db);
  },
};
