import { shardCount } from '@lienthong/contracts';
import { sql } from 'kysely';
import type { Migration, Side } from './port.js';

/**
 * The first migration of each side: the clock that all lease, timer and due SQL reads (tests replace it), and the tables of
 * outbox, leases and timers. Rows that are written again and again get room for it on their page.
 */
export const baseMigration = (side: Side): Migration => ({
  name: '0000-base',
  oldestBinary: 1,
  up: async (db) => {
    const schema = sql.id(side);
    await sql`
      create function ${schema}.clock_now() returns timestamptz language sql volatile as 'select clock_timestamp()'`.execute(
      db,
    );

    await sql`create table ${schema}.writer (
      writer integer generated always as identity primary key,
      owner text not null,
      lease_until timestamptz not null,
      cursor bigint not null default 0) with (fillfactor = 50)`.execute(db);

    await sql`create table ${schema}.outbox (
      writer integer not null,
      n bigint not null,
      topic text not null,
      key text not null,
      ref text,
      headers text,
      value bytea,
      at timestamptz not null,
      primary key (writer, n))`.execute(db);

    await sql`create table ${schema}.shard_lease (
      shard integer primary key,
      owner text,
      epoch bigint not null default 0,
      until timestamptz not null default '-infinity',
      ended_how text not null default 'never') with (fillfactor = 50)`.execute(db);
    await sql`insert into ${schema}.shard_lease (shard) select generate_series(0, ${sql.lit(shardCount - 1)})`.execute(
      db,
    );

    await sql`create table ${schema}.member (
      owner text primary key,
      seen_until timestamptz not null) with (fillfactor = 50)`.execute(db);

    await sql`create table ${schema}.timer (
      subject text not null,
      kind text not null,
      due timestamptz not null,
      shard integer not null,
      payload text not null,
      failures integer not null default 0,
      primary key (subject, kind))`.execute(db);
    await sql`create index timer_due on ${schema}.timer (due)`.execute(db);

    await sql`create table ${schema}.key_sample (
      one boolean primary key default true check (one),
      wrapped bytea not null)`.execute(db);
  },
});
