import { type Kysely, sql } from 'kysely';
import type { BusMessage, Delivery } from '../port.js';
import { encodeBatch, type TopicBatch } from './encode-batch.js';

export type Db = Kysely<unknown>;

/** Where the records of one topic's batch have come to stand. */
export interface Appended {
  readonly topic: string;
  readonly firstOffset: number;
  readonly appendedAt: Date;
}

/**
 * Stores a batch in one statement, which is its own transaction. The topic's row is locked until the commit, so that
 * offsets are contiguous in commit order.
 */
export async function appendRecords(db: Db, batches: readonly TopicBatch[]): Promise<readonly Appended[]> {
  const batch = encodeBatch(batches);
  const { rows } = await sql<{ name: string; first_offset: number; appended_at: Date }>`
    with batch as (
      select * from json_to_recordset(${batch.topics}::text::json) as t(name text, first int, start int, records int, bytes int)
    ), grown as (
      update bus.topic set next_offset = next_offset + batch.records, next_byte = next_byte + batch.bytes
      from batch where topic.name = batch.name
      returning topic.name, batch.first, batch.start, batch.records, next_offset - batch.records as first_offset,
        next_byte - batch.bytes as first_byte
    ), stored as (
      insert into bus.record (topic, "offset", byte_at, key, headers, value)
      select grown.name, grown.first_offset + r.n - 1 - grown.first, grown.first_byte + r.start - grown.start,
        substring(batch.blob from r.start + 1 for r.k),
        convert_from(substring(batch.blob from r.start + r.k + 1 for r.h), 'UTF8'),
        substring(batch.blob from r.start + r.k + r.h + 1 for r.v)
      from (select ${batch.blob}::bytea as blob) batch,
        unnest(${batch.starts}::text::int[], ${batch.keyLengths}::text::int[], ${batch.headersLengths}::text::int[],
          ${batch.valueLengths}::text::int[]) with ordinality as r(start, k, h, v, n)
        join grown on r.n > grown.first and r.n <= grown.first + grown.records
    )
    select name, first_offset, now() as appended_at from grown`.execute(db);
  return rows.map((row) => ({ topic: row.name, firstOffset: Number(row.first_offset), appendedAt: row.appended_at }));
}

interface RecordRow {
  readonly offset: number;
  readonly key: Uint8Array;
  readonly headers: string;
  readonly value: Uint8Array;
  readonly appended_at: Date;
}

export interface ReadLimits {
  readonly records: number;
  /** The first record is read whatever its size. */
  readonly bytes: number;
}

/** Records of a topic from an offset on. */
export async function readRecords(db: Db, topic: string, from: number, limits: ReadLimits): Promise<Delivery[]> {
  const { rows } = await sql<RecordRow>`
    select "offset", key, headers, value, appended_at from (
      select *, row_number() over ordered as nth,
        sum(octet_length(value) + octet_length(headers)) over ordered as running
      from (
        select * from bus.record where topic = ${topic} and "offset" >= ${from} order by "offset" limit ${limits.records}
      ) ahead
      window ordered as (order by "offset")
    ) sized
    where running <= ${limits.bytes}::bigint or nth = 1
    order by "offset"`.execute(db);
  return rows.map((row) =>
    deliveryOf(Number(row.offset), row.appended_at, {
      topic,
      key: Buffer.from(row.key).toString('utf8'),
      headers: JSON.parse(row.headers) as Record<string, string>,
      value: row.value,
    }),
  );
}

/** The log has one partition. */
export function deliveryOf(offset: number, appendedAt: Date, message: BusMessage): Delivery {
  const { topic, key, headers, value } = message;
  return { topic, key, headers, value, partition: 0, offset: String(offset), appendedAt };
}

export async function createTopics(db: Db, topics: readonly string[]): Promise<void> {
  await sql`insert into bus.topic (name) select unnest(${[...topics]}::text[]) on conflict do nothing`.execute(db);
}

/** Every topic with the offset that its next record will have. */
export async function readHeads(db: Db): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ name: string; head: number }>`select name, next_offset as head from bus.topic`.execute(
    db,
  );
  return new Map(rows.map((row) => [row.name, Number(row.head)]));
}
