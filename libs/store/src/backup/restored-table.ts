import { sql } from 'kysely';
import type { Migration, Side } from '../port.js';

/**
 * Each restore of a side's schema leaves a row. The side deals with it once, before it does anything else: what was unsettled in
 * the snapshot may have happened since, in a time that nobody here remembers.
 */
export const restoredMigration = (side: Side, name: string, oldestBinary: number): Migration => ({
  name,
  oldestBinary,
  up: async (db) => {
    await sql`
      create table ${sql.id(side, 'restored')} (
        epoch integer primary key,
        snapshot_at timestamptz not null,
        restored_at timestamptz not null,
        dealt_with boolean not null default false
      )`.execute(db);
  },
});
