import type { ActOnThing, IdempotencyClash, Page, Paged } from '../../core-words.js';
import type { WindowPlan } from './slots.js';

export interface AdmissionWindowView extends WindowPlan {
  readonly id: string;
  /** `procedure:<code>` or `fee:<code>`. */
  readonly class: string;
  /** Payments that have got a place, those among them left out that ended before their turn. */
  readonly given: number;
  /** When a payment that is opened now would have its turn at the latest; nothing where the calendar is full. */
  readonly nextEta?: string;
  readonly openedBy: string;
  readonly createdAt: string;
  /** The end of its last day, or when it was closed. */
  readonly until: string;
  readonly closedBy?: string;
}

export type CloseWindowAnswer =
  | { readonly kind: 'closed'; readonly window: AdmissionWindowView; readonly replayed: boolean }
  | { readonly kind: 'notFound' };

export interface OpenWindow extends WindowPlan, Omit<ActOnThing, 'id'> {
  readonly class: string;
}
export type OpenWindowAnswer =
  | {
      readonly kind: 'accepted' | 'same';
      readonly window: AdmissionWindowView;
      /** Has a dossier of the procedure, or a payment of the fee, ever been here? Undefined where there are too many to tell. */
      readonly classSeen: boolean | undefined;
      readonly replayed: boolean;
    }
  /** Another window of this class is open. */
  | { readonly kind: 'conflict'; readonly window: AdmissionWindowView }
  /** Its last day is over. */
  | { readonly kind: 'over' }
  /** From this day on it is so far ahead that no payment would wait for it; a mistyped year. */
  | { readonly kind: 'tooFar'; readonly at: number };

export interface AdmissionWindows {
  /** A repeat changes nothing. */
  open(command: OpenWindow): Promise<OpenWindowAnswer | IdempotencyClash>;
  /** Payments that are opened from now on wait for nothing; those that have a place keep their turn. A repeat changes nothing. */
  close(command: ActOnThing): Promise<CloseWindowAnswer | IdempotencyClash>;
  /** The oldest first. */
  list(filter: { readonly class?: string }, page: Page): Promise<Paged<AdmissionWindowView>>;
}
