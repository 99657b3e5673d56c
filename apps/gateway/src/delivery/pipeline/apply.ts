import type { Batch } from '../../pipeline/batch.js';
import { seeFacts } from '../../pipeline/see-facts.js';
import type { PipelineTools } from '../../pipeline/tools.js';
import { happen, type DeliveryHappening } from '../rules/happen.js';
import type { StoredDelivery } from './stored.js';
import { countsOf, lineOfConsequence, type Cause } from './tell.js';

/** Lets something happen to a delivery, with everything that follows: timeline, counters, the dossier's fact. */
export function apply(
  happening: DeliveryHappening,
  before: StoredDelivery,
  cause: Cause,
  batch: Batch,
  tools: PipelineTools,
): void {
  const { delivery, consequences } = happen(before, happening);
  if (delivery !== before) batch.post.put(delivery);
  const dossier = batch.subjects.get(delivery.dossier);
  for (const consequence of consequences) {
    if (dossier) batch.record(dossier, [lineOfConsequence(consequence, delivery, cause)]);
    batch.count(countsOf(consequence, delivery));
    const arrived = consequence.kind === 'moved' && consequence.to === 'delivered';
    // What was collected has come to the agency; only a result that has arrived ends a dossier.
    if (dossier && arrived && delivery.direction === 'return') {
      const at = delivery.scan?.at ?? cause.at;
      seeFacts({ delivered: { at, evidence: delivery.id } }, dossier, batch, tools);
    }
  }
}
