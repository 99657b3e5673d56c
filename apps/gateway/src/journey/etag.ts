import type { DossierState } from './subject.js';

/** Names what the agency stated: the revision and its content, nothing that the gateway adds. Without quotes. */
export const etagOf = (dossier: Pick<DossierState, 'revision' | 'contentHash'>): string =>
  `${dossier.revision}-${dossier.contentHash.slice(0, 16)}`;
