import type { Side } from './port.js';

/** What a store tells about itself, for logs and metrics. Never a personal value. */
export type StoreEvent =
  | { readonly kind: 'store.gone'; readonly error: Error }
  | { readonly kind: 'store.connectionLost'; readonly error: Error }
  | { readonly kind: 'store.created'; readonly folder: string; readonly millis: number }
  | { readonly kind: 'store.opened'; readonly store: 'pglite' | 'postgres'; readonly millis: number }
  /** The side works with all rights of the login: its role could not be made. How to make it: docs/how-to/postgresql-roles.md. */
  | { readonly kind: 'store.withoutRole'; readonly side: Side; readonly role: string; readonly why: string }
  | { readonly kind: 'store.upkeepFailed'; readonly error: Error };

export type OnStoreEvent = (event: StoreEvent) => void;
