import type { Batch } from '../../pipeline/batch.js';
import { callerOf, idempotencyOf } from '../../pipeline/caller.js';
import { foldOnce } from '../../pipeline/idempotent.js';
import type { PipelineTools } from '../../pipeline/tools.js';
import type { DeliveryAnswerOf, DeliveryUnit } from './delivery-unit.js';
import { foldCancelDelivery } from './fold-cancel.js';
import { foldOrderDelivery } from './fold-order.js';
import { foldTracked } from './fold-tracked.js';

/** One unit about deliveries, under the locks of everything that it touches. */
export function foldDelivery(
  unit: DeliveryUnit,
  batch: Batch,
  tools: PipelineTools,
): DeliveryAnswerOf[DeliveryUnit['kind']] {
  if (unit.kind === 'tracked') return foldTracked(unit, batch, tools);
  const held = batch.held(unit.subject);
  if (!held) return { kind: 'notFound' };
  return foldOnce(callerOf(unit), idempotencyOf(unit), held, batch, tools, () =>
    unit.kind === 'orderDelivery'
      ? foldOrderDelivery(unit, held, batch, tools)
      : foldCancelDelivery(unit, held, batch, tools),
  );
}
