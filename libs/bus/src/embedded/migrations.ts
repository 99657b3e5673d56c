import { type Kysely, sql } from 'kysely';
import type { MigrationSet } from '@lienthong/store';

/** The log as tables: one writer per process, offsets contiguous per topic in commit order. */
export const busMigrations: MigrationSet = {
  side: 'bus',
  binary: 1,
  migrations: [{ name: '0001-log', oldestBinary: 1, up: createLog }],
};

async function createLog(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table bus.topic (
      name text primary key,
      next_offset bigint not null default 0,
      next_byte bigint not null default 0
    ) with (fillfactor = 50)`.execute(db);

  // The key is bytea because text cannot hold every string; byte_at is where the record begins in the topic counted in
  // bytes, so that what is kept can be bounded without summing it up.
  await sql`
    create table bus.record (
      topic text not null references bus.topic,
      "offset" bigint not null,
      byte_at bigint not null,
      key bytea not null,
      headers text not null,
      value bytea not null,
      appended_at timestamptz not null default now(),
      primary key (topic, "offset")
    )`.execute(db);
  // Values are sealed, so compressing them is lost effort.
  await sql`alter table bus.record alter column value set storage external`.execute(db);

  await sql`
    create table bus.position (
      "group" text not null,
      topic text not null references bus.topic,
      "offset" bigint not null,
      primary key ("group", topic)
    ) with (fillfactor = 50)`.execute(db);
}
