import type { After } from '@lienthong/contracts';
import { hasEnded } from '@lienthong/contracts';
import { mayLandUntil } from '../exchange/transitions.js';
import type { Work } from '../exchange/work.js';
import type { AnyOperation } from '../port.js';
import type { LaneHistoryOf, SealedPayload } from '../work-store/load.js';
import { addEntry, laneKeyOf, laneNameOf, noHistory, type Entry, type Lane } from './lane.js';

interface Subject {
  readonly shard: number;
  /** What is in memory may be wrong: nothing new begins, and as soon as nothing is under way it is read again. */
  stale: boolean;
  readonly lanes: Map<string, Lane>;
}

/** The open lanes of the shards this process owns, in memory. Filled from the store, forgotten when nothing is open. */
export class LaneBook {
  readonly #subjects = new Map<string, Subject>();
  /** Lanes that have been let go of to be read again, and until when they must wait all the same. */
  readonly #holds = new Map<string, { readonly shard: number; readonly until: number }>();
  /** Until when a call may land in a lane of this shard that is not in memory. */
  readonly #shardHolds = new Map<number, number>();
  #open = 0;

  constructor(
    private readonly operationOf: (partner: string, operation: string) => AnyOperation | undefined,
    /** Told of every exchange that leaves the book. */
    private readonly left: (entry: Entry) => void = () => undefined,
    /** Told of every lane that leaves the book. */
    private readonly gone: (lane: Lane) => void = () => undefined,
  ) {}

  /** Open exchanges. */
  get open(): number {
    return this.#open;
  }

  has(subject: string): boolean {
    return this.#subjects.has(subject);
  }

