import { setTimeout as sleep } from 'node:timers/promises';
import { hasEnded, reached, type AttemptSummary, type SealedBox } from '@lienthong/contracts';
import { commandAnswered, exchangeChanged, type ToldBeside } from '../exchange/message.js';
import { isRejected, mayLandUntil, transition, type Transition, type WorkEvent } from '../exchange/transitions.js';
import type { Work, WorkState } from '../exchange/work.js';
import type { Lease } from '@lienthong/store';
import type { Connector } from '../port.js';
import type { SealedPayload } from '../work-store/load.js';
import type { AttemptRow, Change, SideCallRow, UnitResult, Verdict } from '../work-store/units.js';
import type { AttemptResult, QuestionResult } from './attempt.js';
import type { LaneBook } from './book.js';
import type { RunnerDeps, RunnerSettings } from './deps.js';
import { endEntry, type Entry, type Lane } from './lane.js';
import { detailOf, personalByPartner, type KeptCalls } from './record.js';

export interface ApplyExtra {
  /** What an attempt brought, to be stored and told. */
  readonly result?: AttemptResult;
  /** Begin of an attempt that is stored before its first byte, epoch milliseconds. */
  readonly attemptStartedAt?: number;
  readonly payloads?: ReadonlyMap<string, SealedPayload>;
  readonly answers?: Verdict;
  /** The question about an attempt of unknown fate that has been answered. */
  readonly asked?: QuestionResult;
}

/** Writes transitions: fenced, with their attempt and their event in one transaction, and remembers what was written. */
export class Ledger {
  readonly #personal: ReadonlyMap<string, ReadonlySet<string>>;
  readonly #connectors: ReadonlyMap<string, Connector>;

  constructor(
    private readonly deps: RunnerDeps,
    private readonly book: LaneBook,
    private readonly settings: RunnerSettings,
    private readonly givenUp: () => boolean,
    /** The store says that a lease is no longer ours. */
    private readonly refuted: (lease: Lease) => void,
    /** A write of this shard has been given up; nobody will know what came of it. */
    private readonly unstored: (shard: number) => void,
  ) {
    this.#personal = personalByPartner(deps.connectors);
    this.#connectors = new Map(deps.connectors.map((connector) => [connector.partner, connector]));
  }

  transition(lane: Lane, work: Work, event: WorkEvent): Transition {
    return transition(work, event, {
      operation: lane.operation,
      lane: lane.kind,
      limits: this.#connectors.get(lane.partner)!.limits,
      now: this.deps.now(),
      random: this.deps.random,
    });
  }

  /** One event for these exchanges of a lane; false when nothing was written because the lane is no longer ours. */
  async apply(lane: Lane, entries: readonly Entry[], event: WorkEvent, extra: ApplyExtra = {}): Promise<boolean> {
    const lease = this.deps.leases.lease(lane.shard);
    if (!lease || !this.book.holds(lane)) return false;
    const changes: { entry: Entry; change: Change }[] = [];
    for (const entry of entries) {
      const to = this.transition(lane, entry.work, event);
      if (isRejected(to)) return false;
      changes.push({ entry, change: this.#change(lane, entry, to, lease.epoch, extra) });
    }
    const results = await this.#commit(
      lane,
      changes.map(({ change }) => change),
    );
    if (results.includes('fenced') || results.includes('overtaken')) {
      this.deps.onEvent?.({ event: 'fenced', shard: lane.shard });
      this.book.markStale(lane.subject);
      if (results.includes('fenced')) this.refuted(lease);
      return false;
    }
    reached('outcome.committed');
    for (const { entry, change } of changes) {
      this.deps.onTransition?.(entry.work.state, event.type, change.to.state, event);
      this.#remember(lane, entry, change.to);
    }
    return true;
  }

  /** An outcome is worth more than a store that is away for a while: it is offered until it is taken or the lease is lost. */
  async #commit(lane: Lane, changes: readonly Change[]): Promise<readonly UnitResult[]> {
    for (;;) {
      try {
        return await this.deps.line.submitAll(changes);
      } catch (error) {
        this.deps.onEvent?.({ event: 'failed', error });
        if (this.givenUp()) this.unstored(lane.shard);
        if (this.givenUp() || !this.deps.leases.lease(lane.shard)) return ['fenced'];
        await sleep(this.settings.storeRetryMs);
      }
    }
  }

