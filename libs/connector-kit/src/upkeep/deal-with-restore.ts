import { sql, type Kysely } from 'kysely';
import type { Tx } from '@lienthong/store';
import { afterRestore, type WorkEvent } from '../exchange/transitions.js';
import type { WorkState } from '../exchange/work.js';
import type { AnyOperation } from '../port.js';
import type { RunnerDeps } from '../runner/deps.js';
import { workColumns, workOfRow, type WorkRow } from '../work-store/rows.js';
import { updateWork } from '../work-store/run-batch.js';
import { ended } from '../work-store/ended.js';

const portion = 500;

type OperationOf = (partner: string, operation: string) => AnyOperation | undefined;
type Turn = readonly [from: WorkState['state'], to: WorkState['state']];

/**
 * Before anything is taken over in a store that was restored from a backup: open work that must not be sent twice by mistake
 * becomes doubtful, once, by the first process that starts; others wait for it. When the store was last restored (epoch
 * milliseconds), and how much became doubtful now. `onTransition` is told of it when it has been committed.
 */
export async function dealWithRestore(
  db: Kysely<unknown>,
  operationOf: OperationOf,
  onTransition?: RunnerDeps['onTransition'],
): Promise<{ readonly restoredAt: number; readonly doubtful: number } | undefined> {
  const dealt = await db.transaction().execute(async (tx) => {
    const { rows } = await sql<{ epoch: number; restored_at: Date; dealt_with: boolean }>`
      select epoch, restored_at, dealt_with from connectors.restored order by epoch desc limit 1 for update`.execute(
      tx,
    );
    const last = rows[0];
    if (!last) return undefined;
    const restoredAt = last.restored_at.getTime();
    if (last.dealt_with) return { restoredAt, turns: [] };
    const turns = await doubtAll(tx, restoredAt, operationOf);
    await sql`update connectors.restored set dealt_with = true where epoch = ${last.epoch}::int4`.execute(tx);
    return { restoredAt, turns };
  });
  if (!dealt) return undefined;
  const event: WorkEvent = { type: 'restored', at: dealt.restoredAt };
  for (const [from, to] of dealt.turns) onTransition?.(from, event.type, to, event);
  return { restoredAt: dealt.restoredAt, doubtful: dealt.turns.length };
}

async function doubtAll(tx: Tx, restoredAt: number, operationOf: OperationOf): Promise<readonly Turn[]> {
  let from = '00000000-0000-0000-0000-000000000000';
  const turns: Turn[] = [];
  for (;;) {
    const { rows } = await sql<WorkRow>`
      select ${sql.raw(workColumns)} from connectors.work w
      where w.state not in ${ended} and w.exchange > ${from}::uuid
      order by w.exchange limit ${portion}::int4`.execute(tx);
    const changes = rows.map(workOfRow).flatMap((work) => {
      const operation = operationOf(work.partner, work.operation);
      const to = operation && afterRestore(work, restoredAt, operation);
      return to ? [{ work, to, at: restoredAt }] : [];
    });
    const written = await updateWork(tx, changes);
    for (const { work, to } of changes) if (written.has(work.exchange)) turns.push([work.state, to.state]);
    if (rows.length < portion) return turns;
    from = rows.at(-1)!.exchange;
  }
}
