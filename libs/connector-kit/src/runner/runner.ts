import { shardCount, type ExchangeCommand } from '@lienthong/contracts';
import type { AnyOperation } from '../port.js';
import type { SealedPayload } from '../work-store/load.js';
import { LaneBook } from './book.js';
import { defaultRunnerSettings, type RunnerDeps, type RunnerSettings } from './deps.js';
import { Gate } from './gate.js';
import { KnownWork, type Arrival, type Told } from './known-work.js';
import type { Entry, Lane, Turn } from './lane.js';
import { Ledger } from './ledger.js';
import { OperatorCommands } from './operator-commands.js';
import type { Phase } from './phase.js';
import { Picker } from './picker.js';
import { Sender } from './sender.js';
import { StrayCalls } from './stray-calls.js';
import { LanePager } from './room/lane-pager.js';
import { WaitingRoom } from './room/waiting-room.js';
import { TrustedLeases } from './trusted-leases.js';

export type { Arrival, Told } from './known-work.js';

export interface RunnerStats {
  readonly open: number;
  readonly ready: number;
  readonly inFlight: number;
  readonly breakersOpen: readonly string[];
  /** Calls of this process that their lease did not cover any more, since its start. */
  readonly strayCalls: number;
}

/**
 * Has the heads of the lanes of its shards brought to their outcomes, one after the other. What it knows is in `known-work.ts`,
 * what it picks in `picker.ts`. It owns no truth: every transition is a fenced write, and what is refused there is forgotten and
 * read again.
 */
export class Runner {
  private readonly deps: RunnerDeps;
  readonly #settings: RunnerSettings;
  readonly #phase: Phase = { stopping: false, givenUp: false };
  readonly #book: LaneBook;
  readonly #gates: ReadonlyMap<string, Gate>;
  readonly #room: WaitingRoom;
  readonly #known: KnownWork;
  readonly #picker: Picker;
  readonly #ledger: Ledger;
  readonly #sender: Sender;
  readonly #strays: StrayCalls;
  readonly #commands: OperatorCommands;
  /** Shards that are being given to another process. */
  readonly #leaving = new Set<number>();
  /** Shards of which an outcome was given up at the stop: the store did not take it. */
  readonly #unstored = new Set<number>();

