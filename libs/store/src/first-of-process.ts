import type { Side, Store } from './port.js';

const seen = new WeakMap<Store, Set<string>>();

/**
 * True once per store, side and purpose, on an embedded store that another process had before: whatever stands there as owned
 * belonged to a process that has ended.
 */
export function ownersAreGone(store: Store, side: Side, purpose: string): boolean {
  const done = doneIn(store);
  const key = `${side}/${purpose}`;
  if (done.has(key)) return false;
  done.add(key);
  return store.previousOwner === 'died' || store.previousOwner === 'clean';
}

/** A second handle to an open store: who owns something there may have begun through either. */
export function shareOwners(handle: Store, store: Store): void {
  seen.set(handle, doneIn(store));
}

function doneIn(store: Store): Set<string> {
  const done = seen.get(store) ?? new Set();
  seen.set(store, done);
  return done;
}
