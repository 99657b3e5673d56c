import { sql, type Kysely } from 'kysely';
import type { Delivery } from '@lienthong/bus';
import { boxAt, type Sealer } from '../pipeline/sealer.js';

export interface QuarantineTools {
  readonly db: Kysely<unknown>;
  readonly sealer: Sealer;
  readonly newId: () => string;
  readonly clock: () => number;
}

/** What stands in the sealed part of a row. */
export interface StoredRecord {
  readonly headers: Delivery['headers'];
  /** Base64. */
  readonly value: string;
}

/** Keeps a record that cannot be handled, with its bytes, sealed with a key of its own. The same record is kept once. */
export async function saveQuarantined(delivery: Delivery, reason: string, tools: QuarantineTools): Promise<void> {
  const { db, sealer, newId, clock } = tools;
  const id = newId();
  const wrapped = sealer.newWrappedKey();
  const stored: StoredRecord = {
    headers: delivery.headers,
    value: Buffer.from(delivery.value).toString('base64'),
  };
  const record = sealer.seal(sealer.unwrap(wrapped), JSON.stringify(stored), boxAt.quarantine(id));
  await sql`
    insert into gateway.quarantine (id, topic, key, partition, record_offset, reason, data_key, record, at)
    values (${id}::uuid, ${delivery.topic}, ${delivery.key}, ${delivery.partition}::int4, ${delivery.offset}, ${reason},
      ${wrapped}::bytea, ${record}::bytea, ${new Date(clock())}::timestamptz)
    on conflict (topic, partition, record_offset) do nothing`.execute(db);
}
