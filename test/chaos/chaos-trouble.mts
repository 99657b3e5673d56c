import { setTimeout as sleep } from 'node:timers/promises';
import { points } from '@lienthong/contracts';
import type { Violations } from '../proof/books/violations.mts';
import { FaultLines, nthOf, type Act } from '../crash/cluster/fault-lines.mts';
import type { Journal } from '../crash/cluster/journal.mts';
import type { Line } from '../crash/cluster/member.mts';
import { rolesAt } from '../crash/cluster/points.mts';
import type { ProcessActs } from '../crash/cluster/process-acts.mts';
import type { ServerActs } from '../crash/cluster/server-acts.mts';
import { pick, shuffled, type Random } from '../support/random.ts';
import type { Trouble } from '../crash/system.mts';
import { setFull } from './room.mts';
import type { ChaosSystem } from './system.mts';

const fullDisk = new URL('../support/full-disk.cjs', import.meta.url).pathname;
/** Bytes that its files may grow by before the disk is full, and how long it lives with that. */
const smallDisk = { bytes: 2_500_000, seconds: 10 };
/** How long there is no room for the rows of a database of its own, seconds. */
const roomless = { least: 2, most: 10 };
/** Named points at which a process is killed, per round. */
const pointsPerRound = 5;
/** The shortest pause is this part of the longest: each fault is followed by a while in which things get better. */
const leastPause = 0.2;
/** Words that are accepted before the next thing befalls a process, however slow the machine; not waited for for ever. */
const wordsBetween = 60;
const longestPauseMs = 12_000;

export interface ChaosTroubleParts {
  /** Words so far. */
  readonly accepted: () => number;
  /** Longest time between two of one line, seconds. */
  readonly pause: number;
}

interface Rounds {
  readonly round: () => readonly Act[];
  readonly more: () => boolean;
  /** After each act: until things have got better. */
  readonly better?: () => Promise<void>;
}

/** Everything that befalls the product, in two lines beside each other: its processes, and what it is connected to. By seed. */
export class ChaosTrouble implements Trouble {
  readonly #system: ChaosSystem;
  readonly #lines: FaultLines;
  readonly #pauseMs: number;
  readonly #accepted: () => number;
  /** Named points that are next, so that a long run comes to each. */
  #points: string[] = [];
  #disks = 0;
  /** Lines that have been through all their acts once. */
  readonly #through = new Set<string>();

  constructor(system: ChaosSystem, random: Random, { accepted, pause }: ChaosTroubleParts) {
    this.#pauseMs = pause * 1000;
    this.#system = system;
    this.#accepted = accepted;
    this.#lines = new FaultLines(system, random);
  }

