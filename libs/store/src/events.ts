/** What a store tells about itself, for logs and metrics. Never a personal value. */
export type StoreEvent =
  | { readonly kind: 'store.gone'; readonly error: Error }
  | { readonly kind: 'store.connectionLost'; readonly error: Error }
  | { readonly kind: 'store.created'; readonly folder: string; readonly millis: number }
  | { readonly kind: 'store.opened'; readonly store: 'pglite' | 'postgres'; readonly millis: number }
  | { readonly kind: 'store.upkeepFailed'; readonly error: Error };

export type OnStoreEvent = (event: StoreEvent) => void;
