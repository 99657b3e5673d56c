import { hasEnded, type LaneKind } from '@lienthong/contracts';
import { storesAttempts, type AnyOperation, type Outcome, type PartnerLimits, type Resolution } from '../port.js';
import { retryDelayMs, type RetrySchedule } from '../resilience/retry-delay.js';
import type { WorkState } from './work.js';

/**
 * Everything that can happen to an exchange on the connectors' side. This file is the only place that changes a state;
 * `graph.ts` draws it.
 */
export type WorkEvent =
  /** Where an attempt must not be repeated by mistake, it is stored before the first byte. */
  | { readonly type: 'attemptStored' }
  | { readonly type: 'attemptEnded'; readonly outcome: Outcome; readonly startedAt: number }
  /** A batch was refused: nothing of it was done, each number goes alone. */
  | { readonly type: 'batchSplit' }
  /** Our own payload cannot be opened or does not fit its contract: this attempt sent nothing. */
  | { readonly type: 'payloadUnreadable' }
  /** A new owner finds an attempt stored and no outcome. Until `endedAt` (epoch milliseconds) the last one could still begin it. */
  | { readonly type: 'ownerLost'; readonly endedAt?: number }
  /** The store was restored from a backup at `at` (epoch milliseconds): what was open in it may have been done since. */
  | { readonly type: 'restored'; readonly at: number }
  /** `askedAt` (epoch milliseconds): what was seen before the call could no longer land proves nothing. */
  | { readonly type: 'questionAnswered'; readonly resolution: Resolution<'both'>; readonly askedAt: number }
  /** A newer number of a `latest` lane takes its place. */
  | { readonly type: 'superseded'; readonly by: string }
  | { readonly type: 'operatorRetried' }
  | { readonly type: 'operatorResolved'; readonly finding: 'done' | 'notDone'; readonly heldUntil?: number }
  /** `heldUntil` (epoch milliseconds): until then a call of a lost owner, which nothing was stored of, may still land. */
  | { readonly type: 'operatorAbandoned'; readonly heldUntil?: number };

export interface TransitionContext {
  readonly operation: AnyOperation;
  readonly lane: LaneKind;
  readonly limits: PartnerLimits;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly random: () => number;
}

/** Why an event does not apply; the code goes back to whoever caused it. */
export interface Rejected {
  readonly rejected: 'exchange.unresolved' | 'exchange.ended' | 'exchange.notApplicable';
}
export type Transition = WorkState | Rejected;
export const isRejected = (transition: Transition): transition is Rejected => 'rejected' in transition;

/** The instant from which no call of an attempt that began at `startedAt` can still land. */
const safeAfter = (operation: AnyOperation, startedAt: number): number =>
  startedAt + operation.hardDeadlineMs + operation.settlingMs;

/** Until when a call of this exchange may still land, whatever a person decided; 0 when none can. Epoch milliseconds. */
export const mayLandUntil = (
  operation: AnyOperation,
  { attemptedAt }: { readonly attemptedAt?: number | undefined },
): number => (attemptedAt === undefined ? 0 : safeAfter(operation, attemptedAt));

