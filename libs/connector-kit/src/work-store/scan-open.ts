import { sql, type Kysely } from 'kysely';
import type { ExchangeState } from '@lienthong/contracts';
import { ended } from './ended.js';

/** What a take-over must know of an open exchange that may rest in the store. Instants in epoch milliseconds. */
export interface OpenRow {
  readonly exchange: string;
  readonly subject: string;
  readonly shard: number;
  readonly partner: string;
  readonly operation: string;
  readonly client: string;
  readonly state: ExchangeState;
  readonly due: number;
  readonly insertedAt: number;
  readonly nextAt: number | null;
}

/** Of 8 KB: a few thousand rows. */
const pagesPerPortion = 1_000;

/**
 * All open exchanges of these shards, portion by portion in the order of the table's pages: no index leads to them, and neither
 * side may have to keep them all. Whatever was committed before the call is found, as long as nobody changes it meanwhile: nobody
 * may, before the take-over has ended.
 */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- raw SQL only, no table types
export async function* scanOpen(db: Kysely<any>, shards: readonly number[]): AsyncGenerator<readonly OpenRow[]> {
  if (shards.length === 0) return;
  const { rows } = await sql<{ pages: number }>`
    select (pg_relation_size('connectors.work') / current_setting('block_size')::int8)::int4 as pages`.execute(db);
  const millis = (column: string) => sql.raw(`(extract(epoch from w.${column}) * 1000)::float8`);
  for (let from = 0; from < rows[0]!.pages; from += pagesPerPortion) {
    const portion = await sql<OpenRow>`
      select w.exchange::text as exchange, w.subject, w.shard, w.partner, w.operation, w.client, w.state,
        ${millis('due')} as due, ${millis('inserted_at')} as "insertedAt", ${millis('next_at')} as "nextAt"
      from connectors.work w
      where w.ctid >= ${`(${from},0)`}::tid and w.ctid < ${`(${from + pagesPerPortion},0)`}::tid
        and w.state not in ${ended} and w.shard = any(${[...shards]}::int4[])`.execute(db);
    yield portion.rows;
  }
}
