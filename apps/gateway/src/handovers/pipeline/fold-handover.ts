import type { Batch } from '../../pipeline/batch.js';
import { callerOf, idempotencyOf } from '../../pipeline/caller.js';
import { foldOnce } from '../../pipeline/idempotent.js';
import type { PipelineTools } from '../../pipeline/tools.js';
import { foldReminder, foldReroute } from './fold-by-clock.js';
import { foldHandoverTold } from './fold-told.js';
import { foldHandOver } from './fold-hand-over.js';
import type { HandoverAnswerOf, HandoverUnit } from './handover-unit.js';

/** One unit about handovers, under the locks of everything that it touches. */
export function foldHandover(
  unit: Exclude<HandoverUnit, { readonly kind: 'actOnHandover' }>,
  batch: Batch,
  tools: PipelineTools,
): HandoverAnswerOf[HandoverUnit['kind']] {
  if (unit.kind === 'remindOfHandover') return foldReminder(unit, batch, tools);
  if (unit.kind === 'rerouteHandover') return foldReroute(unit, batch, tools);
  if (unit.kind === 'handoverTold') return foldHandoverTold(unit, batch, tools);
  const held = batch.held(unit.subject);
  if (!held) return { kind: 'notFound' };
  return foldOnce(callerOf(unit), idempotencyOf(unit), held, batch, tools, () =>
    foldHandOver(unit, held, batch, tools),
  );
}
