import { sql, type Kysely, type RawBuilder } from 'kysely';
import { recordset, type Materialise } from '@lienthong/store';
import type { ExchangeCommand, LaneKind } from '@lienthong/contracts';
import { passesSoon, readPassingKey } from '../identity/store/passing-keys.js';
import { loadExpected } from '../money/store/load-expected.js';
import { announcement, commandMessage, type Announceable } from '../pipeline/message.js';
import { given } from './rows.js';

type Db = Kysely<unknown>;
const among = (ids: readonly string[]): RawBuilder<unknown> =>
  recordset(
    ids.map((id) => ({ id })),
    { id: 'uuid' },
  );

interface AnnounceableRow {
  readonly id: string;
  readonly subject: string;
  readonly partner: string;
  readonly operation: string;
  readonly lane: string;
  readonly number: number;
  readonly after_partner: string | null;
  readonly after_operation: string | null;
  readonly after_number: number | null;
  readonly due: Date;
  readonly client: string;
  readonly created_at: Date;
  readonly traceparent: string | null;
  readonly payload: Buffer;
  readonly data_key: Buffer;
}

/** Exchanges as they were announced first, in order of their ids. */
export async function loadAnnounceables(db: Db, ids: readonly string[]): Promise<readonly Announceable[]> {
  if (ids.length === 0) return [];
  const found = await sql<AnnounceableRow>`
    select e.id, e.subject, e.partner, e.operation, e.lane, e.number, e.after_partner, e.after_operation, e.after_number, e.due,
      e.client, e.created_at, e.traceparent, e.payload, t.data_key
    from gateway.exchange e join gateway.subject t on t.subject = e.subject
    where e.id in (select r.id from ${among(ids)}) order by e.id`.execute(db);
  const passing = found.rows.some(({ subject }) => passesSoon(subject)) ? await readPassingKey(db) : undefined;
  return found.rows.map((row) => ({
    id: row.id,
    subject: row.subject,
    ...(passing && passesSoon(row.subject) ? { passing } : {}),
    partner: row.partner,
    operation: row.operation,
    lane: row.lane as LaneKind,
    number: row.number,
    ...given('after', afterOf(row)),
    due: row.due.toISOString(),
    client: row.client,
    createdAt: row.created_at.toISOString(),
    ...given('traceparent', row.traceparent),
    payload: row.payload,
    wrappedKey: row.data_key,
  }));
}

const afterOf = (row: AnnounceableRow) =>
  row.after_partner !== null && row.after_operation !== null && row.after_number !== null
    ? { partner: row.after_partner, operation: row.after_operation, number: row.after_number }
    : undefined;

interface CommandRow {
  readonly id: string;
  readonly kind: string;
  readonly exchange: string;
  readonly subject: string;
  readonly expected_version: number;
  readonly or_newer: boolean;
  readonly operator: string;
  readonly finding: string | null;
  readonly at: Date;
}

/** Operators' commands as they were sent. */
export async function loadCommands(db: Db, ids: readonly string[]): Promise<readonly ExchangeCommand[]> {
  if (ids.length === 0) return [];
  const found = await sql<CommandRow>`
    select c.id, c.kind, c.exchange, c.subject, c.expected_version, c.or_newer, c.operator, c.finding, c.at
    from gateway.command c where c.id in (select r.id from ${among(ids)}) order by c.id`.execute(db);
  return found.rows.map((row) => ({
    command: row.id,
    kind: row.kind as ExchangeCommand['kind'],
    exchange: row.exchange,
    subject: row.subject,
    expectedVersion: row.expected_version,
    ...(row.or_newer ? { orNewer: true } : {}),
    operator: row.operator,
    ...given('finding', row.finding as ExchangeCommand['finding'] | null),
    at: row.at.toISOString(),
  }));
}

/** Makes the messages of thin outbox rows again. */
export function materialiseFrom(db: Db): Materialise {
  return async (rows) => {
    const idsOf = (kind: string): string[] =>
      rows.flatMap(({ ref }) => (ref.startsWith(`${kind}:`) ? [ref.slice(kind.length + 1)] : []));
    const exchanges = await loadAnnounceables(db, idsOf('exchange'));
    const commands = await loadCommands(db, idsOf('command'));
    const expected = await loadExpected(db, idsOf('expected'));
    return new Map(
      [...exchanges.map(announcement), ...commands.map(commandMessage), ...expected].map((message) => [
        message.ref,
        message,
      ]),
    );
  };
}
