/** The dossier in our own words (api.md "Dossiers"): what an agency states with `PUT /v1/dossiers/{code}`. */

export const dossierStatuses = [
  'registered',
  'received',
  'refused',
  'processing',
  'supplementRequested',
  'paymentRequested',
  'withdrawn',
  'stopped',
  'completed',
  'returned',
] as const;
export type DossierStatus = (typeof dossierStatuses)[number];

export const channels = ['direct', 'online', 'post'] as const;
export type Channel = (typeof channels)[number];

export const origins = ['nationalPortal', 'provincialPortal', 'desk'] as const;
export type Origin = (typeof origins)[number];

export const serviceLevels = ['information', 'partial', 'full'] as const;
export type ServiceLevel = (typeof serviceLevels)[number];

export const returnWays = ['counter', 'post', 'electronic'] as const;
export type ReturnWay = (typeof returnWays)[number];

export const applicantKinds = ['citizen', 'business', 'agency', 'organisation', 'householdBusiness'] as const;
export type ApplicantKind = (typeof applicantKinds)[number];

export const feeKinds = ['charge', 'fee', 'appraisal', 'renewal'] as const;
export type FeeKind = (typeof feeKinds)[number];

export const collectMoments = ['reception', 'supplement', 'return'] as const;
export type CollectMoment = (typeof collectMoments)[number];

export const reuses = ['none', 'digitised', 'reused'] as const;
export type Reuse = (typeof reuses)[number];

/** 1–60 characters of letters, digits, `.`, `-`, `_`; kept as given, never parsed for meaning. */
export const dossierCodePattern = '^[A-Za-z0-9._-]{1,60}$';
const dossierCode = new RegExp(dossierCodePattern);
export const isDossierCode = (code: string): boolean => dossierCode.test(code);

/** Time is RFC 3339 with an offset. */
export type Timestamp = string;

export interface Named {
  readonly code: string;
  readonly name: string;
}

/** Official codes, with their leading zeros, as the agency states them: in force, or those of before 1 July 2025. */
export interface Address {
  readonly provinceCode?: string | null;
  /** Of a former address only. */
  readonly districtCode?: string | null;
  readonly communeCode?: string | null;
  readonly line?: string | null;
}

/** Personal throughout. */
export interface Applicant {
  readonly kind: ApplicantKind;
  readonly name: string;
  /** 12 (or 9) digits. */
  readonly personalNumber?: string | null;
  readonly taxCode?: string | null;
  readonly phone?: string | null;
  readonly email?: string | null;
  readonly address?: Address | null;
  /** The technical id of the national account. */
  readonly portalAccount?: string | null;
  readonly identityVerified?: boolean;
}

export interface Fee extends Named {
  /** Integer VND. */
  readonly amount: number;
  readonly kind: FeeKind;
  readonly collectAt: CollectMoment;
}

export interface DossierDocument {
  readonly id: string;
  readonly name: string;
  readonly componentCode?: string | null;
  readonly url?: string | null;
  /** Id of a file that was given to the gateway, in place of an address. */
  readonly attachment?: string | null;
  readonly digitised?: boolean;
  readonly reuse?: Reuse;
  readonly fromNationalStore?: boolean;
}

export interface Supplement {
  readonly id: string;
  readonly askedAt: Timestamp;
  readonly askedBy?: string | null;
  readonly content: string;
  readonly answeredAt?: Timestamp | null;
  readonly dueBefore?: Timestamp | null;
  readonly dueAfter?: Timestamp | null;
}

export interface DossierResult extends Named {
  readonly number?: string | null;
  readonly url?: string | null;
  /** Id of a file that was given to the gateway, in place of an address. */
  readonly attachment?: string | null;
  readonly componentCode?: string | null;
}

export interface DossierContent {
  readonly revision: number;
  readonly procedure: Named & { readonly serviceLevel?: ServiceLevel };
  readonly field: Named;
  readonly unit: string;
  readonly origin: Origin;
  readonly portalCode?: string | null;
  readonly channel: Channel;
  readonly status: DossierStatus;
  readonly receiptNumber?: string | null;
  readonly applicant: Applicant;
  readonly submittedAt?: Timestamp | null;
  readonly receivedAt?: Timestamp | null;
  readonly dueAt?: Timestamp | null;
  readonly refusedAt?: Timestamp | null;
  readonly finishedAt?: Timestamp | null;
  readonly returnedAt?: Timestamp | null;
  readonly returnBy?: ReturnWay | null;
  readonly summary?: string | null;
  readonly reason?: string | null;
  readonly fees?: readonly Fee[] | null;
  readonly documents?: readonly DossierDocument[] | null;
  readonly supplements?: readonly Supplement[] | null;
  readonly results?: readonly DossierResult[] | null;
}

/** One processing step (`POST /v1/dossiers/{code}/steps`); `key` makes it unique within its dossier. */
export interface ProcessingStep {
  readonly key: string;
  readonly by: string;
  readonly position?: string | null;
  readonly department?: string | null;
  readonly content: string;
  readonly status: DossierStatus;
  readonly at: Timestamp;
  readonly startedAt?: Timestamp | null;
  readonly dueAt?: Timestamp | null;
}
