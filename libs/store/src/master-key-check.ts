import { sql } from 'kysely';
import { CannotOpenStore } from './errors.js';
import type { Side, Store } from './port.js';

/** What the check needs of whoever holds the master key. */
export interface KeyHolder {
  /** A key wrapped by the master key, to be kept as a sample. */
  readonly wrapSample: () => Uint8Array;
  /** @throws when the master key does not open it. */
  readonly unwrap: (sample: Uint8Array) => unknown;
}

/**
 * Opens the sample that the first start of this side has left. With another master key nothing that is sealed could be opened,
 * and every exchange would be parked one after the other: the process does not start.
 * @throws {CannotOpenStore}
 */
export async function checkMasterKey(store: Store, side: Side, { wrapSample, unwrap }: KeyHolder): Promise<void> {
  const db = store.db(side);
  const table = sql.id(side, 'key_sample');
  const read = async (): Promise<Buffer | undefined> =>
    (await sql<{ wrapped: Buffer }>`select wrapped from ${table}`.execute(db)).rows[0]?.wrapped;
  let sample = await read();
  if (!sample) {
    await sql`insert into ${table} (wrapped) values (${Buffer.from(wrapSample())}) on conflict do nothing`.execute(db);
    sample = await read();
  }
  try {
    unwrap(sample!);
  } catch (cause) {
    throw new CannotOpenStore(
      'refused',
      'the store was begun with another master key: give that one (LIENTHONG_MASTER_KEY, or master.key in DATA_DIR when embedded); what is sealed in it opens with no other',
      { cause },
    );
  }
}