/** The next state, one version on; or why the event does not apply. */
export function transition(work: WorkState, event: WorkEvent, context: TransitionContext): Transition {
  switch (event.type) {
    case 'attemptStored':
      return work.state === 'waiting' && storesAttempts(context.operation)
        ? next(work, { state: 'sending', attempts: work.attempts + 1, attemptedAt: context.now, surelyNotDone: false })
        : notApplicable(work);
    case 'attemptEnded':
      return underWay(context.operation).includes(work.state)
        ? attemptEnded(work, event, context)
        : notApplicable(work);
    case 'batchSplit':
      return context.operation.fate === 'repeatable' && underWay(context.operation).includes(work.state)
        ? next(answered(work), {
            state: 'waiting',
            outcome: 'later',
            cause: 'batch.split',
            attempts: attemptsOf(work),
            surelyNotDone: true,
          })
        : notApplicable(work);
    case 'payloadUnreadable':
      return underWay(context.operation).includes(work.state) ? payloadUnreadable(work) : notApplicable(work);
    case 'ownerLost':
      return work.state === 'sending' ? ownerLost(work, event.endedAt, context) : notApplicable(work);
    case 'restored':
      return afterRestore(work, event.at, context.operation) ?? notApplicable(work);
    case 'questionAnswered':
      return context.operation.fate === 'resolvable' && ['unknown', 'resolving'].includes(work.state)
        ? questionAnswered(work, event, context)
        : notApplicable(work);
    case 'superseded':
      return context.lane === 'latest' ? superseded(work, event.by) : notApplicable(work);
    case 'operatorRetried':
      return operatorRetried(work, context);
    case 'operatorResolved':
      return operatorResolved(heldWork(work, event, context), event.finding, context);
    case 'operatorAbandoned':
      return ['waiting', 'parked', 'unknown', 'resolving'].includes(work.state)
        ? next(heldWork(work, event, context), { state: 'abandoned' })
        : notApplicable(work);
  }
}

/** The states in which an attempt of the operation is out. */
const underWay = (operation: AnyOperation): readonly WorkState['state'][] =>
  storesAttempts(operation) ? ['sending'] : ['waiting', 'unknown'];

/** Attempts when the one that is out has ended: a stored one has been counted when it was stored. */
const attemptsOf = (work: WorkState): number => (work.state === 'sending' ? work.attempts : work.attempts + 1);

function attemptEnded(
  work: WorkState,
  { outcome, startedAt }: Extract<WorkEvent, { type: 'attemptEnded' }>,
  context: TransitionContext,
): WorkState {
  const tried = { attempts: attemptsOf(work), outcome: outcome.outcome, broken: 0 } as const;
  switch (outcome.outcome) {
    case 'done':
      return next(answered(work), { ...tried, state: 'settled', surelyNotDone: false });
    case 'refused':
      return next(answered(work), {
        ...tried,
        // In a `latest` lane the next revision mends it; elsewhere a person looks at it.
        state: context.lane === 'latest' ? 'settled' : 'parked',
        cause: outcome.cause,
        whoActs: outcome.whoActs,
        ...(outcome.fields ? { fields: outcome.fields } : {}),
        ...(outcome.wording ? { wording: outcome.wording } : {}),
        surelyNotDone: true,
      });
    case 'later':
      return next(answered(work), {
        ...tried,
        state: 'waiting',
        cause: outcome.cause,
        whoActs: 'partner',
        surelyNotDone: true,
        nextAt: context.now + delay(work, context, outcome.retryAfterMs),
      });
    case 'brokenContract':
      return brokenContract(answered(work), { ...tried, broken: work.broken + 1 }, outcome.cause, context);
    case 'unknown':
      return unknownFate(work, { ...tried, cause: outcome.cause }, startedAt, context);
  }
}

/** In every lane a person must look. Of what an earlier attempt may have done nothing new is known. */
function payloadUnreadable(work: WorkState): WorkState {
  const tried = { attempts: attemptsOf(work), broken: 0 } as const;
  const parked = { ...tried, state: 'parked', cause: 'payload.unreadable', whoActs: 'operator' } as const;
  if (work.state === 'unknown') return next(work, parked);
  const before = work.state === 'sending' ? answered(work) : work;
  return next(before, { ...parked, outcome: 'refused', surelyNotDone: true });
}

function ownerLost(work: WorkState, endedAt: number | undefined, { operation, now }: TransitionContext): WorkState {
  return doubtful(work, Math.max(work.attemptedAt ?? now, endedAt ?? 0), 'owner.lost', operation);
}

/**
 * What is open in a store that was restored at `at` (epoch milliseconds) may have been done after the backup was taken. Where a
 * second copy must not be sent by mistake it comes back doubtful; undefined where it may simply go.
 */
