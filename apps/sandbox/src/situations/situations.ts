import { seededRandom } from './random.js';
import type { Situation } from './situation.js';

/** A situation in force, as `GET /situations` shows it. */
export interface SituationInForce extends Situation {
  partner: string;
  /** Absent = every operation of the partner. */
  operation?: string;
  /** Calls it still has to strike; absent where it has no end. */
  left?: number;
  /** When it ends by itself; ISO 8601, UTC. */
  until?: string;
  /** Calls it struck. */
  applied: number;
}

/** What is known of a call when a situation is looked for. Keys are undefined before the body was read. */
export interface CallSubject {
  partner: string;
  operation?: string;
  keys?: readonly string[];
}

interface Entry {
  shown: SituationInForce;
  random: () => number;
}

const maxEntries = 1000;

/**
 * The situations in force, in memory only. At most one per partner, operation and key; the narrowest that strikes wins:
 * operation and key, then key, then operation, then partner. Spent ones stay listed (`left: 0`, or a past `until`) until replaced or
 * cleared.
 */
export class Situations {
  private readonly entries = new Map<string, Entry>();
  private readonly removalListeners: (() => void)[] = [];

  constructor(private readonly now: () => Date = () => new Date()) {}

  /** Calls `listener` after situations were taken out of force. */
  onRemoved(listener: () => void): void {
    this.removalListeners.push(listener);
  }

  /** Puts a situation in force, in place of the one with the same scope. Undefined = too many are in force. */
  put(partner: string, operation: string | undefined, situation: Situation): SituationInForce | undefined {
    const scope = scopeOf(partner, operation, situation.key);
    this.entries.delete(scope);
    if (this.entries.size >= maxEntries) this.dropSpent();
    if (this.entries.size >= maxEntries) return undefined;
    const { frequency } = situation;
    const shown: SituationInForce = {
      partner,
      ...(operation === undefined ? {} : { operation }),
      ...situation,
      ...('count' in frequency ? { left: frequency.count } : {}),
      ...('hours' in frequency ? { until: this.inHours(frequency.hours) } : {}),
      applied: 0,
    };
    const random = 'seed' in frequency ? seededRandom(frequency.seed) : () => 0;
    this.entries.set(scope, { shown, random });
    return shown;
  }

  /** The situation that strikes this call, counted as used; `suits` may leave out those that mean nothing here. */
  take(call: CallSubject, suits: (situation: Situation) => boolean): Situation | undefined {
    if (this.entries.size === 0) return undefined;
    for (const scope of scopesOf(call)) {
      const entry = this.entries.get(scope);
      if (!entry || this.isOver(entry) || !suits(entry.shown) || !strikes(entry)) continue;
      if (entry.shown.left !== undefined) entry.shown.left -= 1;
      entry.shown.applied += 1;
      return entry.shown;
    }
    return undefined;
  }

  list(partner?: string, operation?: string): SituationInForce[] {
    return [...this.entries.values()]
      .map((entry) => entry.shown)
      .filter(
        (shown) => (partner ?? shown.partner) === shown.partner && (operation ?? shown.operation) === shown.operation,
      );
  }

  /** Takes situations out of force; without an operation all of the partner's. Returns how many. */
  remove(partner?: string, operation?: string, key?: string): number {
    const chosen = this.list(partner, operation).filter((shown) => key === undefined || shown.key === key);
    for (const shown of chosen) this.entries.delete(scopeOf(shown.partner, shown.operation, shown.key));
    for (const listener of this.removalListeners) listener();
    return chosen.length;
  }

  private dropSpent(): void {
    for (const [scope, entry] of this.entries) if (this.isOver(entry)) this.entries.delete(scope);
  }

  private isOver({ shown: { left, until } }: Entry): boolean {
    return left === 0 || (until !== undefined && this.now().toISOString() >= until);
  }

  private inHours(hours: number): string {
    return new Date(this.now().getTime() + hours * 3_600_000).toISOString();
  }
}

function strikes({ shown, random }: Entry): boolean {
  return 'probability' in shown.frequency ? random() < shown.frequency.probability : true;
}

function* scopesOf({ partner, operation, keys = [] }: CallSubject): Generator<string> {
  if (operation !== undefined) for (const key of keys) yield scopeOf(partner, operation, key);
  for (const key of keys) yield scopeOf(partner, undefined, key);
  if (operation !== undefined) yield scopeOf(partner, operation, undefined);
  yield scopeOf(partner, undefined, undefined);
}

const scopeOf = (partner: string, operation = '', key = '') => `${partner} ${operation} ${key}`;
