import type { Batch } from '../../pipeline/batch.js';
import type { UnitOf } from '../../pipeline/unit.js';
import { whyNot } from '../rules/may-act.js';
import { unattributedNamed } from '../rules/unknown-to-us.js';
import type { DismissalAnswer } from './disagreement-unit.js';

/** A parcel that nobody here has ordered is none of ours, by an operator's word: it ends, and is looked at no more. */
export function foldDismiss({ command }: UnitOf<'dismissDisagreement'>, batch: Batch): DismissalAnswer {
  const { disagreed, at } = batch;
  const known = disagreed.known.get(command.disagreement);
  if (!known) return { kind: 'notFound' };
  // Done, and its answer may have been lost.
  if (known.endedHow === 'dismissed') return { kind: 'dismissed' };
  const refused = whyNot(known, command.ifMatch, 'dismiss');
  if (refused) return refused;
  const { dismissal } = command;
  disagreed.put({ ...known, endedAt: at, endedHow: 'dismissed', dismissal, version: known.version + 1 });
  disagreed.dismissed.add(known.about);
  disagreed.dismissedParcels.push({ delivery: unattributedNamed(known.about).id, at });
  batch.count([{ name: 'disagreements_total', labels: { kind: known.kind, step: 'ended' } }]);
  return { kind: 'dismissed' };
}
