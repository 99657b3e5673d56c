import { sql } from 'kysely';
import type { Migration } from '@lienthong/store';

/** Which changes of status a monitor is owed, what is known of the push of each, and what comparisons found. No personal value. */
export const statusPushes: Migration = {
  name: '0021-status-pushes',
  oldestBinary: 1,
  up: async (db) => {
    // `number`: of the lane, as the change was told first; `exchange`: the push that stands for it now.
    await sql`
      create table gateway.status_push (
        subject text not null,
        number int8 not null,
        status text not null,
        since timestamptz not null,
        exchange uuid not null,
        sent_again int4 not null default 0,
        standing text not null default 'open',
        over boolean not null default false,
        repeats int4 not null default 0,
        told_at timestamptz,
        primary key (subject, number)
      ) with (fillfactor = 85)`.execute(db);
    await sql`create index status_push_open on gateway.status_push (subject, number) where not over`.execute(db);
    await sql`
      create index status_push_differs on gateway.status_push (subject, number)
      where standing not in ('acknowledged', 'withheld')`.execute(db);
    await sql`
      create table gateway.monitor_run (
        id uuid primary key,
        run_at timestamptz not null,
        by text not null,
        first_day text not null,
        sent_again int4 not null,
        books text not null
      )`.execute(db);
    await sql`
      create table gateway.monitor_run_unit (
        run uuid not null,
        unit text not null,
        sent_again int4 not null,
        books text not null,
        primary key (run, unit)
      )`.execute(db);
  },
};
