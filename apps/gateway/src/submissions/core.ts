import type { SubmissionKind } from '@lienthong/contracts';
import type { Idempotency, IdempotencyClash, Page, Paged } from '../core-words.js';

/*
 * What citizens submit on the national portal. It stands in its unit's inbox as a handover of kind `submission`; what cannot be given
 * to a unit is shown to operators, who say which it is for.
 */

/** `gateway/src/core.ts` extends this. */
export interface SubmissionCore {
  listUnplacedSubmissions(page: Page): Promise<Paged<UnplacedSubmission>>;
  placeSubmission(command: PlaceSubmission): Promise<PlaceSubmissionAnswer>;
}

/** Personal throughout. */
export interface SubmissionView {
  readonly id: string;
  readonly kind: SubmissionKind;
  readonly receivedAt: string;
  /** Its unit, as the portal names it. */
  readonly statedUnit?: string;
  readonly documents: readonly SubmissionDocument[];
  /** The procedure's own fields, as they came. */
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface SubmissionDocument {
  readonly id: string;
  readonly name: string;
  readonly componentCode?: string;
  readonly url?: string;
  /** Id of its file. */
  readonly attachment?: string;
}

export interface UnplacedSubmission {
  readonly id: string;
  /** Code of the dossier, which is not there before it is placed. */
  readonly dossier: string;
  readonly account: string;
  /** The address at which the dossier was submitted, where this came at another. */
  readonly submitter?: string;
  readonly kind: SubmissionKind;
  readonly receivedAt: string;
  readonly statedUnit?: string;
  /** Of the procedure, where it was said. */
  readonly procedure?: string;
}

export interface PlaceSubmission {
  readonly submission: string;
  readonly unit: string;
  readonly operator: string;
  readonly idempotency?: Idempotency;
}
export type PlaceSubmissionAnswer =
  | { readonly kind: 'accepted'; readonly dossier: string; readonly unit: string; readonly replayed: boolean }
  | { readonly kind: 'notFound' }
  | { readonly kind: 'unitUnfit'; readonly why: 'unknown' | 'notYet' | 'ended' | 'behindHub' }
  /** It has a unit already. */
  | { readonly kind: 'alreadyPlaced' }
  | IdempotencyClash;