export function afterRestore(work: WorkState, at: number, operation: AnyOperation): WorkState | undefined {
  if (!storesAttempts(operation) || hasEnded(work.state)) return undefined;
  return doubtful(work, Math.max(work.attemptedAt ?? at, at), 'store.restored', operation);
}

/** It may have been sent, at the latest at `attemptedAt`, and nobody remembers what became of it. */
function doubtful(work: WorkState, attemptedAt: number, cause: string, operation: AnyOperation): WorkState {
  const lost = { outcome: 'unknown', cause, attemptedAt, surelyNotDone: false } as const;
  if (operation.fate !== 'resolvable') return next(work, { ...lost, state: 'parked', whoActs: 'operator' });
  return next(work, { ...lost, state: 'unknown', questions: 0, nextAt: safeAfter(operation, attemptedAt) });
}

function brokenContract(work: WorkState, tried: Change, cause: string, context: TransitionContext): WorkState {
  const park = (tried.broken ?? 0) >= context.limits.maxBrokenContract;
  return next(work, {
    ...tried,
    cause,
    surelyNotDone: true,
    whoActs: park ? 'operator' : 'partner',
    ...(park ? { state: 'parked' } : { state: 'waiting', nextAt: context.now + delay(work, context) }),
  });
}

function unknownFate(work: WorkState, tried: Change, startedAt: number, context: TransitionContext): WorkState {
  const { operation } = context;
  const unknown = { ...tried, surelyNotDone: false, attemptedAt: startedAt } as const;
  if (operation.fate === 'repeatable' && operation.onDoubt === 'park') {
    return next(work, { ...unknown, state: 'parked', whoActs: 'operator' });
  }
  return next(work, {
    ...unknown,
    state: 'unknown',
    whoActs: 'partner',
    questions: 0,
    // Asking may begin soon; sending again waits until the first call can no longer land.
    nextAt:
      operation.fate === 'resolvable'
        ? nextQuestionAt({ questions: 0, attemptedAt: startedAt }, context)
        : safeAfter(operation, startedAt),
  });
}

function questionAnswered(
  work: WorkState,
  { resolution, askedAt }: Extract<WorkEvent, { type: 'questionAnswered' }>,
  context: TransitionContext,
): WorkState {
  const { operation } = context;
  const questions = work.questions + 1;
  if (resolution.found === 'done') return next(answered(work), { state: 'settled', outcome: 'done', questions });
  if (resolution.found === 'refused') {
    return next(answered(work), {
      state: 'parked',
      outcome: 'refused',
      cause: resolution.cause,
      whoActs: resolution.whoActs,
      surelyNotDone: true,
      questions,
    });
  }
  const afterwards = askedAt >= safeAfter(operation, work.attemptedAt ?? askedAt);
  const mayProve = afterwards && operation.fate === 'resolvable' && operation.proves === 'both';
  if (resolution.found === 'absent' && mayProve) {
    const change = { outcome: 'later', cause: 'resolved.absent', surelyNotDone: true, questions } as const;
    return next(answered(work), { ...change, state: 'waiting' });
  }
  const cause = resolution.found === 'open' ? resolution.cause : 'resolve.tooEarly';
  if (resolution.found === 'open' && afterwards && questions >= questionsOf(operation)) {
    return next(work, { state: 'parked', cause: 'resolve.noAnswer', whoActs: 'operator', questions });
  }
  return next(work, {
    state: 'resolving',
    cause,
    questions,
    nextAt: nextQuestionAt({ ...work, questions }, context),
  });
}

const questionsOf = (operation: AnyOperation): number => (operation.fate === 'resolvable' ? operation.maxQuestions : 0);

