import type { FieldFault, LaneKind, WhoActs } from '@lienthong/contracts';
import type { ConnectorFollow } from './inbound/follow.js';
import type { InboundRoute, KeptUnread, ReadingAgain, SeenRow } from './inbound/port.js';
import type { ConnectorJob } from './job.js';
import type { HttpRequest, HttpResult, Transport } from '@lienthong/transport';

/** One exchange as a connector gets it: its payload has been opened and parsed. */
export interface WorkItem<P> {
  readonly exchange: string;
  readonly subject: string;
  readonly number: number;
  /** Which try this is, from 1, counted over restarts. */
  readonly attempt: number;
  /** It is stored that an earlier number of this lane is done. */
  readonly doneBefore?: boolean;
  readonly payload: P;
}

/** What a connector says after one attempt. `cause` is a stable dotted code of ours, never a partner's text. */
export type Outcome = Done | Refused | Later | Unknown | BrokenContract;

export interface Done {
  readonly outcome: 'done';
  /** What the partner told us that the journey may use. Sealed on its way. */
  readonly facts?: Record<string, unknown>;
}
export interface Refused {
  readonly outcome: 'refused';
  readonly cause: string;
  readonly whoActs: WhoActs;
  readonly fields?: readonly FieldFault[];
  /** Mark of the partner's own words (`wordingMark`), where it gives any: refusals of one cause for different reasons differ in it. */
  readonly wording?: string;
}
/** Surely not done. */
export interface Later {
  readonly outcome: 'later';
  readonly cause: string;
  /** The partner's own wish (Retry-After), milliseconds. */
  readonly retryAfterMs?: number;
}
/** Something may have been done; we cannot tell. */
export interface Unknown {
  readonly outcome: 'unknown';
  readonly cause: string;
}
/** A *read* before the send was answered with something that cannot be understood; surely not done. */
export interface BrokenContract {
  readonly outcome: 'brokenContract';
  readonly cause: string;
}

/** What asking the partner (or its evidence) says about an attempt of unknown fate. */
export type Resolution<Proves extends 'presence' | 'both'> =
  | { readonly found: 'done'; readonly facts?: Record<string, unknown> }
  | { readonly found: 'refused'; readonly cause: string; readonly whoActs: WhoActs }
  | { readonly found: 'open'; readonly cause: string }
  | (Proves extends 'both' ? { readonly found: 'absent' } : never);

/** HTTP as one attempt sees it: within its deadline, recorded, and aborted with it. */
export interface AttemptHttp {
  /** A request that changes nothing at the partner (login, look-up). */
  read(request: HttpRequest): Promise<HttpResult>;
  /** The request that may have an effect. The lease is checked in the turn in which its first byte leaves. */
  send(request: HttpRequest): Promise<HttpResult>;
}

export interface SendCall<P> {
  /** One item, or up to `batch` consecutive numbers of one lane. The outcome speaks for all of them. */
  readonly items: readonly [WorkItem<P>, ...WorkItem<P>[]];
  readonly http: AttemptHttp;
  readonly signal: AbortSignal;
  /** When the attempt began. */
  readonly now: Date;
}

export interface ResolveCall<P> {
  readonly item: WorkItem<P>;
  readonly http: Pick<AttemptHttp, 'read'>;
  readonly signal: AbortSignal;
  readonly now: Date;
  /** When the attempt of unknown fate was stored. */
  readonly attemptedAt: Date;
  /** What a job of this connector has read in the partner's feed under a reference of ours: evidence without a call. */
  readonly seen?: (account: string, reference: string) => Promise<readonly SeenRow[]>;
}

interface OperationBase<P> {
  /** Checks and types a payload of our own contracts; a throw parks the exchange as unreadable. */
  readonly parse: (payload: unknown) => P;
  /** After this many milliseconds no call of an attempt may still be on its way; the kit aborts it. */
  readonly hardDeadlineMs: number;
  /** How long after the hard deadline the partner may still be working on what it received. */
  readonly settlingMs: number;
  /**
   * How many milliseconds after its end an exchange keeps what was sent and answered; then it is erased with its key. Without it as
   * long as ended work is kept. Only of subjects of their own that nothing else is done for (citizen checks).
   */
  readonly keptMs?: number;
}

/** The partner itself recognises a second copy. */
export interface IdempotentOperation<P = unknown> extends OperationBase<P> {
  readonly fate: 'idempotent';
  readonly lane: LaneKind;
  /** Which key, and which answer shows it. */
  readonly recognisedBy: string;
  readonly send: (call: SendCall<P>) => Promise<Outcome>;
}

interface RepeatableBase<P> extends OperationBase<P> {
  readonly harm: string;
  /** What follows an attempt of unknown fate, also after a crash; a tenant may choose `park`: attempts are stored first then. */
  readonly onDoubt: 'repeat' | 'park';
  /** Up to this many consecutive numbers of a lane go as one call; split into single ones on refusal. */
  readonly batch?: number;
  readonly send: (call: SendCall<P>) => Promise<Outcome>;
}

