import type { DossierState } from '../../journey/subject.js';
import type { FeedDraft } from './feed-types.js';

/** A dossier that is there for the first time, or stands elsewhere than before. What counts is the effective status. */
export function dossierMoved(
  before: DossierState | undefined,
  after: DossierState | undefined,
  at: string,
): FeedDraft | undefined {
  if (!after) return undefined;
  const { revision, effectiveStatus: status } = after;
  if (!before) return { type: 'dossier.submitted', at, data: { revision, status } };
  if (before.effectiveStatus === status) return undefined;
  return { type: 'dossier.statusChanged', at, data: { revision, from: before.effectiveStatus, status } };
}
