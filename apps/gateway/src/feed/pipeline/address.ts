import type { Batch } from '../../pipeline/batch.js';
import { handoverOf } from '../../handovers/pipeline/handover-unit.js';
import { checkOf } from '../../identity/pipeline/check-unit.js';
import { isForReceivers, isOfHandover, type FeedType } from '../rules/feed-types.js';
import type { Concerned } from '../rules/concerns.js';

export type Address = Pick<Concerned, 'unit' | 'receivers' | 'client'>;

/**
 * Whom something about a subject is for, as this transaction leaves it; nobody where it is neither a dossier nor anybody's question.
 * A handover that has a timeline of its own came from behind another hub: it is for its receiver alone.
 */
export function addressOf(subject: string, type: FeedType, batch: Batch): Address | undefined {
  const dossier = batch.subjects.get(subject)?.state.dossier;
  if (dossier) {
    const receivers = isForReceivers(type) ? (dossier.handedTo ?? []).map(({ unit }) => unit) : [];
    return { unit: dossier.unit, receivers: [...new Set(receivers)] };
  }
  if (isOfHandover(type) && batch.handed.handovers.has(handoverOf(subject) ?? '')) return { receivers: [] };
  const client = batch.identity.checks.get(checkOf(subject) ?? '')?.client;
  return client === undefined ? undefined : { client, receivers: [] };
}