  constructor(given: RunnerDeps) {
    const leases = new TrustedLeases(given.leases, (shard) => this.#forget(shard));
    const deps: RunnerDeps = { ...given, leases };
    const settings = { ...defaultRunnerSettings, ...deps.settings };
    const givenUp = (): boolean => this.#phase.givenUp;
    this.deps = deps;
    this.#settings = settings;
    this.#gates = new Map(deps.connectors.map((connector) => [connector.partner, new Gate(connector)]));
    this.#book = new LaneBook(
      (partner, operation) => this.operation(partner, operation),
      (entry) => this.#known.uncached(entry.payload),
      (lane) => this.#picker.gone(lane),
    );
    this.#room = new WaitingRoom(deps.random);
    this.#known = new KnownWork(deps, settings, this.#phase, this.#book, this.#room, {
      commands: () => this.#commands,
      operationOf: (partner, operation) => this.operation(partner, operation),
      considerAll: (subject) => this.#picker.considerAll(subject),
      wake: () => this.#picker.wake(),
    });
    this.#picker = new Picker(deps, settings, this.#phase, this.#book, this.#gates, {
      carryOut: (lane, turn, payloads, callOver) => this.#carryOut(lane, turn, payloads, callOver),
      mayUse: (shard) => this.#mayUse(shard),
      free: (lane) => this.#commands.next(lane),
      refresh: (subject) => this.#known.refresh(subject),
      settled: (subject) => pager.settled(subject),
      pageIn: (now) => pager.pageIn(now),
    });
    const pager = new LanePager(settings, this.#phase, this.#book, this.#gates, this.#room, {
      mayUse: (shard) => this.#mayUse(shard),
      placeOf: (lane) => this.#picker.placeOf(lane),
      read: (called) => this.#known.read(called),
    });
    this.#ledger = new Ledger(
      deps,
      this.#book,
      settings,
      givenUp,
      (lease) => leases.refute(lease),
      (shard) => this.#unstored.add(shard),
    );
    this.#strays = new StrayCalls(deps, settings, givenUp);
    this.#sender = new Sender(deps, this.#ledger, this.#gates, this.#strays);
    this.#commands = new OperatorCommands(deps, this.#book, this.#ledger, {
      run: (lane, work) => this.#picker.run(lane, work),
      lookAgain: (work) => this.toldAgain([work]),
      withKnown: (works, act) => this.#known.withKnown(works, act),
    });
  }

  operation(partner: string, operation: string): AnyOperation | undefined {
    return this.#gates.get(partner)?.connector.operations[operation];
  }

  /** Counts a call of this partner outside of all turns against its rate; when it may go, epoch milliseconds. */
  reserve(partner: string): number {
    return this.#gates.get(partner)!.reserve(this.deps.now());
  }

  /** Follows the leases; call before `leases.start()`. */
  start(): void {
    this.deps.leases.onChange(({ gained, lost }) => {
      for (const shard of lost) this.#forget(shard);
      if (gained.length > 0) this.#known.gained(gained);
      const share = this.deps.leases.held().length / shardCount;
      for (const gate of this.#gates.values()) gate.setShare(share);
    });
  }

  /** Exchanges that have just been inserted, by this process or another; those of other owners' shards are not ours to do. */
  arrived(arrivals: readonly Arrival[]): void {
    const mine = arrivals.filter(({ work }) => this.deps.leases.lease(work.shard));
    if (mine.length > 0) this.#known.arrived(mine);
  }

  /**
   * What has been said of these before may have gone unnoticed here: a commit in doubt, an answer that never came. What is
   * open of them, and commands that nobody has answered, are read again.
   */
  toldAgain(told: readonly Told[]): void {
    const mine = told.filter(({ shard }) => this.deps.leases.lease(shard));
    if (mine.length > 0) this.#known.toldAgain(mine);
  }

  commanded(commands: readonly { readonly command: ExchangeCommand; readonly shard: number }[]): void {
    const mine = commands.filter(({ shard }) => this.deps.leases.lease(shard));
    for (const { command } of mine) this.#known.commanded(command);
  }

  stats(): RunnerStats {
    const gates = [...this.#gates.values()];
    return {
      open: this.#book.open + this.#room.open,
      ready: gates.reduce((sum, gate) => sum + gate.ready, this.#room.ready),
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
    this.#room.still(shard);
    const lanes = [...this.#book.lanes()].filter((lane) => lane.shard === shard);
    while (lanes.some((lane) => lane.busy)) await Promise.race(this.#picker.running);
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
    this.#phase.stopping = true;
    this.#picker.stop();
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<void>((resolve) => (timer = setTimeout(resolve, this.#settings.stopWaitMs)));
    await Promise.race([this.#idle(), patience]);
    clearTimeout(timer);
    this.#phase.givenUp = true;
    this.#sender.abortAll();
    await this.#idle();
  }

  #mayUse(shard: number): boolean {
    return this.#known.isTaken(shard) && !this.#leaving.has(shard);
  }

  async #idle(): Promise<void> {
    await this.#known.learned;
    while (this.#picker.running.size > 0) await Promise.all(this.#picker.running);
  }

  #forget(shard: number): void {
    // Before anything else: no call of a lost shard goes on.
    this.#sender.abort(shard);
    this.#leaving.delete(shard);
    this.#known.forget(shard);
  }

  async #carryOut(
    lane: Lane,
    turn: Turn,
    payloads: ReadonlyMap<string, SealedPayload>,
    callOver: () => void,
  ): Promise<void> {
    if (turn.turn === 'send') await this.#sender.send(lane, turn.entries, turn.superseded, payloads, callOver);
    else if (turn.turn === 'ask') await this.#sender.ask(lane, turn.entry, payloads, callOver);
    else if (turn.turn === 'supersede') await this.#sender.supersede(lane, turn.superseded);
    else if (turn.turn === 'disown') await this.#disown(lane, turn.entries);
  }

  /** The first byte of a stored attempt leaves while its owner's lease holds: at the latest when that ended. */
  async #disown(lane: Lane, entries: readonly Entry[]): Promise<void> {
    const taken = this.deps.leases.lease(lane.shard)?.takenOver;
    const endedAt = taken?.how === 'expired' ? taken.endedAt.getTime() : undefined;
    await this.#ledger.apply(lane, entries, { type: 'ownerLost', ...(endedAt === undefined ? {} : { endedAt }) });
  }
}
