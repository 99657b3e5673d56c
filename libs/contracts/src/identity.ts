import type { Address } from './dossier.js';

/**
 * Citizen checks (api.md "Citizen checks"): what the gateway asks of the population database and of a carrier, and what comes back.
 * Everything in payloads and facts is personal and travels sealed.
 */

/** Fields of a person that can be claimed, compared and released. */
export const citizenFields = [
  'personalNumber',
  'oldNumber',
  'fullName',
  'birthDate',
  'gender',
  'ethnicity',
  'religion',
  'nationality',
  'maritalStatus',
  'birthRegistrationPlace',
  'hometown',
  'permanentAddress',
  'currentAddress',
  'father',
  'mother',
  'spouse',
  'householdHead',
] as const;
export type CitizenField = (typeof citizenFields)[number];

export const genders = ['unknown', 'male', 'female'] as const;
export type Gender = (typeof genders)[number];

/** With the district that areas had until 2025-06-30, or without. */
export type CitizenAddress = Address;

/** Another person, as far as the base names one. */
export interface CitizenRelative {
  readonly name: string;
  readonly personalNumber?: string | null;
}

/** Values of a person, by field; ethnicity, religion, marital status and nationality are the base's codes. */
export interface CitizenValues {
  readonly personalNumber?: string;
  readonly oldNumber?: string;
  readonly fullName?: string;
  /** `1999-01-01`, or `1999` where only the year is known. */
  readonly birthDate?: string;
  readonly gender?: Gender;
  readonly ethnicity?: string;
  readonly religion?: string;
  readonly nationality?: string;
  readonly maritalStatus?: string;
  readonly birthRegistrationPlace?: CitizenAddress;
  readonly hometown?: CitizenAddress;
  readonly permanentAddress?: CitizenAddress;
  readonly currentAddress?: CitizenAddress;
  readonly father?: CitizenRelative;
  readonly mother?: CitizenRelative;
  readonly spouse?: CitizenRelative;
  readonly householdHead?: CitizenRelative;
}

/** Beside number, name and date of birth, with which a person is looked up. */
export type CitizenClaims = Omit<CitizenValues, 'personalNumber' | 'fullName' | 'birthDate'>;

/** The officer who asks: the base keeps a record of each access under this identity. */
export interface AskingOfficer {
  readonly id: string;
  readonly unit?: string;
  readonly account?: string;
  readonly phone?: string;
}

/**
 * Facts as they travel for whoever keeps the private key (`sealContext.facts`). That key goes nowhere and is erased when the
 * right to the answer ends: what stands on the bus, in backups and in the connectors' store then opens for nobody.
 */
export interface SealedFacts {
  /** base64; see `sealAnswer` in libs/seal. */
  readonly sealed: string;
}

interface AnswerWanted {
  /** Under which facts are sealed; without it they stand in the detail as they are. */
  readonly answerKey?: string;
}

/** Payload of `population/lookUpCitizen` and `population/confirmCitizen`. */
export interface CitizenCheckPayload extends AnswerWanted {
  /** Id of the check. */
  readonly check: string;
  readonly procedure: string;
  /** The public-service code under which the access is made, where the dossier's own is used: its code. */
  readonly serviceCode: string;
  readonly officer: AskingOfficer;
  /** 12 digits, or 9 of an old identity card. */
  readonly personalNumber: string;
  readonly fullName: string;
  readonly birthDate: string;
  readonly claims: CitizenClaims;
  /** What the client may have for this procedure; nothing else leaves the connector. */
  readonly fields: readonly CitizenField[];
}

/** Who can mend what differs. */
export const fixers = ['applicant', 'police', 'carrier', 'agency'] as const;
export type FixBy = (typeof fixers)[number];

export const fieldVerdicts = ['match', 'differs', 'ambiguous', 'notHeld'] as const;

export interface FieldVerdict {
  readonly name: CitizenField | 'phone';
  /** `ambiguous`: neither right nor wrong before somebody says more, see `candidates`. */
  readonly verdict: (typeof fieldVerdicts)[number];
  /** Stable, dotted: `name.otherSpelling`, `address.former`. */
  readonly code: string;
  /** Absent where nothing needs mending. */
  readonly fixBy?: FixBy;
  /** Vietnamese, for a clerk; holds no value of a person. Absent where the field simply matches. */
  readonly hint?: string;
  /** Areas in force of which the claimed one, that was divided, is one. */
  readonly candidates?: readonly AreaCandidate[];
}

export interface AreaCandidate {
  readonly provinceCode: string;
  readonly communeCode: string;
  readonly name: string;
}

/** `noMatch`: number, name and date of birth together are not on record; the base does not say which of them. */
export const citizenVerdicts = ['matched', 'differs', 'noMatch'] as const;
export type CitizenVerdict = (typeof citizenVerdicts)[number];

/** Facts of *done* of a check. */
export interface CitizenCheckFacts {
  readonly verdict: CitizenVerdict;
  /** The fields that identify first, then the claimed ones in the order of `citizenFields`. */
  readonly fields: readonly FieldVerdict[];
  /** Of the verdict as a whole; present with `noMatch`. */
  readonly fixBy?: FixBy;
  readonly hint?: string;
  /** Values of the fields that were asked for and are held. */
  readonly released?: CitizenValues;
  /** Under whose identity the base logged the access, and the request ids that it was given. */
  readonly officer: string;
  readonly requests: readonly string[];
  readonly checkedAt: string;
  /**
   * Until when verdict and values may be kept and used again. `noMatch` has no validity, null; written as `checkedAt`
   * as long as a gateway may run that takes facts without a time for none.
   */
  readonly validUntil: string | null;
}

/** Payload of `telecom/matchSubscriber`. The contract with carriers is assumed: none is public. */
export interface SubscriberMatchPayload extends AnswerWanted {
  readonly check: string;
  readonly officer: AskingOfficer;
  readonly personalNumber: string;
  /** Digits, with a leading 0 or +84. */
  readonly phone: string;
}

/** Facts of *done* of `telecom/matchSubscriber`. */
export interface SubscriberMatchFacts {
  /** `unknown`: the carrier says that it cannot tell. */
  readonly verdict: 'matched' | 'noMatch' | 'unknown';
  /** One verdict, of `phone`. */
  readonly fields: readonly FieldVerdict[];
  readonly officer: string;
  readonly requests: readonly string[];
  readonly checkedAt: string;
  /** As in `CitizenCheckFacts`. */
  readonly validUntil: string | null;
}

/** The subject of the exchanges of one check. */
export const citizenCheckSubject = (check: string): string => `citizenCheck:${check}`;
