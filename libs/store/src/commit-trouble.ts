import { sqlState } from './errors.js';
import { isOutage } from './outage.js';

/** The store does not take what is written to it; of the newest commit that failed for it, since none has succeeded. */
export interface CommitTrouble {
  /** A part of a sentence: `the disk is full`. */
  readonly why: string;
  /** When the newest commit failed, epoch milliseconds. */
  readonly at: number;
}

/** What a commit line tells: once when commits begin to fail for want of the store, and once when they succeed again. */
export type CommitEvent =
  | { readonly kind: 'commit.failing'; readonly why: string; readonly error: unknown }
  | { readonly kind: 'commit.succeedsAgain'; readonly failedForMillis: number };

/**
 * Beyond this age a failure says nothing of the present. Whoever asks for readiness may keep all work away, and then no commit
 * would ever come to show that there is room again.
 */
const toldForMillis = 60_000;

/** Remembers the last failure until a commit succeeds. A failure that is not the store's own is none. */
export class CommitWatch {
  #failing: (CommitTrouble & { readonly since: number }) | undefined;

  constructor(
    private readonly onEvent: (event: CommitEvent) => void = () => undefined,
    private readonly clock: () => number = Date.now,
  ) {}

  failed(error: unknown): void {
    // Class 40: others wrote the same, which a store in good health says too.
    if (!isOutage(error) || sqlState(error)?.startsWith('40')) return;
    const at = this.clock();
    const why = whyFailed(error);
    if (this.#failing?.why !== why) this.onEvent({ kind: 'commit.failing', why, error });
    this.#failing = { why, at, since: this.#failing?.since ?? at };
  }

  succeeded(): void {
    if (!this.#failing) return;
    const { since } = this.#failing;
    this.#failing = undefined;
    this.onEvent({ kind: 'commit.succeedsAgain', failedForMillis: this.clock() - since });
  }

  trouble(): CommitTrouble | undefined {
    if (!this.#failing || this.clock() - this.#failing.at > toldForMillis) return undefined;
    const { why, at } = this.#failing;
    return { why, at };
  }
}

/** Said by the system, by PostgreSQL, or as the last words of a database that ended for it. */
export function isDiskFull(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const { code, message, cause } = error as Readonly<Record<string, unknown>>;
  const says = typeof message === 'string' && /No space left on device/.test(message);
  return code === 'ENOSPC' || code === '53100' || says || isDiskFull(cause);
}

function whyFailed(error: unknown): string {
  if (isDiskFull(error)) return 'the disk is full';
  const state = sqlState(error);
  return state === undefined ? 'the database cannot be reached' : `the database refuses it (SQLSTATE ${state})`;
}
