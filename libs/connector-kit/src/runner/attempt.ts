import type { AnyOperation, AttemptHttp, Connector, Outcome, Resolution, ResolveCall, WorkItem } from '../port.js';
import type { HttpRequest, HttpResult } from '@lienthong/transport';
import { TransportError } from '@lienthong/transport';
import { recordCall, type RecordedCall } from './record.js';

/** What one attempt needs beside its items. */
export interface AttemptContext {
  readonly connector: Connector;
  readonly operation: AnyOperation;
  /** Throws when the lease no longer surely holds; asked in the turn in which the first byte of a send leaves. */
  readonly checkLease: () => void;
  /** Milliseconds on a clock that never goes back; the hard deadline is counted on it. */
  readonly monotonicNow: () => number;
  /** W3C trace context that goes with every call of the attempt. */
  readonly traceparent?: string;
  /** Aborted when the lease is lost or the process stops. */
  readonly signal: AbortSignal;
  readonly now: () => number;
  /** Told of every call but the first, which was counted when the turn was given out. */
  readonly limit?: { charge(now: number): void };
  /** What has been read in the partner's feed. */
  readonly seen?: ResolveCall<unknown>['seen'];
  /** Told what the connector threw; what becomes of the exchange does not depend on it. */
  readonly onDefect?: (during: 'send' | 'resolve', error: unknown) => void;
}

export interface AttemptResult {
  readonly outcome: Outcome;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly calls: readonly RecordedCall[];
  /** The first byte of a send has left. */
  readonly left: boolean;
  /** It did so when the lease had gone: the process stood still between the check and the byte. */
  readonly leftWithoutLease: boolean;
  /** Nothing was tried: our own payload could not be read. */
  readonly unreadable?: true;
}

export interface QuestionResult {
  readonly resolution: Resolution<'both'>;
  readonly askedAt: number;
  readonly endedAt: number;
  readonly calls: readonly RecordedCall[];
}

type Items = readonly [WorkItem<unknown>, ...WorkItem<unknown>[]];

/** Runs one attempt of an operation to its outcome; never throws, never takes longer than the hard deadline. */
export async function runAttempt(context: AttemptContext, items: Items): Promise<AttemptResult> {
  const startedAt = context.now();
  const call = openCall(context);
  const result = (outcome: Outcome): AttemptResult => ({
    ...{ outcome: call.judge(outcome), startedAt, endedAt: context.now() },
    ...{ calls: call.calls, left: call.hasSent(), leftWithoutLease: call.leftWithoutLease() },
  });
  try {
    const outcome = await Promise.race([
      context.operation.send({ items, http: call.http, signal: call.signal, now: new Date(startedAt) }),
      call.ended,
    ]);
    return result(outcome);
  } catch (error) {
    context.onDefect?.('send', error);
    // A defect of the connector: it says nothing about the partner, so only what left decides.
    const outcome: Outcome = call.hasSent()
      ? { outcome: 'unknown', cause: 'connector.failed' }
      : { outcome: 'brokenContract', cause: 'connector.failed' };
    return result(outcome);
  } finally {
    call.close();
  }
}

/** Asks the partner about an attempt of unknown fate; never throws. */
export async function runQuestion(
  context: AttemptContext,
  item: WorkItem<unknown>,
  attemptedAt: number,
): Promise<QuestionResult> {
  const { operation } = context;
  const askedAt = context.now();
  const result = (resolution: Resolution<'both'>): QuestionResult => ({
    ...{ resolution, askedAt, calls: call.calls },
    endedAt: context.now(),
  });
  if (operation.fate !== 'resolvable') throw new TypeError(`${operation.fate} operations are not asked about`);
  const call = openCall(context);
  try {
    const resolution = await Promise.race([
      operation.resolve({
        item,
        http: { read: call.http.read },
        signal: call.signal,
        now: new Date(askedAt),
        attemptedAt: new Date(attemptedAt),
        seen: context.seen ?? nothingSeen,
      }),
      call.ended.then((): Resolution<'both'> => ({ found: 'open', cause: 'resolve.timeout' })),
    ]);
    return result(resolution);
  } catch (error) {
    context.onDefect?.('resolve', error);
    return result({ found: 'open', cause: 'connector.failed' });
  } finally {
    call.close();
  }
}

const nothingSeen = (): Promise<readonly never[]> => Promise.resolve([]);

