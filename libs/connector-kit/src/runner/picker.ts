import { reached } from '@lienthong/contracts';
import type { Work } from '../exchange/work.js';
import { loadPayloads, type SealedPayload } from '../work-store/load.js';
import type { LaneBook } from './book.js';
import type { RunnerDeps, RunnerSettings } from './deps.js';
import { FairQueue, rankOf } from './fair-queue.js';
import type { Gate } from './gate.js';
import { turnOf, type Lane, type Turn } from './lane.js';
import type { Phase } from './phase.js';

export interface PickerUse {
  /** Carries a turn out, to the stored outcome; says when its call is over and the partner is free for another. */
  readonly carryOut: (
    lane: Lane,
    turn: Turn,
    payloads: ReadonlyMap<string, SealedPayload>,
    callOver: () => void,
  ) => Promise<void>;
  /** What is open in the shard has been read, and nothing of it is being given away. */
  readonly mayUse: (shard: number) => boolean;
  /** Nothing is under way in the lane any more: what waited for that comes first. */
  readonly free: (lane: Lane) => void;
  /** What is in memory of the subject proved wrong. */
  readonly refresh: (subject: string) => void;
  /** All lanes of the subject have been considered. */
  readonly settled: (subject: string) => void;
  /** Calls in what rests in the store, where there is room; returns when to look again. */
  readonly pageIn: (now: number) => number;
}

/** Which lanes are ready or wait for an instant, and which of them go next, within each partner's limits. */
export class Picker {
  readonly #waiting = new FairQueue<Lane>();
  readonly #running = new Set<Promise<void>>();
  #pumpSet = false;
  #timer: NodeJS.Timeout | undefined;
  #timerAt = Infinity;

  constructor(
    private readonly deps: RunnerDeps,
    private readonly settings: RunnerSettings,
    private readonly phase: Phase,
    private readonly book: LaneBook,
    private readonly gates: ReadonlyMap<string, Gate>,
    private readonly use: PickerUse,
  ) {}

  /** What is under way; each ends with its outcome stored or given up. */
  get running(): ReadonlySet<Promise<void>> {
    return this.#running;
  }

  considerAll(subject: string): void {
    for (const lane of this.book.lanesOf(subject)) this.consider(lane);
    this.book.forgetIfIdle(subject, this.deps.now());
    this.use.settled(subject);
  }

  /** A lane that is no longer in the book. */
  gone(lane: Lane): void {
    if (lane.queued) this.gates.get(lane.partner)!.remove(lane);
    if (lane.wakeAt > 0) this.#waiting.remove(lane);
  }