  lanesOf(subject: string): readonly Lane[] {
    return [...(this.#subjects.get(subject)?.lanes.values() ?? [])];
  }

  subjectsOf(shard: number): string[] {
    return [...this.#subjects].filter(([, subject]) => subject.shard === shard).map(([name]) => name);
  }

  *lanes(): Iterable<Lane> {
    for (const subject of this.#subjects.values()) yield* subject.lanes.values();
  }

  find(subject: string, exchange: string): { readonly lane: Lane; readonly entry: Entry } | undefined {
    for (const lane of this.lanesOf(subject)) {
      const entry = lane.entries.find((candidate) => candidate.work.exchange === exchange);
      if (entry) return { lane, entry };
    }
    return undefined;
  }

  afterMet(subject: string, after: After): boolean {
    const lane = this.#subjects.get(subject)?.lanes.get(laneNameOf(after));
    return lane !== undefined && lane.history.highestDone >= after.number;
  }

  /** What has ended in the lanes of a subject; must be known before its first exchange is added. */
  learn(subject: string, shard: number, histories: readonly LaneHistoryOf[]): void {
    this.#subject(subject, shard);
    for (const { partner, operation, history, attemptedAt } of histories) {
      const lane = this.#lane(subject, shard, partner, operation);
      if (!lane) continue;
      lane.history = history;
      lane.heldUntil = Math.max(lane.heldUntil, mayLandUntil(lane.operation, { attemptedAt }));
    }
  }

  /**
   * Adds an open exchange; undefined when it is known, has ended, or no connector here knows its operation. What was read of it
   * may be of the past: it has ended where its lane's history says so.
   */
  add(work: Work, payload?: SealedPayload): Lane | undefined {
    if (hasEnded(work.state)) return undefined;
    const lane = this.laneOf(work);
    return lane && !hasEndedInLane(lane, work) ? this.addAgain(work, payload) : undefined;
  }

  /** Adds one that has ended before, and is open again. */
  addAgain(work: Work, payload?: SealedPayload): Lane | undefined {
    const lane = this.laneOf(work);
    if (!lane || !addEntry(lane, { work, single: false, payload })) return undefined;
    this.#open += 1;
    return lane;
  }

  /** Told of an exchange that has ended and has been taken out of its lane. */
  ended(entry: Entry): void {
    this.#open -= 1;
    this.left(entry);
  }

  /** The lane of an exchange, also when nothing in it is open. */
  laneOf(work: Pick<Work, 'subject' | 'shard' | 'partner' | 'operation'>): Lane | undefined {
    return this.#lane(work.subject, work.shard, work.partner, work.operation);
  }

  forgetIfIdle(name: string, now: number): void {
    const subject = this.#subjects.get(name);
    if (!subject || subject.stale) return;
    for (const lane of subject.lanes.values()) if (lane.busy || lane.entries.length > 0 || lane.heldUntil > now) return;
    this.#remove(name);
  }

  markStale(name: string): void {
    const subject = this.#subjects.get(name);
    if (subject) subject.stale = true;
  }

  isStale(name: string): boolean {
    return this.#subjects.get(name)?.stale ?? false;
  }

  isBusy(name: string): boolean {
    return this.lanesOf(name).some((lane) => lane.busy);
  }

  /** Lets go of a subject whatever its lanes do; what is under way for it will find itself fenced. */
  drop(name: string): void {
    for (const lane of this.lanesOf(name)) {
      for (const entry of lane.entries) this.ended(entry);
      if (lane.heldUntil > 0) this.#holds.set(laneKeyOf(lane), { shard: lane.shard, until: lane.heldUntil });
    }
    this.#remove(name);
  }

  /** Lets go of a subject of which nothing is under way, and that will be read again with all that holds its lanes. */
  rest(name: string): void {
    for (const lane of this.lanesOf(name)) {
      for (const entry of lane.entries) this.ended(entry);
      this.holdShard(lane.shard, lane.heldUntil);
    }
    this.#remove(name);
  }

  /** A call may land in this shard until then, in a lane that is not in memory. Epoch milliseconds. */
  holdShard(shard: number, until: number): void {
    if (until > (this.#shardHolds.get(shard) ?? 0)) this.#shardHolds.set(shard, until);
  }

  /** A call of an earlier owner, or of an exchange that a person ended, may still land in this shard. */
  mayStillLand(shard: number, now: number): boolean {
    if ((this.#shardHolds.get(shard) ?? 0) > now) return true;
    for (const lane of this.lanes()) if (lane.shard === shard && lane.heldUntil > now) return true;
    return [...this.#holds.values()].some((hold) => hold.shard === shard && hold.until > now);
  }

  /** The shard is another's: whoever takes it over knows how long to wait. */
  forgetHolds(shard: number): void {
    this.#shardHolds.delete(shard);
    for (const [key, hold] of this.#holds) if (hold.shard === shard) this.#holds.delete(key);
  }

  holds(lane: Lane): boolean {
    return (
      this.#subjects
        .get(lane.subject)
        ?.lanes.get(laneNameOf({ partner: lane.partner, operation: lane.operationName })) === lane
    );
  }

  #remove(name: string): void {
    for (const lane of this.lanesOf(name)) this.gone(lane);
    this.#subjects.delete(name);
  }

  #subject(name: string, shard: number): Subject {
    let subject = this.#subjects.get(name);
    if (!subject) {
      subject = { shard, stale: false, lanes: new Map() };
      this.#subjects.set(name, subject);
    }
    return subject;
  }

  #lane(name: string, shard: number, partner: string, operationName: string): Lane | undefined {
    const operation = this.operationOf(partner, operationName);
    if (!operation) return undefined;
    const subject = this.#subject(name, shard);
    const key = laneNameOf({ partner, operation: operationName });
    let lane = subject.lanes.get(key);
    if (!lane) {
      lane = {
        subject: name,
        shard,
        partner,
        operationName,
        operation,
        kind: operation.lane,
        history: noHistory,
        entries: [],
        busy: false,
        heldUntil: 0,
        queued: false,
        wakeAt: 0,
      };
      const held = laneKeyOf(lane);
      lane.heldUntil = this.#holds.get(held)?.until ?? 0;
      this.#holds.delete(held);
      subject.lanes.set(key, lane);
    }
    return lane;
  }
}

const hasEndedInLane = ({ history }: Lane, { number }: Work): boolean =>
  number <= history.endedThrough || history.endedAhead.includes(number);
