import type { Tx } from '@lienthong/store';
import type { PipelineTools } from '../../pipeline/tools.js';
import type { Unit } from '../../pipeline/unit.js';
import { lockSubjects } from '../../store/lock-subjects.js';
import { readAll } from '../../store/reading.js';
import { resolveMoney } from './resolve-money.js';

/** Locks what a batch of these units will lock, in the order in which everybody does. */
export async function lockMoney(tx: Tx, units: readonly Unit[], tools: PipelineTools): Promise<void> {
  const { dossiers } = await resolveMoney(tx, units, tools);
  const subjects = [...new Set([...units.map(({ subject }) => subject), ...dossiers])].sort();
  await readAll(tx, [lockSubjects(subjects, () => undefined)]);
}