  /** Puts a lane where it belongs now: ready, waiting for an instant, or nowhere. */
  consider(lane: Lane): void {
    if (lane.queued || lane.busy || !this.#mayUse(lane)) return;
    const { turn, work, rank } = this.placeOf(lane);
    if (!work) return;
    if (turn.turn !== 'wait') return this.gates.get(lane.partner)!.push(lane, work.client, rank);
    if (lane.wakeAt === turn.until) return;
    lane.wakeAt = turn.until;
    this.#waiting.push('', turn.until, lane);
  }

  /** What a lane may do now, the exchange whose turn that is or will be, and its rank. */
  placeOf(lane: Lane): { readonly turn: Turn; readonly work: Work | undefined; readonly rank: number } {
    const turn = turnOf(lane, this.deps.now(), (after) => this.book.afterMet(lane.subject, after));
    const entry = turn.turn === 'send' ? turn.entries[0] : lane.entries[0];
    if (turn.turn === 'nothing' || !entry) return { turn, work: undefined, rank: Infinity };
    const { work } = entry;
    return { turn, work, rank: rankOf(work.due, work.insertedAt, this.settings.ageingFactor) };
  }

  wake(): void {
    if (this.#pumpSet || this.phase.stopping) return;
    this.#pumpSet = true;
    setImmediate(() => {
      this.#pumpSet = false;
      if (!this.phase.stopping) this.#pump();
    });
  }

  /** One thing at a time per lane; afterwards its subject is looked at again. */
  run(lane: Lane, work: () => Promise<void>): void {
    lane.busy = true;
    const running = work()
      .catch((error: unknown) => {
        this.deps.onEvent?.({ event: 'failed', error });
        this.book.markStale(lane.subject);
      })
      .finally(() => {
        lane.busy = false;
        this.#running.delete(running);
        if (this.book.isStale(lane.subject)) this.use.refresh(lane.subject);
        else {
          this.use.free(lane);
          this.considerAll(lane.subject);
        }
        this.wake();
      });
    this.#running.add(running);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #mayUse(lane: Lane): boolean {
    return this.use.mayUse(lane.shard) && this.book.holds(lane) && !this.book.isStale(lane.subject);
  }

  #pump(): void {
    const now = this.deps.now();
    this.#considerDue(now);
    let again = this.#waiting.peekRank() ?? Infinity;
    const picked: Lane[] = [];
    for (const gate of this.gates.values()) {
      for (;;) {
        const next = gate.next(now);
        if ('notBefore' in next) {
          again = Math.min(again, next.notBefore ?? Infinity);
          break;
        }
        if (!next.busy && this.#mayUse(next)) picked.push(next);
        else {
          gate.skipped(next.operationName, now);
          gate.ended(false);
        }
      }
    }
    if (picked.length > 0) this.#begin(picked);
    this.#wakeAt(Math.min(again, this.use.pageIn(now)));
  }

  #considerDue(now: number): void {
    for (let at = this.#waiting.peekRank(); at !== undefined && at <= now; at = this.#waiting.peekRank()) {
      const lane = this.#waiting.pop()!;
      lane.wakeAt = 0;
      if (lane.heldUntil > 0 && lane.heldUntil <= now) {
        lane.heldUntil = 0;
        reached('takeover.waited');
      }
      this.consider(lane);
      this.use.settled(lane.subject);
    }
  }

  #wakeAt(at: number): void {
    const now = this.deps.now();
    if (at === Infinity || (this.#timer && this.#timerAt <= at)) return;
    clearTimeout(this.#timer);
    this.#timerAt = at;
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined;
        this.wake();
      },
      Math.min(Math.max(1, at - now), 60_000),
    );
  }

  /** Decides each picked lane's turn once more, fetches the payloads that are missing in one query, and sets them going. */
  #begin(picked: readonly Lane[]): void {
    const turns = picked.map((lane) => ({ lane, turn: this.placeOf(lane).turn }));
    const missing = turns.flatMap(({ turn }) => {
      const entries = turn.turn === 'send' ? turn.entries : turn.turn === 'ask' ? [turn.entry] : [];
      return entries.filter((entry) => !entry.payload).map((entry) => entry.work.exchange);
    });
    const loading =
      missing.length > 0 ? loadPayloads(this.deps.db, missing) : Promise.resolve(new Map<string, SealedPayload>());
    reached('runner.picked');
    for (const { lane, turn } of turns) {
      const gate = this.gates.get(lane.partner)!;
      let over = false;
      const callOver = (): void => {
        if (over) return;
        over = true;
        gate.callOver();
        this.wake();
      };
      this.run(lane, () => this.#carryOut(lane, turn, loading, gate, callOver).finally(() => gate.ended(over)));
    }
  }

  async #carryOut(
    lane: Lane,
    turn: Turn,
    loading: Promise<Map<string, SealedPayload>>,
    gate: Gate,
    callOver: () => void,
  ): Promise<void> {
    const calls = turn.turn === 'send' || turn.turn === 'ask';
    // Without its payload nothing is called; a breaker that lets one probe through must hear of it.
    const payloads = await loading.catch((error: unknown) => {
      if (calls) gate.skipped(lane.operationName, this.deps.now());
      throw error;
    });
    if (!calls) gate.skipped(lane.operationName, this.deps.now());
    await this.use.carryOut(lane, turn, payloads, callOver);
  }
}
