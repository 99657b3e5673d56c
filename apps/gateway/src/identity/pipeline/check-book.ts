import type { EarlierCheck } from '../rules/reuse.js';
import type { KnownFacts } from '../rules/check.js';
import type { AskedCheck, StoredCheck } from './stored.js';

/** What one transaction knows of checks and is going to write; stands beside the batch's subjects and exchanges. */
export class CheckBook {
  readonly checks = new Map<string, StoredCheck>();
  readonly changed = new Set<string>();
  /** What was asked, opened when it is needed. */
  readonly asked = new Map<string, () => AskedCheck>();
  /** What each check knows already, opened when it is needed. */
  readonly facts = new Map<string, () => KnownFacts>();
  /** Checks of a person that may still answer, the newest first; by the hash of the number. */
  readonly earlier = new Map<string, readonly EarlierCheck[]>();

  put(check: StoredCheck): void {
    this.checks.set(check.id, check);
    this.changed.add(check.id);
  }
}
