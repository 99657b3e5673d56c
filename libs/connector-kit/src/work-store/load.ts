import { sql, type Kysely } from 'kysely';
import { shardOf, type ExchangeCommand } from '@lienthong/contracts';
import { recordset } from '@lienthong/store';
import type { Work } from '../exchange/work.js';
import type { LaneHistory } from '../runner/lane.js';
import { workColumns, workOfRow, type WorkRow } from './rows.js';
import { ended } from './ended.js';

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- raw SQL only, no table types
type Db = Kysely<any>;

const open = sql`w.state not in ${ended}`;

/** All open exchanges of these subjects. */
export async function loadOpenWorkOf(db: Db, subjects: readonly string[]): Promise<Work[]> {
  if (subjects.length === 0) return [];
  const found = await sql<WorkRow>`
    select ${sql.raw(workColumns)} from connectors.work w
    where ${open} and w.subject in (select r.subject from ${recordset(
      subjects.map((subject) => ({ subject })),
      { subject: 'text' },
    )})
    order by w.subject, w.partner, w.operation, w.number`.execute(db);
  return found.rows.map(workOfRow);
}

/** What is known of the subjects of these exchanges, and of these subjects: all that is open, and what has ended. */
export async function loadWhole(
  db: Db,
  exchanges: readonly string[],
  subjects: readonly string[] = [],
): Promise<{ readonly open: readonly Work[]; readonly histories: readonly LaneHistoryOf[] }> {
  const names = new Set(subjects);
  if (exchanges.length > 0) {
    const found = await sql<{ subject: string }>`
      select distinct w.subject from connectors.work w
      join ${recordset(
        exchanges.map((exchange) => ({ exchange })),
        { exchange: 'uuid' },
      )} on w.exchange = r.exchange`.execute(db);
    for (const { subject } of found.rows) names.add(subject);
  }
  return { open: await loadOpenWorkOf(db, [...names]), histories: await loadHistories(db, [...names]) };
}

/** Those of these exchanges that are open. */
export async function loadOpenWorkById(db: Db, exchanges: readonly string[]): Promise<Work[]> {
  const found = await sql<WorkRow>`
    select ${sql.raw(workColumns)} from connectors.work w
    join ${recordset(
      exchanges.map((exchange) => ({ exchange })),
      { exchange: 'uuid' },
    )} on w.exchange = r.exchange
    where ${open} order by w.subject, w.partner, w.operation, w.number`.execute(db);
  return found.rows.map(workOfRow);
}

/** Commands of these subjects that nobody has answered. */
export async function loadOpenCommandsOf(db: Db, subjects: readonly string[]): Promise<ExchangeCommand[]> {
  const shards = [...new Set(subjects.map(shardOf))];
  return (await loadOpenCommands(db, shards)).filter(({ subject }) => subjects.includes(subject));
}

/** Commands of these shards that nobody has answered. */
export async function loadOpenCommands(db: Db, shards: readonly number[]): Promise<ExchangeCommand[]> {
  if (shards.length === 0) return [];
  const found = await sql<{ body: string }>`
    select c.body from connectors.command c
    where c.verdict is null and c.shard in (select r.shard from ${recordset(
      shards.map((shard) => ({ shard })),
      { shard: 'int4' },
    )})
    order by c.received_at`.execute(db);
  return found.rows.map((row) => JSON.parse(row.body) as ExchangeCommand);
}

export async function loadWork(db: Db, exchange: string): Promise<Work | undefined> {
  const found = await sql<WorkRow>`
    select ${sql.raw(workColumns)} from connectors.work w where w.exchange = ${exchange}::uuid`.execute(db);
  return found.rows[0] && workOfRow(found.rows[0]);
}

export interface LaneHistoryOf {
  readonly subject: string;
  readonly partner: string;
  readonly operation: string;
  readonly history: LaneHistory;
  /** Begin of the last attempt whose call may still land although its exchange has ended, epoch milliseconds. */
  readonly attemptedAt: number | undefined;
}

interface HistoryRow {
  subject: string;
  partner: string;
  operation: string;
  /** Up to here rows have been removed. */
  through: number;
  highest: number;
  /** The highest, those aside that were abandoned before they ever went. */
  gone: number | null;
  highest_exchange: string | null;
  done: number | null;
  attempted_at: Date | null;
  scattered: string | null;
}

/**
 * What has ended in every lane of these subjects. Ended numbers form one block from 1 on, unless somebody abandoned one behind a
 * head or before an earlier number had arrived. The rows of the first of them may have been removed (`lane_past`).
 */
