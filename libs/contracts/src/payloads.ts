import type { DossierContent, DossierStatus, ProcessingStep } from './dossier.js';

/** What the gateway saw happen; the agency does not own these. Evidence is added by later journeys. */
export interface DossierFacts {
  readonly paid?: { readonly at: string; readonly evidence: string };
  readonly delivered?: { readonly at: string; readonly evidence: string };
  readonly identity?: { readonly at: string; readonly evidence: string };
}

/** Payload of `syncDossier`: a snapshot in our own words; partner vocabulary starts in the connector. */
export interface DossierSnapshot {
  readonly code: string;
  readonly unitName: string;
  readonly dossier: DossierContent;
  readonly facts: DossierFacts;
  readonly effectiveStatus: DossierStatus;
  /** Version of the rule that computed `effectiveStatus`. */
  readonly ruleVersion: number;
}

/** Payload of `addProgress`. */
export interface ProgressPayload {
  readonly code: string;
  readonly step: ProcessingStep;
}
