import { setTimeout as sleep } from 'node:timers/promises';
import { reached, shardCount, type ExchangeCommand } from '@lienthong/contracts';
import type { Lease } from '@lienthong/store';
import type { Work } from '../exchange/work.js';
import type { AnyOperation } from '../port.js';
import {
  loadHistories,
  loadOpenCommands,
  loadOpenCommandsOf,
  loadOpenWorkById,
  loadOpenWork,
  loadOpenWorkOf,
  loadPayloads,
  type SealedPayload,
} from '../work-store/load.js';
import { LaneBook, heldAfterTakeOver } from './book.js';
import { defaultRunnerSettings, type RunnerDeps, type RunnerSettings } from './deps.js';
import { FairQueue, rankOf } from './fair-queue.js';
import { Gate } from './gate.js';
import { turnOf, type Entry, type Lane, type Turn } from './lane.js';
import { Ledger } from './ledger.js';
import { OperatorCommands } from './operator-commands.js';
import { Sender } from './sender.js';
import { StrayCalls } from './stray-calls.js';
import { TrustedLeases } from './trusted-leases.js';

export interface Arrival {
  readonly work: Work;
  readonly payload?: SealedPayload;
}

export interface RunnerStats {
  readonly open: number;
  readonly ready: number;
  readonly inFlight: number;
  readonly breakersOpen: readonly string[];
  /** Calls of this process that their lease did not cover any more, since its start. */
  readonly strayCalls: number;
}

/**
 * Picks heads of the lanes of its shards, within each partner's limits, and has each brought to an outcome.
 * It owns no truth: every transition is a fenced write, and what is refused there is forgotten and read again.
 */
export class Runner {
  private readonly deps: RunnerDeps;
  readonly #settings: RunnerSettings;
  readonly #book: LaneBook;
  readonly #gates: ReadonlyMap<string, Gate>;
  readonly #ledger: Ledger;
  readonly #sender: Sender;
  readonly #strays: StrayCalls;
  readonly #commands: OperatorCommands;
  readonly #waiting = new FairQueue<Lane>();
  /** Loads and arrivals are taken one after the other, so that a subject is learned before anything is added to it. */
  #intake: Promise<void> = Promise.resolve();
  readonly #running = new Set<Promise<void>>();
  readonly #leaving = new Set<number>();
  /** Shards of which an outcome was given up at the stop: the store did not take it. */
  readonly #unstored = new Set<number>();
  /** Epoch under which what was open in a shard has been read. */
  readonly #taken = new Map<number, number>();
  #cachedBytes = 0;
  #pumpSet = false;
  #stopping = false;
  #givenUp = false;
  #timer: NodeJS.Timeout | undefined;
  #timerAt = Infinity;

