import type { ActOnThing, IdempotencyClash, Page, Paged } from '../core-words.js';
import type { AskPortal, AskPortalAnswer, RepairAnswer, RepairDisagreement } from './pipeline/disagreement-unit.js';
import type { StoredDisagreement } from './pipeline/stored.js';
import type { DisagreementKind } from './rules/finding.js';
import type { NotNow } from './rules/may-act.js';

/*
 * Disagreements as the HTTP rim calls them: what agency, portal, bank, provider and post claim of one dossier, where it differs.
 */

export const disagreementStates = ['open', 'repairing', 'ended'] as const;

export interface DisagreementView extends Omit<StoredDisagreement, 'dismissal'> {
  /** Of the dossier, for whoever decides who may see it. */
  readonly unit?: string;
  readonly state: (typeof disagreementStates)[number];
  readonly etag: string;
  /** By whom it was dismissed, and why, as they stated it. */
  readonly dismissed?: { readonly by: string; readonly why: string };
}

/** `id`: of the disagreement. */
export interface Dismiss extends ActOnThing {
  /** As in the ETag that the operator has seen. */
  readonly ifMatch: string;
  readonly why: string;
}
export type DismissAnswer =
  { readonly kind: 'dismissed'; readonly disagreement: DisagreementView; readonly replayed: boolean } | NotNow;

export interface DisagreementFilter {
  readonly dossier?: string;
  readonly kind?: DisagreementKind;
  /** `open` by default. */
  readonly state?: 'open' | 'ended';
  /** Undefined for an operator, who sees all; else only those of dossiers of these units. */
  readonly units?: readonly string[];
}

/** `gateway/src/core.ts` has one of these. */
export interface DisagreementCore {
  list(filter: DisagreementFilter, page: Page): Promise<Paged<DisagreementView>>;
  get(id: string): Promise<DisagreementView | undefined>;
  repair(command: RepairDisagreement): Promise<RepairAnswer>;
  /** A parcel that nobody here has ordered is none of ours: what the post tells of it later is no news. */
  dismiss(command: Dismiss): Promise<DismissAnswer | IdempotencyClash>;
  /** Asks the portal what it holds of a dossier. */
  askPortal(command: AskPortal): Promise<AskPortalAnswer>;
  /** Compares what is known of a dossier now; all that is open of it. */
  compare(code: string): Promise<readonly DisagreementView[]>;
}

export type { AskPortal, AskPortalAnswer, RepairAnswer, RepairDisagreement } from './pipeline/disagreement-unit.js';
