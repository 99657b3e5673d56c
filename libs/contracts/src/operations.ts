import type { LaneKind } from './lane.js';

/** Every operation the gateway may ask of a partner, with the kind of its lane. One table, read by both sides. */
export const operations = {
  'dvc-portal': {
    /** The whole dossier as it stands (`DossierSnapshot`). */
    syncDossier: { lane: 'latest' },
    /** One processing step (`ProgressPayload`), after the dossier's sync. */
    addProgress: { lane: 'append' },
  },
} as const satisfies Record<string, Record<string, { lane: LaneKind }>>;
