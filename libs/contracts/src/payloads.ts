import type { CitizenVerdict } from './identity.js';
import type { PaymentMethod } from './money.js';
import type { DossierContent, DossierStatus, ProcessingStep } from './dossier.js';

/** A fee that has been settled: by which payments, and in which way the last of them came. */
export interface PaidFact {
  /** When the gateway saw the last of them settled. */
  readonly at: string;
  /** Id of the payment; several are joined by a blank. */
  readonly evidence: string;
  readonly via: PaymentMethod;
  /** Codes of the fees that are settled. */
  readonly fees: readonly string[];
}

/** The applicant's identity was checked against the population database: the newest check's verdict. */
export interface IdentityFact {
  /** When the base was asked. */
  readonly at: string;
  /** Id of the check. */
  readonly evidence: string;
  readonly verdict?: CitizenVerdict;
  /** Until when the verdict may be used again. */
  readonly validUntil?: string;
}

/** What the gateway saw happen; the agency does not own these. Evidence is added by later journeys. */
export interface DossierFacts {
  readonly paid?: PaidFact;
  readonly delivered?: { readonly at: string; readonly evidence: string };
  readonly identity?: IdentityFact;
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
