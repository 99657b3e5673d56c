import { sql, type Kysely } from 'kysely';
import type { Delivery, Verdict } from '@lienthong/bus';
import { isOutage } from '@lienthong/store';
import type { Page, Paged } from '../core-words.js';
import { isId } from '../ids.js';
import { boxAt, type Sealer } from '../pipeline/sealer.js';
import { doneOnce, type DoneOnceTools } from '../store/done-once.js';
import { cutPage, decodeCursor } from '../views/cursor.js';
import type { QuarantineCore, QuarantinedView, Reading, ReReadAnswer } from './core.js';
import { maskedMessage } from './masked-message.js';
import { quarantinedSentence } from './quarantined.messages.js';
import type { StoredRecord } from './save-quarantined.js';

export interface QuarantinedOptions extends DoneOnceTools {
  readonly sealer: Sealer;
  /** As for what the bus brings; `early` is said of what has come before what it is about. */
  readonly handle: (deliveries: readonly Delivery[], early: Verdict) => Promise<readonly Verdict[]>;
}

interface Row {
  readonly id: string;
  readonly topic: string;
  readonly key: string;
  readonly partition: number;
  readonly record_offset: string;
  readonly reason: string;
  readonly at: Date;
  readonly data_key: Buffer;
  /** Null where it is too large for a list. */
  readonly record: Buffer | null;
  readonly readings: string | null;
}

/** Of a list, bytes; a page may hold 200. */
const mostListed = 65_536;

/** Messages of the connectors that this side could not handle. */
export function quarantined(options: QuarantinedOptions): QuarantineCore {
  const { db, sealer } = options;
  return {
    list: (page) => list(db, sealer, page),
    async reRead(command) {
      const id = command.id.toLowerCase();
      const act = () => reRead(id, command.operator, options);
      return doneOnce(options, command, `quarantined:${id}`, act, async () => {
        const row = isId(id) ? await read(db, id) : undefined;
        return row ? answerOf(viewOf(row, sealer)) : { kind: 'notFound' };
      });
    },
  };
}

async function reRead(id: string, operator: string, options: QuarantinedOptions): Promise<ReReadAnswer> {
  const { db, sealer } = options;
  const row = isId(id) ? await read(db, id) : undefined;
  if (!row?.record) return { kind: 'notFound' };
  const before = viewOf(row, sealer);
  if (before.state === 'handled') return answerOf(before);
  const reading = await readAgain({ ...row, record: row.record }, operator, options);
  const readings = await remember(db, id, reading);
  return answerOf(viewOf({ ...row, readings }, sealer));
}

const answerOf = (message: QuarantinedView): ReReadAnswer => ({
  ...{ kind: message.state === 'handled' ? 'handled' : 'stillUnreadable', message, replayed: false },
});

async function readAgain(
  row: Row & { readonly record: Buffer },
  operator: string,
  { sealer, handle, clock }: QuarantinedOptions,
): Promise<Reading> {
  const head = { at: new Date(clock()).toISOString(), by: operator };
  try {
    const [verdict] = await handle([deliveryOf(row, sealer)], { poison: 'message.early' });
    if (verdict === 'handled') return { ...head, result: 'handled' };
    return { ...head, result: 'stillUnreadable', reason: verdict?.poison ?? 'message.unhandled' };
  } catch (fault) {
    if (isOutage(fault)) throw fault;
    return { ...head, result: 'stillUnreadable', reason: 'gateway.fault' };
  }
}

const storedIn = ({ id, data_key, record }: Row & { readonly record: Buffer }, sealer: Sealer): StoredRecord =>
  JSON.parse(sealer.open(sealer.unwrap(data_key), record, boxAt.quarantine(id))) as StoredRecord;

function deliveryOf(row: Row & { readonly record: Buffer }, sealer: Sealer): Delivery {
  const { headers, value } = storedIn(row, sealer);
  return {
    ...{ topic: row.topic, key: row.key, headers, value: Buffer.from(value, 'base64') },
    ...{ partition: row.partition, offset: row.record_offset, appendedAt: row.at },
  };
}

async function list(db: Kysely<unknown>, sealer: Sealer, page: Page): Promise<Paged<QuarantinedView>> {
  const scope = { list: 'quarantined' };
  const before = decodeCursor(scope, page.cursor, 'string');
  const { rows } = await sql<Row>`
    select q.id, q.topic, q.key, q.partition, q.record_offset, q.reason, q.at, q.data_key, q.readings,
      case when octet_length(q.record) <= ${mostListed}::int4 then q.record end as record
    from gateway.quarantine q where true ${before !== undefined && isId(before) ? sql`and q.id < ${before}::uuid` : sql``}
    order by q.id desc limit ${page.limit + 1}::int4`.execute(db);
  const shown = cutPage(rows, page, scope, (last) => last.id);
  return { ...shown, items: shown.items.map((row) => viewOf(row, sealer)) };
}

async function read(db: Kysely<unknown>, id: string): Promise<Row | undefined> {
  const { rows } = await sql<Row>`
    select q.id, q.topic, q.key, q.partition, q.record_offset, q.reason, q.at, q.data_key, q.readings, q.record
    from gateway.quarantine q where q.id = ${id}::uuid`.execute(db);
  return rows[0];
}

async function remember(db: Kysely<unknown>, id: string, reading: Reading): Promise<string | null> {
  const { rows } = await sql<{ readings: string }>`
    update gateway.quarantine q set readings = (coalesce(q.readings, '[]')::jsonb || ${JSON.stringify([reading])}::text::jsonb)::text
    where q.id = ${id}::uuid returning q.readings`.execute(db);
  return rows[0]?.readings ?? null;
}

function viewOf({ id, reason, at, readings: kept, record, ...row }: Row, sealer: Sealer): QuarantinedView {
  const readings = kept === null ? [] : (JSON.parse(kept) as Reading[]);
  const handled = readings.some(({ result }) => result === 'handled');
  const value =
    record && Buffer.from(storedIn({ id, reason, at, readings: kept, record, ...row }, sealer).value, 'base64');
  return {
    ...{ id, reason, detail: quarantinedSentence(handled), receivedAt: at.toISOString() },
    ...(value ? { bytes: value.byteLength, masked: maskedMessage(value) } : {}),
    ...{ state: handled ? 'handled' : 'quarantined', readings },
  };
}
