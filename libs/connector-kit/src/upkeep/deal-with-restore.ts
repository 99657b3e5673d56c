import { sql, type Kysely } from 'kysely';
import type { Tx } from '@lienthong/store';
import { afterRestore } from '../exchange/transitions.js';
import type { AnyOperation } from '../port.js';
import { workColumns, workOfRow, type WorkRow } from '../work-store/rows.js';
import { updateWork } from '../work-store/run-batch.js';

const portion = 500;

/**
 * Before anything is taken over in a store that was restored from a backup: open work that must not be sent twice by mistake
 * becomes doubtful, once, by the first process that starts; others wait for it. When the store was last restored (epoch
 * milliseconds), and how much became doubtful now.
 */
export async function dealWithRestore(
  db: Kysely<unknown>,
  operationOf: (partner: string, operation: string) => AnyOperation | undefined,
): Promise<{ readonly restoredAt: number; readonly doubtful: number } | undefined> {
  return db.transaction().execute(async (tx) => {
    const { rows } = await sql<{ epoch: number; restored_at: Date; dealt_with: boolean }>`
      select epoch, restored_at, dealt_with from connectors.restored order by epoch desc limit 1 for update`.execute(
      tx,
    );
    const last = rows[0];
    if (!last) return undefined;
    const restoredAt = last.restored_at.getTime();
    if (last.dealt_with) return { restoredAt, doubtful: 0 };
    const doubtful = await doubtAll(tx, restoredAt, operationOf);
    await sql`update connectors.restored set dealt_with = true where epoch = ${last.epoch}::int4`.execute(tx);
    return { restoredAt, doubtful };
  });
}

async function doubtAll(
  tx: Tx,
  restoredAt: number,
  operationOf: (partner: string, operation: string) => AnyOperation | undefined,
): Promise<number> {
  let from = '00000000-0000-0000-0000-000000000000';
  let doubtful = 0;
  for (;;) {
    const { rows } = await sql<WorkRow>`
      select ${sql.raw(workColumns)} from connectors.work w
      where w.state not in ('settled', 'superseded', 'abandoned') and w.exchange > ${from}::uuid
      order by w.exchange limit ${portion}::int4`.execute(tx);
    const changes = rows.map(workOfRow).flatMap((work) => {
      const operation = operationOf(work.partner, work.operation);
      const to = operation && afterRestore(work, restoredAt, operation);
      return to ? [{ work, to, at: restoredAt }] : [];
    });
    doubtful += (await updateWork(tx, changes)).size;
    if (rows.length < portion) return doubtful;
    from = rows.at(-1)!.exchange;
  }
}
