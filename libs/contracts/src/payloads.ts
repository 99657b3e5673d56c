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

/** A file that documents of a snapshot name: where it lies, and the key that opens it. */
export interface SnapshotFile {
  /** As in `documents[].attachment`. */
  readonly attachment: string;
  readonly address: string;
  /** Wrapped by the master key, base64. */
  readonly key: string;
  readonly contentType: string;
  /** Bytes. */
  readonly size: number;
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
  /** Of those documents that name one. */
  readonly files?: readonly SnapshotFile[];
}

/** Payload of `tellStatus`. */
export interface PortalStatus {
  readonly code: string;
  /** The portal's own number of it. */
  readonly portalCode: string;
  readonly status: DossierStatus;
  /** Personal. */
  readonly portalAccount?: string | null;
  /** Why it is so, in the unit's words; personal. */
  readonly content?: string | null;
  /** RFC 3339. */
  readonly at: string;
}

/** Payload of `lookUpDossier`. */
export interface PortalLookUp {
  readonly code: string;
}

/** Facts of *done* of `lookUpDossier`. */
export interface PortalLookUpFacts {
  readonly there: boolean;
  /** How it stands there; absent where the portal's answer tells existence only, or a code that nobody agreed on. */
  readonly status?: DossierStatus;
}

/** Payload of `addProgress`. */
export interface ProgressPayload {
  readonly code: string;
  readonly step: ProcessingStep;
}
