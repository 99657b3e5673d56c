/** A repeat of a POST with the same key and body gets the first answer again; kept in the same transaction as the effect. */
export interface Idempotency {
  readonly key: string;
  /** Method, path and canonical body. Holds personal values: stored only as a hash under the subject's key. */
  readonly request: string;
}
export type IdempotencyClash = { readonly kind: 'idempotencyMismatch' } | { readonly kind: 'idempotencyInFlight' };

/** An operator's act on one thing. */
export interface ActOnThing {
  readonly id: string;
  readonly operator: string;
  readonly idempotency?: Idempotency;
}

export interface Page {
  readonly limit: number;
  readonly cursor?: string;
}
export interface Paged<T> {
  readonly items: readonly T[];
  readonly nextCursor?: string;
}
