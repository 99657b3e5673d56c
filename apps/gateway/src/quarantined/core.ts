import type { ActOnThing, IdempotencyClash, Page, Paged } from '../core-words.js';

/** What the connectors said and this side could not handle: shown, and read again after a mend. */
export interface QuarantineCore {
  /** The newest first. */
  list(page: Page): Promise<Paged<QuarantinedView>>;
  /** Reads the stored bytes as if they had come now. What has been handled before is not read again. */
  reRead(command: ActOnThing): Promise<ReReadAnswer>;
}

/** One act of reading again. */
export interface Reading {
  readonly at: string;
  readonly by: string;
  readonly result: 'handled' | 'stillUnreadable';
  readonly reason?: string;
}

export interface QuarantinedView {
  readonly id: string;
  /** Why it could not be handled when it came. */
  readonly reason: string;
  /** Vietnamese. */
  readonly detail: string;
  readonly receivedAt: string;
  /** Of the message as it came, where it is small enough to be shown. */
  readonly bytes?: number;
  /** As it came, everything replaced that is not a name of ours, a code or a short number. */
  readonly masked?: string;
  readonly state: 'quarantined' | 'handled';
  readonly readings: readonly Reading[];
}

export type ReReadAnswer =
  | {
      readonly kind: 'handled' | 'stillUnreadable';
      readonly message: QuarantinedView;
      readonly replayed: boolean;
    }
  | { readonly kind: 'notFound' }
  | IdempotencyClash;
