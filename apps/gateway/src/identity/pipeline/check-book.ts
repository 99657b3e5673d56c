import type { PassingKeyOffered } from '@lienthong/contracts';
import type { PassingKey } from '../store/passing-keys.js';
import type { Timer } from '@lienthong/store';
import type { EarlierCheck } from '../rules/reuse.js';
import type { KnownFacts } from '../rules/check.js';
import { hasEnded, isOpen, type AskedCheck, type StoredCheck } from './stored.js';

/** What one transaction knows of checks and is going to write; stands beside the batch's subjects and exchanges. */
export class CheckBook {
  readonly checks = new Map<string, StoredCheck>();
  readonly changed = new Set<string>();
  /** Those that this transaction ends. */
  readonly ended: StoredCheck[] = [];
  /** What was asked, opened when it is needed. */
  readonly asked = new Map<string, () => AskedCheck>();
  /** What each check knows already, opened when it is needed. */
  readonly facts = new Map<string, () => KnownFacts>();
  /** Checks of a person that may still answer, the newest first; by the hash of the number. */
  readonly earlier = new Map<string, readonly EarlierCheck[]>();
  readonly timers: Timer[] = [];
  /** For whom questions are sealed; loaded where there may be one. */
  passing: PassingKey | undefined;
  readonly offered: PassingKeyOffered[] = [];

  put(check: StoredCheck): void {
    const before = this.checks.get(check.id);
    if (hasEnded(check) && !(before && hasEnded(before))) this.ended.push(check);
    this.checks.set(check.id, check);
    this.changed.add(check.id);
    const { newAsked, newFacts } = check;
    if (newAsked) this.asked.set(check.id, () => newAsked);
    if (newFacts) this.facts.set(check.id, () => newFacts);
  }

  /** Checks of a person for which somebody is being asked; the newest first. */
  underWay(person: string): readonly StoredCheck[] {
    return [...this.checks.values()]
      .filter((check) => check.person === person && check.reusedFrom === undefined && isOpen(check))
      .sort((a, b) => (a.id < b.id ? 1 : -1));
  }

  /** Checks that wait for this one's answer, the oldest first. */
  waitingFor(first: string): readonly StoredCheck[] {
    return [...this.checks.values()]
      .filter((check) => check.reusedFrom === first && isOpen(check))
      .sort((a, b) => (a.id < b.id ? -1 : 1));
  }
}
