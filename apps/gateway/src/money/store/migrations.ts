import { sql } from 'kysely';
import type { Migration } from '@lienthong/store';

/** Payments, credits, refunds. Amounts are integer VND; what is personal stands only in sealed columns (bytea). */
export const money: Migration = {
  name: '0008-money',
  oldestBinary: 1,
  up: async (db) => {
    await sql`create sequence gateway.payment_number minvalue 0`.execute(db);
    // The key of the sequence behind references: made once, sealed.
    await sql`
      create table gateway.reference_key (
        prefix text primary key,
        data_key bytea not null,
        box bytea not null
      )`.execute(db);
    await sql`
      create table gateway.payment (
        id uuid primary key,
        dossier text not null,
        client text not null,
        method text not null,
        account text not null,
        provider text not null,
        qr text not null,
        bank_bin text,
        account_number text,
        account_name text,
        virtual_account text,
        reference text not null unique,
        amount int8 not null check (amount > 0),
        fees text not null,
        state text not null,
        received int8 not null check (received >= refunded),
        refunded int8 not null check (refunded >= 0),
        late boolean not null,
        cancelled_why text,
        continued_by uuid,
        exchange uuid,
        order_facts bytea,
        disagreements int4 not null,
        version int4 not null,
        created_at timestamptz not null,
        expires_at timestamptz not null,
        closed_at timestamptz,
        settled_at timestamptz,
        changed_at timestamptz not null
      ) with (fillfactor = 85)`.execute(db);
    await sql`
      create index payment_open on gateway.payment (id) where state in ('initiating', 'open', 'unknown')`.execute(db);
    await sql`create index payment_dossier on gateway.payment (dossier)`.execute(db);
    // Numbers are used again once they are free; the index also finds whose they were.
    await sql`
      create index payment_virtual_accounts on gateway.payment (virtual_account) where virtual_account is not null`.execute(
      db,
    );
    await sql`
      create unique index payment_virtual_account on gateway.payment (account, virtual_account)
      where virtual_account is not null and state in ('initiating', 'open', 'unknown')`.execute(db);
    // Two payments may never be open for one fee, whatever a process believes.
    await sql`
      create table gateway.payment_fee (
        payment uuid not null,
        code text not null,
        dossier text not null,
        amount int8 not null,
        open boolean not null,
        primary key (payment, code)
      ) with (fillfactor = 85)`.execute(db);
    await sql`create unique index payment_fee_open on gateway.payment_fee (dossier, code) where open`.execute(db);
    // A fee is settled at most once, whatever a process believes.
    await sql`
      create table gateway.settled_fee (
        dossier text not null,
        code text not null,
        payment uuid not null,
        primary key (dossier, code)
      )`.execute(db);
    await sql`
      create table gateway.credit (
        id uuid primary key,
        provider text not null,
        account text not null,
        provider_id text not null,
        source text not null,
        direction text not null,
        amount int8 not null check (amount > 0),
        bank_time timestamptz not null,
        received_at timestamptz not null,
        late boolean not null,
        confirmed boolean not null,
        reference text,
        virtual_account text,
        bank_reference text,
        bank_number text,
        told int2 not null,
        reversed_at timestamptz,
        detail_key bytea,
        detail_box bytea,
        state text not null,
        why text,
        payment uuid,
        matched_by text,
        proposed_payment uuid,
        proposed_by text,
        proposed_at timestamptz,
        unique (provider, account, provider_id)
      ) with (fillfactor = 85)`.execute(db);
    await sql`create index credit_payment on gateway.credit (payment) where payment is not null`.execute(db);
    await sql`create index credit_loose on gateway.credit (received_at, id) where state <> 'matched'`.execute(db);
    await sql`create index credit_number on gateway.credit (account, bank_number) where bank_number is not null`.execute(
      db,
    );
    // The same money under another number of another source.
    await sql`
      create table gateway.credit_alias (
        id uuid primary key,
        credit uuid not null
      )`.execute(db);
    await sql`create index credit_account on gateway.credit (account, bank_time)`.execute(db);
    await sql`
      create table gateway.payment_claim (
        claim text primary key,
        payment uuid not null,
        kept_at timestamptz not null,
        provider text not null,
        account text not null,
        state text not null,
        source text not null,
        amount int8,
        provider_id text,
        at timestamptz not null,
        detail_key bytea,
        detail_box bytea
      )`.execute(db);
    await sql`create index payment_claim_payment on gateway.payment_claim (payment, kept_at)`.execute(db);
    await sql`
      create table gateway.refund (
        id uuid primary key,
        payment uuid,
        credit uuid,
        account text not null,
        amount int8 not null check (amount > 0),
        why text not null,
        state text not null,
        requested_by text,
        approved_by text,
        bank_reference text,
        shown_by uuid,
        created_at timestamptz not null,
        changed_at timestamptz not null,
        check ((payment is null) <> (credit is null))
      ) with (fillfactor = 85)`.execute(db);
    await sql`create index refund_payment on gateway.refund (payment) where payment is not null`.execute(db);
    await sql`create unique index refund_credit on gateway.refund (credit) where credit is not null`.execute(db);
    await sql`create index refund_sent on gateway.refund (bank_reference) where state = 'sent'`.execute(db);
    await sql`create index refund_open on gateway.refund (id) where state <> 'done'`.execute(db);
    await sql`
      create table gateway.money_disagreement (
        id uuid primary key,
        sameness text not null unique,
        payment uuid,
        credit uuid,
        kind text not null,
        evidence text not null,
        at timestamptz not null
      )`.execute(db);
    await sql`
      create index money_disagreement_payment on gateway.money_disagreement (payment) where payment is not null`.execute(
      db,
    );
  },
};

/** How a request for a refund ended without money being sent. */
export const refundsCalledOff: Migration = {
  name: '0013-refunds-called-off',
  oldestBinary: 1,
  up: async (db) => {
    await sql`alter table gateway.refund add column called_off text, add column called_off_by text`.execute(db);
  },
};

/** Orders about which a provider has said that money is under way or held: few, and a person looks for them. */
export const pendingClaims: Migration = {
  name: '0018-pending-claims',
  oldestBinary: 1,
  up: async (db) => {
    await sql`create index payment_claim_pending on gateway.payment_claim (payment) where state = 'pending'`.execute(
      db,
    );
  },
};

/** What was told otherwise of a credit stands with it. */
export const creditDisagreements: Migration = {
  name: '0020-credit-disagreements',
  oldestBinary: 1,
  up: async (db) => {
    await sql`
      create index money_disagreement_credit on gateway.money_disagreement (credit) where credit is not null`.execute(
      db,
    );
  },
};

/** Up to when, and from when on without a gap, the provider of an account has listed what moved on it. */
export const accountListings: Migration = {
  name: '0022-account-listings',
  oldestBinary: 1,
  up: async (db) => {
    await sql`
      create table gateway.account_listing (
        account text primary key,
        first timestamptz not null,
        last timestamptz not null
      )`.execute(db);
  },
};

/** What a provider's order asks for: a page or a code of it is offered for that sum only. */
export const orderAmounts: Migration = {
  name: '0014-order-amounts',
  oldestBinary: 1,
  up: async (db) => {
    await sql`alter table gateway.payment add column order_amount int8`.execute(db);
  },
};
