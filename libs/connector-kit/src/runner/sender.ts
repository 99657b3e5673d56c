import { describeError, reached } from '@lienthong/contracts';
import type { WorkEvent } from '../exchange/transitions.js';
import type { Work } from '../exchange/work.js';
import type { Tx } from '@lienthong/store';
import { seenRows } from '../inbound/seen.js';
import { storesAttempts, type WorkItem } from '../port.js';
import type { SealedPayload } from '../work-store/load.js';
import { TransportError } from '@lienthong/transport';
import { runAttempt, runQuestion, type AttemptContext, type AttemptResult, type QuestionResult } from './attempt.js';
import type { ConnectorDefect, RunnerDeps } from './deps.js';
import type { Gate } from './gate.js';
import type { Entry, Lane, Superseded } from './lane.js';
import type { Ledger } from './ledger.js';
import type { RecordedCall } from './record.js';
import type { StrayCalls } from './stray-calls.js';

type Payloads = ReadonlyMap<string, SealedPayload>;

/** Carries out one turn of a lane: a send or a question, from the stored attempt to the stored outcome. */
export class Sender {
  /** Per shard: aborted as soon as its lease is lost, and when the process stops. */
  readonly #aborts = new Map<number, AbortController>();

  constructor(
    private readonly deps: RunnerDeps,
    private readonly ledger: Ledger,
    private readonly gates: ReadonlyMap<string, Gate>,
    private readonly strays: StrayCalls,
  ) {}

  abort(shard: number): void {
    this.#aborts.get(shard)?.abort();
    this.#aborts.delete(shard);
  }

  abortAll(): void {
    for (const shard of [...this.#aborts.keys()]) this.abort(shard);
  }

  async send(
    lane: Lane,
    entries: readonly [Entry, ...Entry[]],
    superseded: readonly Superseded[],
    payloads: Payloads,
    callOver: () => void,
  ): Promise<void> {
    const passed = this.supersede(lane, superseded);
    const context = this.#context(lane, entries[0].work);
    if (storesAttempts(lane.operation)) {
      const attemptStartedAt = this.deps.now();
      if (!(await this.ledger.apply(lane, entries, { type: 'attemptStored' }, { attemptStartedAt }))) {
        return this.gates.get(lane.partner)!.skipped(lane.operationName, this.deps.now());
      }
      reached('runner.attemptStored');
    }
    const result = await this.#attempt(lane, context, entries, payloads);
    callOver();
    await passed;
    if (result.unreadable && entries.length > 1 && !storesAttempts(lane.operation)) return goAlone(entries);
    const stored = await this.ledger.apply(lane, entries, ending(entries, result), { result, payloads });
    if (!stored && result.left && !context.holdsLease()) await this.strays.keep(lane, entries, result, payloads);
  }

  async ask(lane: Lane, entry: Entry, payloads: Payloads, callOver: () => void): Promise<void> {
    const item = this.#item(lane, entry, payloads, entry.work.attempts);
    const attemptedAt = entry.work.attemptedAt ?? entry.work.insertedAt;
    const asked = item
      ? await runQuestion(this.#context(lane, entry.work), item, attemptedAt)
      : unasked(this.deps.now());
    callOver();
    const { resolution, askedAt } = asked;
    this.gates.get(lane.partner)!.learned(lane.operationName, howAskingWent(asked.calls), this.deps.now());
    await this.ledger.apply(lane, [entry], { type: 'questionAnswered', resolution, askedAt }, { payloads, asked });
  }

  async supersede(lane: Lane, superseded: readonly Superseded[]): Promise<void> {
    await Promise.all(superseded.map(({ entry, by }) => this.ledger.apply(lane, [entry], { type: 'superseded', by })));
  }

  async #attempt(
    lane: Lane,
    context: AttemptContext,
    entries: readonly [Entry, ...Entry[]],
    payloads: Payloads,
  ): Promise<AttemptResult> {
    const counted = storesAttempts(lane.operation) ? 0 : 1;
    const items: WorkItem<unknown>[] = [];
    for (const entry of entries) {
      const item = this.#item(lane, entry, payloads, entry.work.attempts + counted);
      if (!item) {
        this.gates.get(lane.partner)!.skipped(lane.operationName, this.deps.now());
        return unread(this.deps.now());
      }
      items.push(item);
    }
    const result = await runAttempt(context, items as [WorkItem<unknown>]);
    this.gates.get(lane.partner)!.learned(lane.operationName, howItWent(result), this.deps.now());
    return result;
  }

  #item(lane: Lane, entry: Entry, payloads: Payloads, attempt: number): WorkItem<unknown> | undefined {
    const sealed = entry.payload ?? payloads.get(entry.work.exchange);
    if (!sealed) return undefined;
    try {
      const payload: unknown = lane.operation.parse(this.deps.sealer.payload(entry.work.exchange, sealed));
      const { exchange, subject, number } = entry.work;
      const doneBefore = lane.history.highestDone > 0;
      return { exchange, subject, number, attempt, doneBefore, payload };
    } catch (error) {
      this.#failed(lane, entry.work.exchange, 'payload', error);
      return undefined;
    }
  }

  #failed(lane: Lane, exchange: string, during: ConnectorDefect['during'], error: unknown): void {
    const { partner, operationName: operation } = lane;
    const told = { partner, operation, exchange, during, error: describeError(error) };
    this.deps.onEvent?.({ event: 'connectorFailed', ...told });
  }

