import type { DossierStatus, ReturnWay } from '@lienthong/contracts';
import type { Page, Paged } from '../core-words.js';
import type { EntryKind } from './save-register.js';

/** Registers as the HTTP rim calls them. */
export interface RegisterCore {
  /** What a unit has received and returned on a day in Vietnam: receipts first, then returns, each by their numbers. */
  receiptsAndReturns(filter: RegisterFilter, page: Page): Promise<Paged<RegisterItem>>;
  totals(filter: RegisterFilter): Promise<RegisterTotals>;
}

export interface RegisterFilter {
  readonly unit: string;
  /** `2026-11-22`. */
  readonly day: string;
  readonly entry?: EntryKind;
}

export type RegisterTotals = Readonly<Record<EntryKind, number>>;

export interface RegisterItem {
  /** Of its kind on this day, in the order of entering. */
  readonly number: number;
  readonly entry: EntryKind;
  readonly at: string;
  /** The agency's system that stated it; the gateway, which has seen the post deliver. */
  readonly by: string;
  readonly dossier: string;
  /** What follows is what the agency says of the dossier now. */
  readonly receiptNumber?: string;
  readonly procedure?: { readonly code: string; readonly name: string };
  /** Personal. */
  readonly applicant?: string;
  readonly status?: DossierStatus;
  readonly dueAt?: string;
  readonly returnBy?: ReturnWay;
}
