import { isId } from '../../ids.js';
import type { Batch } from '../../pipeline/batch.js';
import type { PipelineTools } from '../../pipeline/tools.js';
import type { UnitOf } from '../../pipeline/unit.js';
import { apply } from './apply.js';
import type { TrackedAnswer } from './delivery-unit.js';
import type { StoredDelivery } from './stored.js';

/** A row of the tracking feed. What is nobody's here is counted and left to the connectors, who keep it with its bytes. */
export function foldTracked({ tracked }: UnitOf<'tracked'>, batch: Batch, tools: PipelineTools): TrackedAnswer {
  const known = batch.post.deliveries.get(tracked.delivery);
  batch.count([{ name: 'delivery_rows_total', labels: { state: tracked.state, known: String(known !== undefined) } }]);
  if (!known) {
    if (isId(tracked.delivery)) batch.disagreed.strayParcels.push({ delivery: tracked.delivery, at: batch.at });
    return { kind: 'ignored' };
  }
  batch.post.rows.push(tracked);
  const { event, state, confirmed, itemCode, itemCodeFault } = tracked;
  const at = new Date(tracked.at).toISOString();
  const delivery = confirmed && itemCode !== undefined ? withItemCode(known, itemCode, itemCodeFault) : known;
  if (delivery !== known) batch.post.put(delivery);
  const cause = { at: batch.at, by: 'post-office', happenedAt: at };
  apply({ kind: 'scanned', row: { event, state, at, confirmed } }, delivery, cause, batch, tools);
  return { kind: 'kept' };
}

/** The number by which the post knows it, with what is odd about it: also where we gave that number ourselves. */
function withItemCode(known: StoredDelivery, itemCode: string, fault: StoredDelivery['itemCodeFault']): StoredDelivery {
  if (itemCode === known.itemCode && fault === known.itemCodeFault) return known;
  const { itemCodeFault: _before, ...rest } = known;
  return { ...rest, itemCode, ...(fault === undefined ? {} : { itemCodeFault: fault }) };
}
