import type {
  AskingOfficer,
  CitizenClaims,
  CitizenField,
  CitizenValues,
  CitizenVerdict,
  FieldFault,
  FieldVerdict,
  FixBy,
  WhoActs,
} from '@lienthong/contracts';
import type { Idempotency, IdempotencyClash } from '../core-words.js';

/*
 * Checks of citizens as the HTTP rim calls them. An officer asks, usually for a dossier's sake; everything that is claimed or found is
 * sealed under a key of the check's own, and is removed when it may not be kept any longer.
 */

/** `gateway/src/core.ts` extends this. */
export interface IdentityCore {
  askCitizen(command: AskCitizen): Promise<AskCitizenAnswer>;
  citizenCheck(id: string): Promise<CitizenCheckView | undefined>;
}

/** What an officer asks about a person. Personal throughout. */
export interface CitizenQuestion {
  /** `numberAndName`: only whether these two belong together. */
  readonly by: 'person' | 'numberAndName';
  /** 12 digits, or 9 of an old identity card. */
  readonly personalNumber: string;
  readonly fullName: string;
  /** `1999-01-01`, or `1999`. */
  readonly birthDate: string;
  readonly claims: CitizenClaims;
  /** Claimed too; a carrier is asked about it. */
  readonly phone?: string;
  /** Values that the client wants and may have. */
  readonly fields: readonly CitizenField[];
}

export interface AskCitizen {
  readonly client: string;
  readonly traceparent?: string;
  readonly mayUseUnit: (unit: string) => boolean;
  /** For whose sake it is asked; without it, only the procedure's. */
  readonly dossier?: string;
  /** An access is made for its sake; the dossier's own, where there is one. */
  readonly procedure: string;
  readonly officer: AskingOfficer;
  readonly question: CitizenQuestion;
  readonly idempotency?: Idempotency;
}
export type AskCitizenAnswer =
  | {
      readonly kind: 'accepted';
      readonly check: string;
      /** Whose end brings the answer; none where what is known already answers. */
      readonly exchanges: readonly string[];
      readonly replayed: boolean;
    }
  | { readonly kind: 'notFound' }
  | { readonly kind: 'otherProcedure'; readonly procedure: string }
  | IdempotencyClash;

/**
 * `pending`: somebody is being asked. `refused`: will not be asked, or was told no. `unknown`: no clear answer yet. `parked`: a
 * person decides. `done`: everybody who was asked has answered.
 */
export const checkStates = ['pending', 'done', 'refused', 'unknown', 'parked'] as const;
export type CheckState = (typeof checkStates)[number];

export interface CitizenCheckView {
  readonly id: string;
  readonly client: string;
  readonly dossier?: string;
  /** Of the dossier. */
  readonly unit?: string;
  readonly procedure: string;
  readonly state: CheckState;
  readonly verdict?: CitizenVerdict;
  readonly fields: readonly FieldVerdict[];
  /** With `noMatch`. */
  readonly fixBy?: FixBy;
  readonly hint?: string;
  /** Before rights are looked at. */
  readonly released?: CitizenValues;
  readonly receipt?: CheckReceipt;
  /** Null with `noMatch`: it is never used again. Absent while nobody has answered. */
  readonly validUntil?: string | null;
  /** The check whose look-up answers this one. */
  readonly reusedFrom?: string;
  /** The check that is being answered and will answer this one too, where the same client asked for it. */
  readonly waitsFor?: string;
  /** What stands in the way, by who was asked; also where it is tried again after a failure. */
  readonly troubles: readonly CheckTrouble[];
  readonly createdAt: string;
}

/** Under whose identity the base keeps a record of the access, and the ids of the requests that it was given. */
export interface CheckReceipt {
  readonly officer: string;
  readonly requests: readonly string[];
  readonly checkedAt: string;
}

export interface CheckTrouble {
  readonly partner: string;
  readonly exchange?: string;
  readonly cause: string;
  /** What is the matter, what follows and who acts: Vietnamese, for a clerk; holds no value of a person. */
  readonly detail: string;
  readonly whoActs: WhoActs;
  /** Pointers into the request. */
  readonly errors?: readonly (FieldFault & { readonly detail: string })[];
}
