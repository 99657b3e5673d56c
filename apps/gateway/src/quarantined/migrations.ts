import { sql } from 'kysely';
import type { Migration } from '@lienthong/store';

/** When what could not be handled was read again, by whom, and what came of it. */
export const reReadMessages: Migration = {
  name: '0044-re-read-messages',
  oldestBinary: 1,
  up: async (db) => {
    await sql`alter table gateway.quarantine add column readings text`.execute(db);
  },
};
