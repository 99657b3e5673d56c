import type { Side, Store } from './port.js';

const seen = new WeakMap<Store, Set<string>>();

/**
 * True once per store, side and purpose, on an embedded store that another process had before: whatever stands there as owned
 * belonged to a process that has ended.
 */
export function ownersAreGone(store: Store, side: Side, purpose: string): boolean {
  const done = seen.get(store) ?? new Set();
  seen.set(store, done);
  const key = `${side}/${purpose}`;
  if (done.has(key)) return false;
  done.add(key);
  return store.previousOwner === 'died' || store.previousOwner === 'clean';
}
