import { sql, type Kysely } from 'kysely';
import { sqlState } from '../errors.js';
import { recordset } from '../recordset.js';
import type { BatchResult, Materialise, OutboxMessage, Side, Tx } from '../port.js';
import { commitWith } from '../together.js';
import type { Numbered, OutboxRow } from './message.js';

type Db = Kysely<unknown>;

/** The writer's row is gone (this process was away for so long that it was cleaned up). Nothing was written. */
export class WriterGone extends Error {
  constructor(readonly writer: number) {
    super(`the outbox writer ${writer} is not registered any more`);
    this.name = 'WriterGone';
  }
}

/** What a batch expected of its own writes did not come true. Nothing was written. */
export class NotAsExpected extends Error {
  constructor() {
    super('the rows of a batch are not as it expected');
    this.name = 'NotAsExpected';
  }
}

const rowOf = (message: OutboxMessage, n: number): OutboxRow => ({
  n,
  topic: message.topic,
  key: message.key,
  ref: message.ref ?? null,
  headers: message.ref === undefined ? JSON.stringify(message.headers) : null,
  value: message.ref === undefined ? message.value : null,
});

export interface Closing extends Pick<BatchResult<unknown>, 'messages' | 'writes' | 'expects'> {
  readonly writer: number;
  /** The messages become rows `firstN`, `firstN` + 1, … */
  readonly firstN: number;
}

/** Ends a transaction: all that is left to write and the outbox rows in one statement, with the commit behind it. */
export async function commitRows(tx: Tx, side: Side, closing: Closing): Promise<void> {
  const { messages, writes = {}, expects = [] } = closing;
  const steps = Object.entries(writes).map(([name, write]) => sql`${sql.id(name)} as (${write})`);
  if (messages.length > 0) steps.push(sql`outbox_rows as (${insertRows(side, closing)})`);
  if (steps.length === 0) return;
  const met = expects.length === 0 ? sql`true` : sql.join(expects, sql` and `);
  try {
    await commitWith(tx, sql`with ${sql.join(steps)} select 1 / (case when ${met} then 1 else 0 end) as met`);
  } catch (error) {
    if (sqlState(error) === divisionByZero && expects.length > 0) throw new NotAsExpected();
    if (isWriterGone(error)) throw new WriterGone(closing.writer);
    throw error;
  }
}

const divisionByZero = '22012';
/** A writer that is not there gives a row without one. */
const isWriterGone = (error: unknown): boolean =>
  sqlState(error) === '23502' && (error as { column?: string }).column === 'writer';

function insertRows(side: Side, { writer, firstN, messages }: Closing) {
  const rows = messages.map((message, at) => rowOf(message, firstN + at));
  return sql`
    insert into ${sql.id(side, 'outbox')} (writer, n, topic, key, ref, headers, value, at)
    select (select w.writer from ${sql.id(side, 'writer')} w where w.writer = ${writer}),
      r.n, r.topic, r.key, r.ref, r.headers, r.value, ${sql.id(side, 'clock_now')}()
    from ${recordset(rows, { n: 'int8', topic: 'text', key: 'text', ref: 'text', headers: 'text', value: 'bytea' })}`;
}

export interface Range {
  readonly writers: readonly number[];
  readonly after: number;
  /** Inclusive; `undefined` for no end. */
  readonly until?: number;
  readonly limit: number;
}

/** The rows of a range in order of n, with how many the thin ones among them could not be made again. */
export async function readRows(
  db: Db,
  side: Side,
  range: Range,
  materialise: Materialise,
): Promise<{ readonly messages: readonly Numbered[]; readonly lastN: number; readonly read: number }> {
  const { rows } = await sql<OutboxRow>`
    select n, topic, key, ref, headers, value from ${sql.id(side, 'outbox')}
    where writer = any(${[...range.writers]}::int4[]) and n > ${range.after}::int8
      and n <= ${range.until ?? Number.MAX_SAFE_INTEGER}::int8
    order by n limit ${range.limit}::int4`.execute(db);
  return { messages: await whole(rows, materialise), lastN: rows.at(-1)?.n ?? range.after, read: rows.length };
}

async function whole(rows: readonly OutboxRow[], materialise: Materialise): Promise<readonly Numbered[]> {
  const thin = rows.flatMap(({ ref, topic, key, value }) =>
    ref !== null && value === null ? [{ ref, topic, key }] : [],
  );
  const made = thin.length === 0 ? new Map<string, never>() : await materialise(thin);
  return rows.flatMap(({ n, topic, key, ref, headers, value }) => {
    if (value !== null) return [{ n, message: { topic, key, headers: parseHeaders(headers), value } }];
    const found = ref === null ? undefined : made.get(ref);
    return found === undefined ? [] : [{ n, message: { topic, key, ...found } }];
  });
}

const parseHeaders = (text: string | null): Record<string, string> =>
  text === null ? {} : (JSON.parse(text) as Record<string, string>);

/** Deletes at most `limit` published rows of a writer; how many. */
export async function deletePublished(db: Db, side: Side, writer: number, limit: number): Promise<number> {
  const { numAffectedRows } = await sql`
    delete from ${sql.id(side, 'outbox')} o using (
      select x.writer, x.n from ${sql.id(side, 'outbox')} x join ${sql.id(side, 'writer')} w on w.writer = x.writer
      where x.writer = ${writer} and x.n <= w.cursor order by x.n limit ${limit}::int4) published
    where o.writer = published.writer and o.n = published.n`.execute(db);
  return Number(numAffectedRows ?? 0);
}
