import { sql, type Kysely } from 'kysely';
import { recordset, type Migration } from '@lienthong/store';
import { ended } from '../store/ended.js';
import { classOf, fateOf } from './failure-class.js';

/** Exchanges that wait for a person, by the class of their failure, and replays of a class: what each was to send, and its stages. */
export const parkedAndReplayed: Migration = {
  name: '0043-parked-and-replayed',
  oldestBinary: 1,
  up: async (db) => {
    // A row comes when one is parked and goes when it goes on. `n` grows with every parking, also of the same exchange: what came after a replay had begun is seen by it.
    await sql`
      create table gateway.parked_exchange (
        exchange uuid primary key,
        n bigint generated always as identity,
        class text not null,
        partner text not null,
        operation text not null,
        fate text not null,
        due timestamptz not null,
        parked_at timestamptz not null
      )`.execute(db);
    await sql`create index parked_exchange_class on gateway.parked_exchange (class, due)`.execute(db);
    await sql`create index parked_exchange_n on gateway.parked_exchange (partner, operation, n)`.execute(db);
    await sql`
      create table gateway.replay (
        id uuid primary key,
        class text not null,
        partner text not null,
        operation text not null,
        mode text not null,
        state text not null,
        operator text not null,
        data_key bytea not null,
        why bytea not null,
        per_second float8 not null,
        planned int4 not null default 0,
        not_replayable int4 not null default 0,
        taken int4 not null default 0,
        after_n int4 not null default 0,
        stage int4 not null default 0,
        parked_before int8 not null,
        began_at timestamptz not null,
        ended_at timestamptz,
        stopped_by text,
        recurred uuid,
        recurred_class text
      ) with (fillfactor = 50)`.execute(db);
    // One at a time of a class: two would each send what the other waits for.
    await sql`create unique index replay_open on gateway.replay (class) where ended_at is null`.execute(db);
    await sql`
      create table gateway.replay_item (
        replay uuid not null,
        n int4 not null,
        exchange uuid not null,
        subject text not null,
        version int4 not null,
        state text not null,
        stage int4,
        command uuid,
        reason text,
        primary key (replay, n)
      ) with (fillfactor = 70)`.execute(db);
    // Those of which it is not known yet what came of them: few at a time.
    await sql`create index replay_item_out on gateway.replay_item (replay, n) where state = 'sent'`.execute(db);
    await sql`
      create table gateway.replay_stage (
        replay uuid not null,
        stage int4 not null,
        began_at timestamptz not null,
        ended_at timestamptz,
        sent int4 not null default 0,
        succeeded int4 not null default 0,
        failed int4 not null default 0,
        set_aside int4 not null default 0,
        not_sent int4 not null default 0,
        primary key (replay, stage)
      ) with (fillfactor = 50)`.execute(db);
  },
};

/**
 * What a partner refused in a `latest` lane is filed as well, with the place in its lane: something newer there takes its place. Of
 * what had been refused before, that whose cause is its class as it stands.
 */
export const refusalsFiled: Migration = {
  name: '0050-refusals-filed',
  oldestBinary: 1,
  up: async (db) => {
    await sql`alter table gateway.parked_exchange add column subject text, add column number int8`.execute(db);
    await fileRefused(db);
  },
};

/** A walk through everything: for the one time when it was not filed as it came. */
export async function fileRefused(db: Kysely<unknown>): Promise<void> {
  await sql`
    insert into gateway.parked_exchange (exchange, class, partner, operation, fate, due, parked_at, subject, number)
    select e.id, e.partner || ':' || e.operation || ':' || s.cause, e.partner, e.operation, 'refused', e.due, s.changed_at,
      e.subject, e.number
    from gateway.exchange_state s join gateway.exchange e on e.id = s.id
    join gateway.lane l on l.subject = e.subject and l.partner = e.partner and l.operation = e.operation
    where s.state = 'settled' and s.outcome = 'refused' and l.last_number = e.number
      and s.cause ~ '^[a-z][A-Za-z-]*([.][A-Za-z-]+)+$' and length(s.cause) <= 80
    on conflict (exchange) do nothing`.execute(db);
}

/** What was parked by a process that knew no classes is filed under them, once. */
export const parkedFiled: Migration = {
  name: '0058-parked-filed',
  oldestBinary: 1,
  up: (db) => fileParked(db),
};

interface Unfiled {
  readonly id: string;
  readonly partner: string;
  readonly operation: string;
  readonly due: Date;
  readonly changed_at: Date;
  readonly cause: string | null;
  readonly outcome: string | null;
  readonly surely_not_done: boolean | null;
}

/** Of one statement at most. */
const portion = 1_000;

/** Whoever parks something meanwhile is not disturbed. */
export async function fileParked(db: Kysely<unknown>): Promise<void> {
  for (;;) {
    const { rows } = await sql<Unfiled>`
      select e.id, e.partner, e.operation, e.due, s.changed_at, s.cause, s.outcome, s.surely_not_done
      from gateway.exchange_state s join gateway.exchange e on e.id = s.id
      where s.state = 'parked' and s.state not in ${ended}
        and not exists (select from gateway.parked_exchange p where p.exchange = s.id)
      order by s.id limit ${portion}::int4`.execute(db);
    if (rows.length === 0) return;
    const parked = rows.map(({ id: exchange, partner, operation, due, changed_at: parked_at, ...row }) => ({
      ...{ exchange, partner, operation, due, parked_at },
      class: classOf({ partner, operation, cause: row.cause ?? undefined }),
      fate: fateOf({ surelyNotDone: row.surely_not_done ?? undefined, outcome: row.outcome ?? undefined }),
    }));
    await sql`
      insert into gateway.parked_exchange (exchange, class, partner, operation, fate, due, parked_at)
      select r.exchange, r.class, r.partner, r.operation, r.fate, r.due, r.parked_at from ${recordset(parked, {
        ...{ exchange: 'uuid', class: 'text', partner: 'text', operation: 'text', fate: 'text' },
        ...{ due: 'timestamptz', parked_at: 'timestamptz' },
      })}
      on conflict (exchange) do nothing`.execute(db);
    if (rows.length < portion) return;
  }
}