  #change(
    lane: Lane,
    entry: Entry,
    to: WorkState,
    epoch: number,
    { result, attemptStartedAt, payloads, answers, asked }: ApplyExtra,
  ): Change {
    const { work } = entry;
    const now = this.deps.now();
    const wrapped = (entry.payload ?? payloads?.get(work.exchange))?.key;
    const told = result ? this.#told(work, to, result, wrapped) : asked ? this.#found(work, to, asked, wrapped) : {};
    const landsUntil = mayLandUntil(lane.operation, to);
    const ended = result && wrapped ? this.#attemptRow(work, to, result, wrapped) : undefined;
    const stored = attemptStartedAt === undefined ? ended : { attempt: to.attempts, startedAt: attemptStartedAt };
    return {
      kind: 'change',
      work,
      to,
      epoch,
      at: now,
      messages: [
        exchangeChanged(work, to, now, { ...told, landsUntil }),
        ...(answers ? [commandAnswered(answers, work, now)] : []),
      ],
      ...(stored ? { attempt: stored } : {}),
      ...(answers ? { answers } : {}),
      ...(asked && wrapped ? { question: this.#questionRow(work, to, asked, wrapped) } : {}),
    };
  }

  /** What the gateway is told of an attempt: a summary, and a masked excerpt sealed with the subject's key. */
  #told(work: Work, to: WorkState, result: AttemptResult, wrapped: Uint8Array | undefined): ToldBeside {
    const { outcome } = result;
    return {
      attempt: {
        attempt: to.attempts,
        startedAt: new Date(result.startedAt).toISOString(),
        endedAt: new Date(result.endedAt).toISOString(),
        outcome: outcome.outcome,
        ...('cause' in outcome ? { cause: outcome.cause } : {}),
      },
      ...(wrapped ? { detail: this.#detail(work, to, keptOf(result), wrapped) } : {}),
    };
  }

  #detail(work: Work, to: WorkState, kept: KeptCalls, wrapped: Uint8Array): SealedBox {
    const detail = detailOf(kept, this.#personal.get(work.partner));
    return this.deps.sealer.detail(work.exchange, to.version, wrapped, detail);
  }

  #found(work: Work, to: WorkState, asked: QuestionResult, wrapped: Uint8Array | undefined): ToldBeside {
    const question: AttemptSummary = {
      kind: 'question',
      attempt: to.attempts,
      startedAt: new Date(asked.askedAt).toISOString(),
      endedAt: new Date(asked.endedAt).toISOString(),
      ...outcomeOfQuestion(asked.resolution),
    };
    return { question, ...(wrapped ? { detail: this.#detail(work, to, keptOfQuestion(asked), wrapped) } : {}) };
  }

  #questionRow(work: Work, to: WorkState, asked: QuestionResult, wrapped: Uint8Array): SideCallRow {
    const key = { kind: 'question', n: to.version } as const;
    return {
      ...key,
      exchange: work.exchange,
      startedAt: asked.askedAt,
      endedAt: asked.endedAt,
      ...outcomeOfQuestion(asked.resolution),
      calls: this.deps.sealer.calls(work.exchange, key, wrapped, keptOfQuestion(asked)),
    };
  }

  #attemptRow(work: Work, to: WorkState, result: AttemptResult, wrapped: Uint8Array): AttemptRow {
    return {
      attempt: to.attempts,
      startedAt: result.startedAt,
      endedAt: result.endedAt,
      outcome: result.outcome.outcome,
      ...('cause' in result.outcome ? { cause: result.outcome.cause } : {}),
      calls: this.deps.sealer.calls(work.exchange, { kind: 'attempt', n: to.attempts }, wrapped, keptOf(result)),
    };
  }

  #remember(lane: Lane, entry: Entry, to: WorkState): void {
    const { exchange, subject, shard, partner, operation, lane: kind, number, due, client, insertedAt } = entry.work;
    const { after, traceparent } = entry.work;
    entry.work = {
      ...{ exchange, subject, shard, partner, operation, lane: kind, number, due, client, insertedAt },
      ...(after ? { after } : {}),
      ...(traceparent ? { traceparent } : {}),
      ...to,
    };
    if (!hasEnded(to.state) || !lane.entries.includes(entry)) return;
    endEntry(lane, entry);
    // A person may end what has an unknown fate; its call may land all the same, and nothing of its lane may overtake it.
    lane.heldUntil = Math.max(lane.heldUntil, mayLandUntil(lane.operation, to));
    this.book.ended(entry);
  }
}

const keptOf = ({ calls, outcome }: AttemptResult): KeptCalls =>
  outcome.outcome === 'done' && outcome.facts ? { calls, facts: outcome.facts } : { calls };

const keptOfQuestion = ({ calls, resolution }: QuestionResult): KeptCalls =>
  resolution.found === 'done' && resolution.facts ? { calls, facts: resolution.facts } : { calls };

/** What a question found, in the words of attempts. */
function outcomeOfQuestion(answer: QuestionResult['resolution']): Pick<AttemptSummary, 'outcome' | 'cause'> {
  switch (answer.found) {
    case 'done':
      return { outcome: 'done' };
    case 'absent':
      return { outcome: 'later' };
    case 'refused':
      return { outcome: 'refused', cause: answer.cause };
    case 'open':
      return { outcome: 'unknown', cause: answer.cause };
  }
}
