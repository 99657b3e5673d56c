import { randomBytes } from 'node:crypto';
import { sql, type Kysely } from 'kysely';
import type { Sealer } from '../pipeline/sealer.js';
import { findCodes } from './matching/find-codes.js';
import type { PaymentReferences } from './payment-references.js';
import { createReferences } from './reference/references.js';

interface KeyRow {
  readonly data_key: Buffer;
  readonly box: Buffer;
}

/**
 * Where the sequence begins: a restored store begins it again, and numbers that were given out in the time that is lost are never
 * given out again. 100 a second since 2020, which nobody has used up.
 */
async function baseOf(db: Kysely<unknown>): Promise<number> {
  const { rows } = await sql<{ seconds: number | null }>`
    select extract(epoch from max(r.restored_at) - timestamptz '2020-01-01')::float8 as seconds
    from gateway.restored r`.execute(db);
  return Math.ceil(rows[0]?.seconds ?? 0) * 100;
}

/**
 * References with a prefix under the key that this store was begun with: made at the first start, sealed, never changed, because
 * the same number must give the same reference for ever.
 */
export async function openReferences(db: Kysely<unknown>, sealer: Sealer, prefix: string): Promise<PaymentReferences> {
  const context = `reference/${prefix}`;
  const wrapped = sealer.newWrappedKey();
  const box = sealer.seal(sealer.unwrap(wrapped), randomBytes(32).toString('base64'), context);
  await sql`
    insert into gateway.reference_key (prefix, data_key, box) values (${prefix}, ${wrapped}::bytea, ${box}::bytea)
    on conflict (prefix) do nothing`.execute(db);
  const { rows } = await sql<KeyRow & { prefix: string }>`
    select k.prefix, k.data_key, k.box from gateway.reference_key k`.execute(db);
  const own = rows.find((row) => row.prefix === prefix)!;
  const key = Buffer.from(sealer.open(sealer.unwrap(own.data_key), own.box, context), 'base64');
  const references = createReferences({ prefix, key });
  const base = await baseOf(db);
  // References of earlier prefixes may still be paid.
  const prefixes = [prefix, ...rows.map((row) => row.prefix).filter((one) => one !== prefix)];
  return {
    prefixes,
    at: (sequence) => references.at(base + sequence),
    codesIn: (text) => findCodes(text, prefixes).codes,
  };
}