/** The last question is asked when the call can no longer land: an answer before that leaves everything open. */
function nextQuestionAt(work: Pick<WorkState, 'questions' | 'attemptedAt'>, context: TransitionContext): number {
  const { operation, limits, now } = context;
  const soon = now + retryDelayMs(Math.max(1, work.questions), scheduleOf(limits), context.random);
  const isLast = work.questions + 1 >= questionsOf(operation);
  return isLast ? Math.max(soon, safeAfter(operation, work.attemptedAt ?? now)) : soon;
}

/** One parked with an unknown fate holds its lane: only a person who has looked lets a newer number pass it. */
function superseded(work: WorkState, by: string): Transition {
  if (work.state === 'parked' && !work.surelyNotDone) return { rejected: 'exchange.unresolved' };
  return ['waiting', 'parked', 'unknown'].includes(work.state)
    ? next(work, { state: 'superseded', supersededBy: by })
    : notApplicable(work);
}

function operatorRetried(work: WorkState, context: TransitionContext): Transition {
  const again = (): WorkState => next(work, { state: 'waiting', nextAt: notBefore(work, context), broken: 0 });
  if (work.state === 'waiting') return again();
  if (work.state === 'parked') return work.surelyNotDone ? again() : { rejected: 'exchange.unresolved' };
  if (work.state === 'settled' && work.outcome === 'refused') return again();
  if (work.state === 'unknown' || work.state === 'resolving' || work.state === 'sending') {
    return { rejected: 'exchange.unresolved' };
  }
  return notApplicable(work);
}

function operatorResolved(work: WorkState, finding: 'done' | 'notDone', context: TransitionContext): Transition {
  const open =
    work.state === 'unknown' || work.state === 'resolving' || (work.state === 'parked' && !work.surelyNotDone);
  if (!open) return notApplicable(work);
  return finding === 'done'
    ? next(work, { state: 'settled', outcome: 'done', cause: 'resolved.byOperator' })
    : next(work, {
        ...{ state: 'waiting', cause: 'resolved.byOperator', surelyNotDone: true },
        nextAt: notBefore(work, context),
      });
}

/** A person's word does not end a call that is on its way: what follows it waits until it can no longer land. */
const notBefore = (work: WorkState, { operation, now }: TransitionContext): number =>
  Math.max(now, mayLandUntil(operation, work));

/** What of a lost owner's call may still land is remembered with the exchange when a person ends it. */
function heldWork(work: WorkState, { heldUntil = 0 }: { readonly heldUntil?: number }, context: TransitionContext) {
  if (heldUntil <= Math.max(context.now, mayLandUntil(context.operation, work))) return work;
  return { ...work, attemptedAt: heldUntil - safeAfter(context.operation, 0) };
}

/** The fate of its last attempt is known: nothing of it is on its way any more. */
function answered({ attemptedAt: _known, ...work }: WorkState): WorkState {
  return work;
}

type Change = Partial<Omit<WorkState, 'version'>>;

/** What an earlier state explained does not explain the next one; only counters stay. */
function next(work: WorkState, change: Change & { readonly state?: WorkState['state'] }): WorkState {
  const { version, state, attempts, broken, questions, surelyNotDone, attemptedAt, outcome } = work;
  return {
    state,
    attempts,
    broken,
    questions,
    surelyNotDone,
    ...(attemptedAt === undefined ? {} : { attemptedAt }),
    ...(outcome === undefined ? {} : { outcome }),
    ...change,
    version: version + 1,
  };
}

const delay = (work: Pick<WorkState, 'attempts'>, context: TransitionContext, retryAfterMs?: number): number =>
  retryDelayMs(work.attempts + 1, scheduleOf(context.limits), context.random, retryAfterMs);

const scheduleOf = ({ retryFirstMs, retryMaxMs }: PartnerLimits): RetrySchedule => ({
  firstMs: retryFirstMs,
  maxMs: retryMaxMs,
});

const notApplicable = (work: WorkState): Rejected => ({
  rejected: hasEnded(work.state) ? 'exchange.ended' : 'exchange.notApplicable',
});