  constructor(given: RunnerDeps) {
    const leases = new TrustedLeases(given.leases, (shard) => this.#forget(shard));
    const deps: RunnerDeps = { ...given, leases };
    this.deps = deps;
    this.#settings = { ...defaultRunnerSettings, ...deps.settings };
    this.#gates = new Map(deps.connectors.map((connector) => [connector.partner, new Gate(connector)]));
    this.#book = new LaneBook(
      (partner, operation) => this.operation(partner, operation),
      (entry) => (this.#cachedBytes -= entry.payload?.box.byteLength ?? 0),
    );
    this.#ledger = new Ledger(
      deps,
      this.#book,
      this.#settings,
      () => this.#givenUp,
      (lease) => leases.refute(lease),
      (shard) => this.#unstored.add(shard),
    );
    this.#strays = new StrayCalls(deps, this.#settings, () => this.#givenUp);
    this.#sender = new Sender(deps, this.#ledger, this.#gates, this.#strays);
    this.#commands = new OperatorCommands(deps, this.#book, this.#ledger, {
      run: (lane, work) => this.#run(lane, work),
      lookAgain: (work) => this.toldAgain([work]),
      withKnown: (works, act) => this.#withKnown(works, act),
    });
  }

  operation(partner: string, operation: string): AnyOperation | undefined {
    return this.#gates.get(partner)?.connector.operations[operation];
  }

  /** Follows the leases; call before `leases.start()`. */
  start(): void {
    this.deps.leases.onChange(({ gained, lost }) => {
      for (const shard of lost) this.#forget(shard);
      if (gained.length > 0) this.#enqueue(() => this.#takeOver(gained));
      const share = this.deps.leases.held().length / shardCount;
      for (const gate of this.#gates.values()) gate.setShare(share);
    });
  }

  /** Exchanges that have just been inserted, by this process or another; those of other owners' shards are not ours to do. */
  arrived(arrivals: readonly Arrival[]): void {
    const mine = arrivals.filter(({ work }) => this.deps.leases.lease(work.shard));
    if (mine.length > 0) this.#enqueue(() => this.#add(mine));
  }

  /**
   * What has been said of these before may have gone unnoticed here: a commit in doubt, an answer that never came. What is
   * open of them, and commands that nobody has answered, are read again.
   */
  toldAgain(told: readonly Pick<Work, 'exchange' | 'subject' | 'shard'>[]): void {
    const mine = told.filter(({ shard }) => this.deps.leases.lease(shard));
    if (mine.length === 0) return;
    this.#enqueue(async () => {
      const missing = mine.filter(({ subject, exchange }) => !this.#book.find(subject, exchange));
      const open = await loadOpenWorkById(this.deps.db, [...new Set(missing.map(({ exchange }) => exchange))]);
      await this.#add(open.map((work) => ({ work })));
      await this.#takeCommandsOf(mine.map(({ subject }) => subject));
    });
  }

  async #takeCommandsOf(subjects: readonly string[]): Promise<void> {
    for (const command of await loadOpenCommandsOf(this.deps.db, subjects)) await this.#commands.take(command);
  }

  commanded(commands: readonly { readonly command: ExchangeCommand; readonly shard: number }[]): void {
    const mine = commands.filter(({ shard }) => this.deps.leases.lease(shard));
    for (const { command } of mine) this.#enqueue(() => this.#commands.take(command));
  }

  stats(): RunnerStats {
    const gates = [...this.#gates.values()];
    return {
      open: this.#book.open,
      ready: gates.reduce((sum, gate) => sum + gate.ready, 0),
      inFlight: gates.reduce((sum, gate) => sum + gate.inFlight, 0),
      breakersOpen: gates.flatMap((gate) =>
        gate.openBreakers(this.deps.now()).map((name) => `${gate.connector.partner}/${name}`),
      ),
      strayCalls: this.#strays.seen,
    };
  }

  /** Nothing of this shard is begun any more; resolves when nothing of it is out. For a shard that is given to another process. */
  async letGo(shard: number): Promise<void> {
    this.#leaving.add(shard);
    const lanes = [...this.#book.lanes()].filter((lane) => lane.shard === shard);
    while (lanes.some((lane) => lane.busy)) await Promise.race(this.#running);
  }

  /** False while something of this shard may still land, or an outcome could not be stored: its next owner must wait. */
  endsCleanly(shard: number): boolean {
    return !this.#unstored.has(shard) && !this.#book.mayStillLand(shard, this.deps.now());
  }

  /**
   * Stops claiming, waits for calls that are out, ends those still out as what is known of them (*unknown* where a byte had
   * left), and returns when all of it is stored; then the leases may be released.
   */
  async stop(): Promise<void> {
    this.#stopping = true;
    clearTimeout(this.#timer);
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<void>((resolve) => (timer = setTimeout(resolve, this.#settings.stopWaitMs)));
    await Promise.race([this.#idle(), patience]);
    clearTimeout(timer);
    this.#givenUp = true;
    this.#sender.abortAll();
    await this.#idle();
  }

  async #idle(): Promise<void> {
    await this.#intake;
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  // ---- what this process knows -------------------------------------------------------------------------------------

  #forget(shard: number): void {
    // Before anything else: no call of a lost shard goes on.
    this.#sender.abort(shard);
    this.#leaving.delete(shard);
    this.#taken.delete(shard);
    for (const subject of this.#book.subjectsOf(shard)) this.#drop(subject);
    this.#book.forgetHolds(shard);
  }

  #drop(subject: string): void {
    this.#book.drop(subject);
    this.#commands.forget(subject);
  }

  async #takeOver(gained: readonly Lease[]): Promise<void> {
    reached('takeover.begun');
    const leases = new Map(gained.filter(({ shard, epoch }) => this.#holds(shard, epoch)).map((l) => [l.shard, l]));
    for (const shard of leases.keys()) {
      // An intake that was under way when the shard was lost may have left a subject behind, with a history from then.
      if (!this.#isTaken(shard)) for (const subject of this.#book.subjectsOf(shard)) this.#drop(subject);
    }
    const open = await loadOpenWork(this.deps.db, [...leases.keys()]);
    const lanes = new Set(await this.#withKnown(open, () => this.#addTaken(open, leases)));
    let held = 0;
    for (const lane of lanes) {
      const lease = leases.get(lane.shard)!;
      lane.heldUntil = Math.max(lane.heldUntil, heldAfterTakeOver(lane, lease.takenOver));
      if (lane.heldUntil > this.deps.now()) held += 1;
      this.#consider(lane);
    }
    this.deps.onEvent?.({ event: 'takenOver', shards: leases.size, open: open.length, held });
    for (const command of await loadOpenCommands(this.deps.db, [...leases.keys()])) await this.#commands.take(command);
    this.#wake();
  }

  /** What was read of shards that have been lost in the meantime stays out. */
  #addTaken(open: readonly Work[], leases: ReadonlyMap<number, Lease>): Lane[] {
    for (const { shard, epoch } of leases.values()) if (this.#holds(shard, epoch)) this.#taken.set(shard, epoch);
    return open.flatMap((work) => (this.#isTaken(work.shard) ? (this.#book.add(work) ?? []) : []));
  }

  #isTaken(shard: number): boolean {
    const epoch = this.#taken.get(shard);
    return epoch !== undefined && this.#holds(shard, epoch);
  }

  #holds(shard: number, epoch: number): boolean {
    return this.deps.leases.lease(shard)?.epoch === epoch;
  }

  /**
   * Acts when the history of every subject is known, in the same turn in which that was seen: a subject of which something
   * ends while others are being read may be forgotten again, and what is added to it then would wait for a gap for ever.
   */
  async #withKnown<T>(works: readonly Work[], act: () => T): Promise<T> {
    for (;;) {
      const unknown = new Map(works.filter((work) => !this.#book.has(work.subject)).map((w) => [w.subject, w.shard]));
      if (unknown.size === 0) return act();
      const histories = await loadHistories(this.deps.db, [...unknown.keys()]);
      const bySubject = Map.groupBy(histories, ({ subject }) => subject);
      for (const [subject, shard] of unknown) this.#book.learn(subject, shard, bySubject.get(subject) ?? []);
    }
  }

  #add(arrivals: readonly Arrival[]): Promise<void> {
    return this.#withKnown(
      arrivals.map(({ work }) => work),
      () => this.#addKnown(arrivals),
    );
  }

  #addKnown(arrivals: readonly Arrival[]): void {
    const touched = new Set<string>();
    for (const { work, payload } of arrivals) {
      // Before a take-over has been gone through, nobody knows what else is open there and what must be waited for.
      if (!this.#isTaken(work.shard)) continue;
      const size = payload?.box.byteLength ?? 0;
      const keep = payload !== undefined && this.#cachedBytes + size <= this.#settings.payloadCacheBytes;
      if (this.#book.add(work, keep ? payload : undefined) && keep) this.#cachedBytes += size;
      touched.add(work.subject);
    }
    for (const subject of touched) this.#considerAll(subject);
    this.#wake();
  }

  /** What is in memory proved wrong: once nothing of the subject is under way, it is read again. */
  #refresh(subject: string): void {
    if (!this.#book.isStale(subject) || this.#book.isBusy(subject)) return;
    this.#drop(subject);
    if (this.#stopping) return;
    this.#enqueue(async () => {
      const open = await loadOpenWorkOf(this.deps.db, subject);
      await this.#add(open.map((work) => ({ work })));
      // A command that was under way may have come to nothing.
      await this.#takeCommandsOf([subject]);
    });
  }

  #enqueue(task: () => Promise<void>): void {
    this.#intake = this.#intake.then(async () => {
      while (!(await this.#tried(task)) && !this.#stopping) await sleep(this.#settings.storeRetryMs);
    });
  }

  /** The store may be away: then the same again, and nothing that came later overtakes it. */
  async #tried(task: () => Promise<void>): Promise<boolean> {
    try {
      await task();
      return true;
    } catch (error) {
      this.deps.onEvent?.({ event: 'failed', error });
      return false;
    }
  }

  // ---- picking -----------------------------------------------------------------------------------------------------

  #considerAll(subject: string): void {
    for (const lane of this.#book.lanesOf(subject)) this.#consider(lane);
    this.#book.forgetIfIdle(subject, this.deps.now());
  }

  #turnOf(lane: Lane): Turn {
    return turnOf(lane, this.deps.now(), (after) => this.#book.afterMet(lane.subject, after));
  }

  #mayUse(lane: Lane): boolean {
    if (!this.#isTaken(lane.shard) || this.#leaving.has(lane.shard)) return false;
    return this.#book.holds(lane) && !this.#book.isStale(lane.subject);
  }

  /** Puts a lane where it belongs now: ready, waiting for an instant, or nowhere. */
  #consider(lane: Lane): void {
    if (lane.queued || lane.busy || !this.#mayUse(lane)) return;
    const turn = this.#turnOf(lane);
    if (turn.turn === 'nothing') return;
    if (turn.turn === 'wait') {
      if (lane.wakeAt === turn.until) return;
      lane.wakeAt = turn.until;
      this.#waiting.push('', turn.until, lane);
      return;
    }
    const { work } = turn.turn === 'send' ? turn.entries[0] : lane.entries[0]!;
    const rank = rankOf(work.due, work.insertedAt, this.#settings.ageingFactor);
    this.#gates.get(lane.partner)!.push(lane, work.client, rank);
  }

  #wake(): void {
    if (this.#pumpSet || this.#stopping) return;
    this.#pumpSet = true;
    setImmediate(() => {
      this.#pumpSet = false;
      if (!this.#stopping) this.#pump();
    });
  }

  #pump(): void {
    const now = this.deps.now();
    for (let at = this.#waiting.peekRank(); at !== undefined && at <= now; at = this.#waiting.peekRank()) {
      const lane = this.#waiting.pop()!;
      lane.wakeAt = 0;
      if (lane.heldUntil > 0 && lane.heldUntil <= now) {
        lane.heldUntil = 0;
        reached('takeover.waited');
      }
      this.#consider(lane);
    }
    let again = this.#waiting.peekRank() ?? Infinity;
    const picked: Lane[] = [];
    for (const gate of this.#gates.values()) {
      for (;;) {
        const next = gate.next(now);
        if ('notBefore' in next) {
          again = Math.min(again, next.notBefore ?? Infinity);
          break;
        }
        if (!next.busy && this.#mayUse(next)) picked.push(next);
        else {
          gate.skipped(next.operationName, now);
          gate.ended();
        }
      }
    }
    if (picked.length > 0) this.#begin(picked);
    this.#wakeAt(again);
  }

  #wakeAt(at: number): void {
    const now = this.deps.now();
    if (at === Infinity || (this.#timer && this.#timerAt <= at)) return;
    clearTimeout(this.#timer);
    this.#timerAt = at;
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined;
        this.#wake();
      },
      Math.min(Math.max(1, at - now), 60_000),
    );
  }

  /** Decides each picked lane's turn once more, fetches the payloads that are missing in one query, and sets them going. */
  #begin(picked: readonly Lane[]): void {
    const turns = picked.map((lane) => ({ lane, turn: this.#turnOf(lane) }));
    const missing = turns.flatMap(({ turn }) => {
      const entries = turn.turn === 'send' ? turn.entries : turn.turn === 'ask' ? [turn.entry] : [];
      return entries.filter((entry) => !entry.payload).map((entry) => entry.work.exchange);
    });
    const loading =
      missing.length > 0 ? loadPayloads(this.deps.db, missing) : Promise.resolve(new Map<string, SealedPayload>());
    reached('runner.picked');
    for (const { lane, turn } of turns) {
      const gate = this.#gates.get(lane.partner)!;
      this.#run(lane, () => this.#carryOut(lane, turn, loading, gate).finally(() => gate.ended()));
    }
  }

  async #carryOut(lane: Lane, turn: Turn, loading: Promise<Map<string, SealedPayload>>, gate: Gate): Promise<void> {
    const calls = turn.turn === 'send' || turn.turn === 'ask';
    // Without its payload nothing is called; a breaker that lets one probe through must hear of it.
    const payloads = await loading.catch((error: unknown) => {
      if (calls) gate.skipped(lane.operationName, this.deps.now());
      throw error;
    });
    if (turn.turn === 'send') await this.#sender.send(lane, turn.entries, turn.superseded, payloads);
    else if (turn.turn === 'ask') await this.#sender.ask(lane, turn.entry, payloads);
    else {
      gate.skipped(lane.operationName, this.deps.now());
      if (turn.turn === 'supersede') await this.#sender.supersede(lane, turn.superseded);
      else if (turn.turn === 'disown') await this.#disown(lane, turn.entries);
    }
  }

  /** The first byte of a stored attempt leaves while its owner's lease holds: at the latest when that ended. */
  async #disown(lane: Lane, entries: readonly Entry[]): Promise<void> {
    const taken = this.deps.leases.lease(lane.shard)?.takenOver;
    const endedAt = taken?.how === 'expired' ? taken.endedAt.getTime() : undefined;
    await this.#ledger.apply(lane, entries, { type: 'ownerLost', ...(endedAt === undefined ? {} : { endedAt }) });
  }

  /** One thing at a time per lane; afterwards its subject is looked at again. */
  #run(lane: Lane, work: () => Promise<void>): void {
    lane.busy = true;
    const running = work()
      .catch((error: unknown) => {
        this.deps.onEvent?.({ event: 'failed', error });
        this.#book.markStale(lane.subject);
      })
      .finally(() => {
        lane.busy = false;
        this.#running.delete(running);
        if (this.#book.isStale(lane.subject)) this.#refresh(lane.subject);
        else {
          this.#commands.next(lane);
          this.#considerAll(lane.subject);
        }
        this.#wake();
      });
    this.#running.add(running);
  }
}
