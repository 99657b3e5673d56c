import type { Tx } from '@lienthong/store';
import type { PipelineTools } from '../pipeline/tools.js';
import type { Unit } from '../pipeline/unit.js';
import { resolveBatch } from './batch-scope.js';
import { lockSubjects } from './lock-subjects.js';
import { readAll } from './reading.js';

/** Locks what a batch of units that timers give will lock, in the order in which everybody does. */
export async function lockUnits(tx: Tx, units: readonly Unit[], tools: PipelineTools): Promise<void> {
  const { subjects } = await resolveBatch(tx, units, tools);
  await readAll(tx, [lockSubjects(subjects, () => undefined)]);
}
