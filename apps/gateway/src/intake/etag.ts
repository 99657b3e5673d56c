import type { DossierState } from '../journey/subject.js';

/** Names what the agency stated: the revision and its content, nothing that the gateway adds. */
export const etagOf = (dossier: Pick<DossierState, 'revision' | 'contentHash'>): string =>
  `"${dossier.revision}-${dossier.contentHash.slice(0, 16)}"`;

/** `If-Match` (RFC 9110 §13.1.1): a list of ETags, or `*` for any stored dossier. */
export function matches(ifMatch: string, etag: string | undefined): boolean {
  if (etag === undefined) return false;
  const listed = ifMatch.split(',').map((item) => item.trim());
  return listed.includes('*') || listed.includes(etag);
}