  #context(lane: Lane, { exchange, traceparent }: Work): AttemptContext & { readonly holdsLease: () => boolean } {
    const { leases } = this.deps;
    const epoch = leases.lease(lane.shard)?.epoch ?? -1;
    let abort = this.#aborts.get(lane.shard);
    if (!abort) this.#aborts.set(lane.shard, (abort = new AbortController()));
    const gate = this.gates.get(lane.partner)!;
    return {
      connector: gate.connector,
      limit: gate,
      operation: lane.operation,
      checkLease: () => {
        if (!leases.surelyHolds(lane.shard, epoch)) throw new TransportError('transport.leaseLost');
      },
      holdsLease: () => leases.lease(lane.shard)?.epoch === epoch,
      signal: abort.signal,
      ...(traceparent ? { traceparent } : {}),
      now: this.deps.now,
      monotonicNow: this.deps.monotonicNow,
      seen: (account, reference) => seenRows(this.deps.db as unknown as Tx, lane.partner, account, reference),
      onDefect: (during, error) => this.#failed(lane, exchange, during, error),
    };
  }
}

/** A refused batch says nothing of its single numbers: each goes alone from now on. */
function ending(entries: readonly Entry[], { outcome, startedAt, unreadable }: AttemptResult): WorkEvent {
  if (outcome.outcome === 'refused' && entries.length > 1) {
    goAlone(entries);
    return { type: 'batchSplit' };
  }
  return unreadable ? { type: 'payloadUnreadable' } : { type: 'attemptEnded', outcome, startedAt };
}

function goAlone(entries: readonly Entry[]): void {
  for (const entry of entries) entry.single = true;
}

/** Our own payload cannot be opened or does not fit its contract: nothing was sent, a person must look. */
const unread = (now: number): AttemptResult => ({
  outcome: { outcome: 'refused', cause: 'payload.unreadable', whoActs: 'operator' },
  startedAt: now,
  endedAt: now,
  calls: [],
  left: false,
  leftWithoutLease: false,
  unreadable: true,
});

const unasked = (now: number): QuestionResult => ({
  resolution: { found: 'open', cause: 'payload.unreadable' },
  askedAt: now,
  endedAt: now,
  calls: [],
});

function howAskingWent(calls: readonly RecordedCall[]): 'answered' | 'badly' | 'unheard' {
  if (calls.some((call) => call.status !== undefined)) return 'answered';
  return calls.some((call) => call.cause !== 'transport.aborted') ? 'badly' : 'unheard';
}

/** For the breaker: a refusal is an answer like any other; what never reached the partner says nothing about it. */
function howItWent({ outcome, calls }: AttemptResult): 'well' | 'badly' | 'unheard' {
  const last: RecordedCall | undefined = calls.at(-1);
  if (!last || last.cause === 'transport.leaseLost') return 'unheard';
  // Aborted by us: at the deadline that is the partner's silence, else our own reason.
  if (last.cause === 'transport.aborted' && !('cause' in outcome && outcome.cause === 'attempt.deadline'))
    return 'unheard';
  return outcome.outcome === 'done' || outcome.outcome === 'refused' ? 'well' : 'badly';
}