type RepeatableDeclaration<P> = RepeatableBase<P> &
  (
    | { readonly lane: LaneKind; readonly standAlone?: never }
    /**
     * Why no number of the lane builds on an earlier one. Then one that is parked holds nobody: those behind it go on as soon as its
     * call can no longer land, and it goes whenever a person lets it.
     */
    | { readonly lane: 'append'; readonly standAlone: string }
  );

/** A second copy does little harm, and which. */
export type RepeatableOperation<P = unknown> = RepeatableDeclaration<P> & { readonly fate: 'repeatable' };

/**
 * The partner can be asked, or evidence will come. Never sent again while its fate is unknown, by nobody:
 * there is no way to declare one without `resolve`, and an absence counts only where the query proves it.
 */
export interface ResolvableOperation<
  P = unknown,
  Proves extends 'presence' | 'both' = 'presence' | 'both',
> extends OperationBase<P> {
  readonly fate: 'resolvable';
  /** `latest` is not possible: a newer state must not overtake one of unknown fate. */
  readonly lane: Exclude<LaneKind, 'latest'>;
  readonly proves: Proves;
  readonly send: (call: SendCall<P>) => Promise<Outcome>;
  readonly resolve: (call: ResolveCall<P>) => Promise<Resolution<Proves>>;
  /** After so many questions without an answer the exchange is parked with unknown fate. */
  readonly maxQuestions: number;
}

export type Operation<P = never> =
  IdempotentOperation<P> | RepeatableOperation<P> | ResolvableOperation<P, 'presence'> | ResolvableOperation<P, 'both'>;
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a table of operations with different payloads
export type AnyOperation = Operation<any>;

/** Whether an attempt is stored before its first byte, so that whoever comes after a crash knows of it and repeats nothing. */
export const storesAttempts = (operation: AnyOperation): boolean =>
  operation.fate === 'resolvable' || (operation.fate === 'repeatable' && operation.onDoubt === 'park');

/** Whether a parked number of its lane lets those behind it go. */
export const standsAlone = (operation: AnyOperation): boolean =>
  operation.fate === 'repeatable' && operation.standAlone !== undefined;

/** Declares an operation; identity at run time, so that wrong declarations fail to compile where they stand. */
export const idempotent = <P>(operation: Omit<IdempotentOperation<P>, 'fate'>): IdempotentOperation<P> => ({
  fate: 'idempotent',
  ...operation,
});
export const repeatable = <P>(operation: RepeatableDeclaration<P>): RepeatableOperation<P> => ({
  fate: 'repeatable',
  ...operation,
});
export const resolvable = <P, Proves extends 'presence' | 'both'>(
  operation: Omit<ResolvableOperation<P, Proves>, 'fate'>,
): ResolvableOperation<P, Proves> => ({ fate: 'resolvable', ...operation });

/** Per partner, for the whole province; each process takes the part of its shards. */
export interface PartnerLimits {
  readonly concurrency: number;
  /** Calls of every kind: look-ups, logins, questions and polls too. */
  readonly ratePerSecond: number;
  /** Retry schedule: first and longest wait, milliseconds; doubled with jitter in between. */
  readonly retryFirstMs: number;
  readonly retryMaxMs: number;
  /** The breaker opens after so many consecutive failures that are the partner's, for `breakerOpenMs`. */
  readonly breakerFailures: number;
  readonly breakerOpenMs: number;
  /** After an outage the rate of an operation comes back over so many milliseconds; without it at once. */
  readonly slowStartMs?: number;
  /** A read that stays unreadable is parked after so many attempts. */
  readonly maxBrokenContract: number;
}

export interface Health {
  readonly state: 'up' | 'down';
  readonly cause?: string;
}

/** One outside system. */
export interface Connector {
  /** Folder name, `dvc-portal`. */
  readonly partner: string;
  /** Who operates the other end, for a person to call. */
  readonly owner: string;
  readonly contractVersion: string;
  readonly operations: Readonly<Record<string, AnyOperation>>;
  readonly limits: PartnerLimits;
  readonly transport: Transport;
  /** What it does by the clock, beside its operations. */
  readonly jobs?: readonly ConnectorJob[];
  /** Which of its jobs become due by what is stored. */
  readonly follow?: ConnectorFollow;
  /** Field names (of the partner's wire) whose values are masked in excerpts shown to operators. */
  readonly personalFields: readonly string[];
  /** Addresses at which the partner calls us. */
  readonly inbound?: readonly InboundRoute[];
  /** Reads a row of its lists or feeds once more, which nobody could read when it came. Pure. */
  readonly readAgain?: (kept: KeptUnread, now: Date) => ReadingAgain;
  /** One cheap question to the partner. */
  readonly health: (http: Pick<AttemptHttp, 'read'>) => Promise<Health>;
}
