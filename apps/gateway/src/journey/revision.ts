import type { DossierState } from './subject.js';

export type RevisionVerdict = 'accept' | 'same' | 'revisionConflict' | 'stale';

/** The agency's revisions only grow; the same one may be stated again with the same content. */
export function judgeRevision(
  stated: { readonly revision: number; readonly contentHash: string },
  stored: Pick<DossierState, 'revision' | 'contentHash'> | undefined,
): RevisionVerdict {
  if (!stored || stated.revision > stored.revision) return 'accept';
  if (stated.revision < stored.revision) return 'stale';
  return stated.contentHash === stored.contentHash ? 'same' : 'revisionConflict';
}