  async run(more: () => boolean): Promise<void> {
    const { processes, servers } = this.#lines;
    await Promise.all([
      this.#rounds('processes', processes.random, {
        ...{ more, round: () => this.#processRound(processes.acts, processes.random) },
        better: () => this.#heard(more),
      }),
      this.#rounds('servers', servers.random, {
        ...{ more, round: () => this.#serverRound(servers.acts, servers.random) },
      }),
    ]);
  }

  progress(): string {
    return `${this.#lines.journal.length} faults`;
  }

  get entries(): Journal['entries'] {
    return this.#lines.journal.entries;
  }

  /** How often each kind of thing was done. */
  counts(): ReadonlyMap<string, number> {
    return this.#lines.journal.counts();
  }

  /** How often a process was killed at each named point; one that was waited for in vain has none. */
  pointsReached(): ReadonlyMap<string, number> {
    const reached = new Map(this.#known.map((point) => [point as string, 0]));
    for (const point of this.#system.members.flatMap((member) => member.pointsHit()))
      reached.set(point, (reached.get(point) ?? 0) + 1);
    return reached;
  }

  lines(): readonly string[] {
    return [`faults: ${this.#lines.journal.length}`, ...this.#lines.counted()];
  }

  judge(violations: Violations): void {
    // A process whose disk is full may give up; it has to come back whole.
    this.#lines.judge(violations, ({ name }) => (name === 'embedded' ? this.#disks : 0));
  }

  /** Everything that can be done to it has been done once. */
  get isThrough(): boolean {
    return this.#through.size === 2;
  }

  async #rounds(
    line: 'processes' | 'servers',
    random: Random,
    { round, more, better = () => Promise.resolve() }: Rounds,
  ): Promise<void> {
    for (; more(); this.#through.add(line)) {
      for (const act of shuffled(random, round())) {
        if (!more()) return;
        await this.#lines.do(act);
        await better();
        await sleep(this.#pauseMs * (leastPause + random() * (1 - leastPause)));
      }
    }
  }

  async #heard(more: () => boolean): Promise<void> {
    const enough = this.#accepted() + wordsBetween;
    const until = performance.now() + longestPauseMs;
    while (this.#accepted() < enough && performance.now() < until && more()) await sleep(50);
  }

  #processRound(acts: ProcessActs, random: Random): readonly Act[] {
    const roles = this.#system.isCluster ? (['gateway', 'connectors'] as const) : (['gateway'] as const);
    const atPoint = (): Act => {
      const point = this.#nextPoint(random);
      return () => acts.killAt(point, nthOf(random));
    };
    return [
      ...roles.flatMap((role) => [
        () => acts.kill(acts.one(role)),
        () => acts.freezeShortly(acts.one(role)),
        () => acts.freezeLong(acts.one(role)),
      ]),
      () => acts.killTwice(acts.one(pick(random, roles))),
      ...Array.from({ length: pointsPerRound }, atPoint),
      ...(this.#system.isCluster ? [] : [() => this.#fullDisk()]),
    ];
  }

  #nextPoint(random: Random): string {
    if (this.#points.length === 0) this.#points = shuffled(random, this.#known);
    return this.#points.pop()!;
  }

  /** Named points that a process of this mode comes by. */
  get #known(): readonly string[] {
    return this.#system.isCluster ? points.filter((point) => rolesAt(point).length > 0) : points;
  }

  #serverRound(acts: ServerActs, random: Random): readonly Act[] {
    const { sandbox, servers } = this.#system;
    const { broker, database } = servers;
    const lines: readonly Line[] = broker
      ? ['kafka', 'database', 'partners', 'callbacks']
      : ['partners', 'callbacks', 'partners'];
    return [
      () => acts.freeze('sandbox', sandbox),
      ...lines.flatMap((line) => [() => acts.cut(line), () => acts.stall(line), () => acts.refuse(line)]),
      ...(broker ? [() => acts.restart('broker', broker), () => acts.freeze('broker', broker)] : []),
      ...(database
        ? [
            () => acts.restart('database', database),
            () => acts.freeze('database', database),
            () => this.#noRoom(database.url, random),
          ]
        : []),
    ];
  }

  /** The database answers, and takes nothing that needs room. */
  async #noRoom(url: string, random: Random): Promise<void> {
    const { least, most } = roomless;
    await this.#lines.journal.during('full disk of database', async () => {
      await setFull(url, true);
      try {
        await sleep((least + random() * (most - least)) * 1000);
      } finally {
        await setFull(url, false);
      }
    });
  }

  /** A life on a disk that soon has no room; whoever cares makes room, and the next one goes on. */
  async #fullDisk(): Promise<void> {
    const [member] = this.#system.members;
    this.#disks += 1;
    await this.#lines.journal.during(`full disk ${member!.name}`, async () => {
      await member!.kill();
      const options = `${process.env['NODE_OPTIONS'] ?? ''} --require "${fullDisk}"`;
      member!.revive({ NODE_OPTIONS: options.trim(), BYTES_LEFT_ON_DISK: String(smallDisk.bytes) });
      await member!.soonReady();
      await sleep(smallDisk.seconds * 1000);
      await member!.kill();
      member!.revive();
      await member!.soonReady();
    });
  }
}