interface OpenCall {
  readonly http: AttemptHttp;
  readonly signal: AbortSignal;
  readonly calls: RecordedCall[];
  /** Resolves at the hard deadline, or when the attempt is aborted: with what is known then. */
  readonly ended: Promise<Outcome>;
  /** Has the first byte of any send left? */
  readonly hasSent: () => boolean;
  readonly leftWithoutLease: () => boolean;
  readonly judge: (outcome: Outcome) => Outcome;
  readonly close: () => void;
}

function openCall(context: AttemptContext): OpenCall {
  const abort = new AbortController();
  const calls: RecordedCall[] = [];
  const out = new Set<Promise<HttpResult>>();
  const deadlineAt = context.monotonicNow() + context.operation.hardDeadlineMs;
  // A send whose first byte left and that has not been answered.
  let unanswered = 0;
  let sent = 0;
  let made = 0;
  let leftWithoutLease = false;
  // Runs when the turn that wrote the first byte ends: whoever stood still in it looks at the clock once more.
  const lookAgain = (): void => {
    try {
      context.checkLease();
    } catch {
      leftWithoutLease = true;
    }
  };

  const request = (purpose: 'read' | 'send', what: HttpRequest): Promise<HttpResult> => {
    const requesting = requestNow(purpose, what);
    out.add(requesting);
    return requesting.finally(() => out.delete(requesting));
  };
  const requestNow = async (purpose: 'read' | 'send', what: HttpRequest): Promise<HttpResult> => {
    const sending = purpose === 'send';
    made += 1;
    if (made > 1) context.limit?.charge(context.now());
    let left = false;
    const result = await context.connector.transport.request(traced(what, context.traceparent), {
      deadlineMs: Math.max(1, deadlineAt - context.monotonicNow()),
      signal: abort.signal,
      ...(sending
        ? {
            beforeFirstByte: () => {
              context.checkLease();
              // A process that stood still may hold its lease and yet come too late for this attempt.
              if (context.monotonicNow() >= deadlineAt) throw new TransportError('transport.timeout');
              left = true;
              unanswered += 1;
              sent += 1;
              queueMicrotask(lookAgain);
            },
          }
        : {}),
    });
    if (left && (result.ok || !result.firstByteLeft)) unanswered -= 1;
    if (left && !result.ok && !result.firstByteLeft) sent -= 1;
    calls.push(recordCall(purpose, what, result));
    return result;
  };

  // An answer that the connector has not judged yet may say "done".
  const giveUp = (cause: string): Outcome => ({ outcome: sent > 0 ? 'unknown' : 'later', cause });
  let end: (outcome: Outcome) => void = () => undefined;
  let given: Outcome | undefined;
  const ended = new Promise<Outcome>((resolve) => (end = resolve));
  const stop = (cause: string) => (): void => {
    const outcome = (given ??= giveUp(cause));
    abort.abort();
    // What has just been aborted is recorded first, for the person who will look at it.
    void Promise.race([Promise.allSettled(out), twoTurns()]).then(() => end(outcome));
  };
  const timer = setTimeout(stop('attempt.deadline'), context.operation.hardDeadlineMs);
  const aborted = stop('attempt.aborted');
  if (context.signal.aborted) aborted();
  else context.signal.addEventListener('abort', aborted, { once: true });

  return {
    http: { read: (what) => request('read', what), send: (what) => request('send', what) },
    signal: abort.signal,
    calls,
    ended,
    hasSent: () => sent > 0,
    leftWithoutLease: () => leftWithoutLease && sent > 0,
    // A safety net under every connector: neither "not done" nor "refused" can be said of a send that was never answered.
    judge: (outcome) => {
      if (outcome.outcome === 'done' || (outcome.outcome === 'refused' && unanswered === 0)) return outcome;
      if (given) return given;
      return unanswered > 0 && outcome.outcome !== 'unknown' ? { outcome: 'unknown', cause: outcome.cause } : outcome;
    },
    close: () => {
      clearTimeout(timer);
      context.signal.removeEventListener('abort', aborted);
      abort.abort(over);
    },
  };
}

/** Made once: an abort without a reason makes one each time, with its stack. */
const over = new Error('the attempt is over');

const traced = (request: HttpRequest, traceparent: string | undefined): HttpRequest =>
  traceparent === undefined ? request : { ...request, headers: { ...request.headers, traceparent } };

/** A transport that was aborted says so within the turn, or the next. */
const twoTurns = (): Promise<void> => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