export async function loadHistories(db: Db, subjects: readonly string[]): Promise<LaneHistoryOf[]> {
  if (subjects.length === 0) return [];
  const wanted = recordset(
    [...new Set(subjects)].map((subject) => ({ subject })),
    { subject: 'text' },
  );
  const found = await sql<HistoryRow>`
    with lane as (
      select w.subject, w.partner, w.operation,
        max(w.number) as highest, count(*) as ended,
        max(w.number) filter (where w.state <> 'abandoned' or w.attempts > 0 or not w.surely_not_done) as gone,
        max(w.number) filter (where w.state = 'settled' and w.outcome = 'done') as done,
        max(w.attempted_at) as attempted_at, string_agg(w.number::text, ',') as numbers
      from connectors.work w
      where not (${open}) and w.subject in (select r.subject from ${wanted})
      group by w.subject, w.partner, w.operation
    ), past as (
      select p.* from connectors.lane_past p where p.subject in (select r.subject from ${wanted})
    ), whole as (
      select subject, partner, operation, coalesce(p.through, 0) as through, greatest(l.highest, p.through) as highest,
        greatest(l.gone, p.through) as gone, greatest(l.done, p.done) as done, l.attempted_at, p.exchange as past_exchange,
        case when l.highest - coalesce(p.through, 0) <> l.ended then l.numbers end as scattered
      from lane l full join past p using (subject, partner, operation)
    )
    select whole.subject, whole.partner, whole.operation, whole.through, whole.highest, whole.gone, whole.done, whole.attempted_at,
      whole.scattered,
      coalesce((
        select h.exchange from connectors.work h
        where h.subject = whole.subject and h.partner = whole.partner and h.operation = whole.operation
          and h.number = whole.gone), whole.past_exchange)::text as highest_exchange
    from whole`.execute(db);
  return found.rows.map(({ subject, partner, operation, ...row }) => ({
    subject,
    partner,
    operation,
    history: historyOf(row),
    attemptedAt: row.attempted_at?.getTime(),
  }));
}

function historyOf(row: Omit<HistoryRow, 'subject' | 'partner' | 'operation' | 'attempted_at'>): LaneHistory {
  const numbers = new Set(row.scattered === null ? [] : row.scattered.split(',').map(Number));
  let endedThrough = Number(row.scattered === null ? row.highest : row.through);
  while (numbers.delete(endedThrough + 1)) endedThrough += 1;
  return {
    endedThrough,
    endedAhead: [...numbers],
    highestEnded: Number(row.gone ?? 0),
    highestEndedExchange: row.highest_exchange ?? undefined,
    highestDone: Number(row.done ?? 0),
  };
}

export interface SealedPayload {
  readonly key: Uint8Array;
  readonly box: Uint8Array;
}

/** Sealed payloads of what has been picked. */
export async function loadPayloads(db: Db, exchanges: readonly string[]): Promise<Map<string, SealedPayload>> {
  if (exchanges.length === 0) return new Map();
  const found = await sql<{ exchange: string; key: Uint8Array; payload: Uint8Array }>`
    select w.exchange::text as exchange, w.key, w.payload from connectors.work w
    join ${recordset(
      exchanges.map((exchange) => ({ exchange })),
      { exchange: 'uuid' },
    )} on w.exchange = r.exchange`.execute(db);
  return new Map(found.rows.map((row) => [row.exchange, { key: row.key, box: row.payload }]));
}

/** Arrivals of other processes since the given number of each of their writers. */
export async function loadArrivals(
  db: Db,
  since: ReadonlyMap<number, number>,
  limit: number,
): Promise<{
  readonly work: { readonly writer: number; readonly n: number; readonly work: Work }[];
  readonly commands: { readonly writer: number; readonly n: number; readonly command: ExchangeCommand }[];
}> {
  const cursors = [...since].map(([writer, n]) => ({ writer, n }));
  if (cursors.length === 0) return { work: [], commands: [] };
  const from = recordset(cursors, { writer: 'int4', n: 'int8' });
  const work = await sql<WorkRow & { writer: number; n: number }>`
    select w.writer, w.n, ${sql.raw(workColumns)} from ${from}
    join connectors.work w on w.writer = r.writer and w.n > r.n order by w.writer, w.n limit ${limit}`.execute(db);
  const commands = await sql<{ writer: number; n: number; body: string }>`
    select c.writer, c.n, c.body from ${from}
    join connectors.command c on c.writer = r.writer and c.n > r.n and c.verdict is null order by c.writer, c.n limit ${limit}`.execute(
    db,
  );
  return {
    work: work.rows.map((row) => ({ writer: row.writer, n: Number(row.n), work: workOfRow(row) })),
    commands: commands.rows.map((row) => ({
      writer: row.writer,
      n: Number(row.n),
      command: JSON.parse(row.body) as ExchangeCommand,
    })),
  };
}
