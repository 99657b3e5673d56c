import { sql } from 'kysely';
import type { Migration } from '@lienthong/store';

/** Banks' statements, entry by entry, and what became of the comparison. Texts and parties stand only in `detail`, sealed. */
export const statements: Migration = {
  name: '0012-statements',
  oldestBinary: 1,
  up: async (db) => {
    await sql`
      create table gateway.statement (
        id uuid primary key,
        account text not null,
        provider text not null,
        format text not null,
        uploaded_by text not null,
        state text not null,
        fault text,
        file_hash bytea,
        bytes int8 not null,
        entries int4 not null,
        facts text,
        first_day text,
        last_day text,
        stage text,
        stage_done int4 not null,
        received_at timestamptz not null,
        compared_at timestamptz,
        ended_at timestamptz,
        changed_at timestamptz not null
      ) with (fillfactor = 70)`.execute(db);
    // The same file of the same account is taken once, whoever brings it and to whichever process.
    await sql`
      create unique index statement_file on gateway.statement (account, file_hash)
      where state in ('comparing', 'done')`.execute(db);
    await sql`create index statement_open on gateway.statement (account, id) where state in ('receiving', 'comparing')`.execute(
      db,
    );
    await sql`
      create table gateway.statement_entry (
        statement uuid not null,
        n int4 not null,
        account text not null,
        line int4 not null,
        kind text not null,
        amount int8 not null check (amount > 0),
        day text not null,
        at timestamptz,
        reference text,
        code text,
        detail bytea not null,
        credit_id uuid not null,
        credit uuid,
        payment uuid,
        verdict text,
        found_by text,
        fresh boolean not null,
        told boolean not null,
        primary key (statement, n)
      ) with (fillfactor = 70)`.execute(db);
    await sql`alter table gateway.statement_entry alter column detail set storage external`.execute(db);
    await sql`
      create index statement_entry_reference on gateway.statement_entry (account, reference) where reference is not null`.execute(
      db,
    );
    await sql`create index statement_entry_credit on gateway.statement_entry (credit) where credit is not null`.execute(
      db,
    );
    await sql`create index statement_entry_day on gateway.statement_entry (account, day, statement, n)`.execute(db);
    // How a statement's entry without a number finds the credit that a provider told of.
    await sql`create index credit_amount on gateway.credit (account, amount, bank_time)`.execute(db);
    await sql`
      create table gateway.reconciliation (
        account text not null,
        day text not null,
        run_at timestamptz not null,
        by text not null,
        summary text not null,
        primary key (account, day)
      ) with (fillfactor = 70)`.execute(db);
  },
};

/** Whether an entry of one statement is a credit already is asked for every entry, and by what other numbers a credit is known. */
export const entriesByCredit: Migration = {
  name: '0023-entries-by-credit',
  oldestBinary: 1,
  up: async (db) => {
    await sql`
      create index statement_entry_of_credit on gateway.statement_entry (credit, statement) where credit is not null`.execute(
      db,
    );
    await sql`drop index gateway.statement_entry_credit`.execute(db);
    await sql`create index credit_alias_credit on gateway.credit_alias (credit)`.execute(db);
  },
};
