import type { WhoActs } from '@lienthong/contracts';
import type { ActOnThing, Idempotency, IdempotencyClash, Page, Paged } from '../core-words.js';
import type { Fate } from './failure-class.js';

/** What waits for a person, by the class of its failure, and sending a whole class again. */
export interface ReplayCore {
  listClasses(filter: FailureClassFilter, page: Page): Promise<Paged<FailureClassView>>;
  start(command: StartReplay): Promise<StartReplayAnswer>;
  /** Ends one that is under way behind the portion that it is at; of one that has ended nothing changes. */
  stop(command: ActOnThing): Promise<StopReplayAnswer>;
  get(id: string): Promise<ReplayView | undefined>;
  list(filter: ReplayFilter, page: Page): Promise<Paged<ReplayView>>;
  /** What it was to send and what not, the most urgent first, and what came of each. */
  items(id: string, filter: ReplayItemFilter, page: Page): Promise<Paged<ReplayItemView> | undefined>;
}

export interface FailureClassFilter {
  readonly partner?: string;
  readonly operation?: string;
}

export interface FailureClassView {
  readonly class: string;
  readonly partner: string;
  readonly operation: string;
  readonly cause: string;
  /** Vietnamese: what has failed, who acts, what may be sent again. */
  readonly detail: string;
  readonly whoActs: WhoActs;
  readonly count: number;
  readonly firstSeenAt: string;
  readonly lastSeenAt: string;
  readonly oldestDue: string;
  /** An exchange of it. */
  readonly sample: string;
  readonly fates: Readonly<Record<Fate, number>>;
  /** How many may be sent again. */
  readonly replayable: number;
  readonly openReplay?: string;
}

export const replayModes = ['dryRun', 'canary'] as const;
export type ReplayMode = (typeof replayModes)[number];

export interface StartReplay {
  readonly class: string;
  readonly mode: ReplayMode;
  /** Sealed. */
  readonly why: string;
  readonly operator: string;
  readonly idempotency?: Idempotency;
}
export type StartReplayAnswer =
  | { readonly kind: 'accepted'; readonly replay: ReplayView; readonly replayed: boolean }
  /** Nothing of that class is parked. */
  | { readonly kind: 'notFound' }
  | { readonly kind: 'open'; readonly replay: string }
  | IdempotencyClash;

export type StopReplayAnswer =
  | { readonly kind: 'accepted'; readonly replay: ReplayView; readonly replayed: boolean }
  | { readonly kind: 'notFound' }
  | IdempotencyClash;

/** `recurred`: the class came back, or something else failed at the same operation of that partner. */
export const replayStates = ['running', 'stopping', 'stopped', 'recurred', 'done'] as const;
export type ReplayState = (typeof replayStates)[number];

export interface ReplayFilter {
  readonly class?: string;
  readonly state?: ReplayState;
}

export interface ReplayStageView {
  readonly stage: number;
  readonly beganAt: string;
  readonly endedAt?: string;
  readonly sent: number;
  readonly succeeded: number;
  readonly failed: number;
  /** Sent, and overtaken by another's act or a newer number. */
  readonly setAside: number;
  /** Not as it was when the replay was asked for. */
  readonly notSent: number;
}

export interface ReplayView {
  readonly id: string;
  readonly class: string;
  readonly mode: ReplayMode;
  readonly state: ReplayState;
  readonly by: string;
  readonly why: string;
  readonly perSecond: number;
  /** Of the class, when it was asked for. */
  readonly planned: number;
  readonly notReplayable: number;
  readonly beganAt: string;
  readonly endedAt?: string;
  readonly stoppedBy?: string;
  /** What ended it: an exchange that was parked, and its class. */
  readonly recurrence?: { readonly exchange: string; readonly class: string };
  readonly stages: readonly ReplayStageView[];
}

export const replayItemStates = [
  ...(['planned', 'notReplayable', 'sent'] as const),
  ...(['succeeded', 'failed', 'setAside', 'notSent'] as const),
] as const;
export type ReplayItemState = (typeof replayItemStates)[number];

export interface ReplayItemFilter {
  readonly state?: ReplayItemState;
}

export interface ReplayItemView {
  readonly exchange: string;
  readonly subject: string;
  readonly state: ReplayItemState;
  readonly stage?: number;
  /** Why it is not sent, or did not count. */
  readonly reason?: string;
}
