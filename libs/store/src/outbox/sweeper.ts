import type { Kysely } from 'kysely';
import { deletePublished, readRows } from './table.js';
import type { WriterTable } from './writer-table.js';
import type { Numbered } from './message.js';
import type { OutboxEvent, OutboxTuning } from './options.js';
import type { Materialise, Side } from '../port.js';

export interface SweeperParts {
  readonly db: Kysely<unknown>;
  readonly side: Side;
  readonly owner: string;
  readonly writers: WriterTable;
  readonly ownWriters: () => readonly number[];
  readonly materialise: Materialise;
  readonly publish: (messages: readonly Numbered[]) => Promise<void>;
  readonly tuning: OutboxTuning;
  readonly onEvent: (event: OutboxEvent) => void;
  readonly stopped: () => boolean;
}

/** Publishes the rest of one ended writer in order of n; false when nobody left anything. */
async function sweepOne(parts: SweeperParts): Promise<boolean> {
  const { db, side, owner, writers, tuning } = parts;
  const taken = await writers.takeEnded(owner, tuning.leaseMs, parts.ownWriters());
  if (taken === undefined) return false;
  let { cursor } = taken;
  let rows = 0;
  let missing = 0;
  for (let more = true; more && !parts.stopped();) {
    const batch = await readRows(
      db,
      side,
      { writers: [taken.writer], after: cursor, limit: tuning.tableRows },
      parts.materialise,
    );
    await parts.publish(batch.messages);
    cursor = batch.lastN;
    rows += batch.read;
    missing += batch.read - batch.messages.length;
    more = batch.read === tuning.tableRows && (await writers.save(taken.writer, owner, cursor, tuning.leaseMs));
  }
  await writers.end(taken.writer, owner, cursor);
  parts.onEvent({ kind: 'outbox.swept', writer: taken.writer, rows, missing });
  return true;
}

/**
 * Sweeps the tails of all writers whose lease has ended. What could not be finished stays, and is taken again when the lease
 * taken for the sweep has ended.
 */
export async function sweep(parts: SweeperParts): Promise<void> {
  try {
    while (!parts.stopped() && (await sweepOne(parts)));
  } catch (error) {
    parts.onEvent({ kind: 'outbox.storeFailed', what: 'sweep', error });
  }
}

/** Deletes what has been published: of this process, and of writers that ended. */
export async function cleanUp(
  parts: Pick<SweeperParts, 'db' | 'side' | 'writers' | 'ownWriters' | 'stopped'>,
): Promise<void> {
  const { db, side, writers } = parts;
  const limit = 5_000;
  for (const writer of [...parts.ownWriters(), ...(await writers.settled(10))]) {
    while (!parts.stopped() && (await deletePublished(db, side, writer, limit)) === limit);
    await writers.forget(writer);
  }
}
