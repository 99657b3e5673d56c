import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Violations } from '../books/violations.mts';
import { pick, seededRandom, shuffled, type Random } from '../random.mts';
import type { Trouble, TroubleParts } from '../system.mts';
import type { ClusterSystem } from './cluster-system.mts';
import { Journal } from './journal.mts';
import type { Line } from './member.mts';
import { rolesAt } from './points.mts';
import { ProcessActs } from './process-acts.mts';
import { ServerActs } from './server-acts.mts';

type Act = () => Promise<void>;

const lines: readonly Line[] = ['kafka', 'database', 'partners'];
/** In every round after the first, which has them all. */
const pointsPerRound = 3;
const triesPerPoint = 4;

/**
 * Everything that befalls the cluster, in two lines beside each other: one for its processes, one for servers and connections. Each
 * goes through its own in rounds, in an order that follows from the seed.
 */
export class Chaos implements Trouble {
  readonly #system: ClusterSystem;
  readonly #journal: Journal;
  readonly #points: readonly string[];
  readonly #hit = new Map<string, number>();
  readonly #failures: string[] = [];
  readonly #randoms: readonly [Random, Random];

  constructor(system: ClusterSystem, { points, random }: TroubleParts) {
    this.#system = system;
    this.#journal = new Journal(join(system.folder, 'faults.log'));
    this.#points = points.filter((point) => rolesAt(point).length > 0);
    const own = (): Random => seededRandom(Math.floor(random() * 0xffff_ffff));
    this.#randoms = [own(), own()];
  }

  async run(more: () => boolean): Promise<void> {
    const [ofProcesses, ofServers] = this.#randoms;
    const processes = new ProcessActs(this.#system.members, this.#journal, ofProcesses);
    const servers = new ServerActs(this.#system.members, this.#journal, ofServers);
    await Promise.all([
      this.#rounds(ofProcesses, (round) => this.#processRound(processes, ofProcesses, round), more),
      this.#rounds(ofServers, () => this.#serverRound(servers), more),
    ]);
  }

  progress(): string {
    return `${this.#journal.length} faults, ${this.#hit.size} of ${this.#points.length} points`;
  }

  lines(): readonly string[] {
    const faults = [...this.#journal.counts()].filter(([kind]) => !kind.startsWith('SIGKILL at '));
    const hit = [...this.#hit].map(([point, times]) => `${point}${times > 1 ? ` ×${times}` : ''}`);
    const inVain = this.#system.members.reduce((sum, member) => sum + member.inVain, 0);
    return [
      `faults: ${this.#journal.length}, starts in vain ${inVain}`,
      ...faults.map(([kind, times]) => `  ${kind.padEnd(46)} ${times}`),
      `killed at points: ${this.#hit.size} of ${this.#points.length}`,
      `  ${hit.join(', ')}`,
    ];
  }

  judge(violations: Violations): void {
    for (const { endedByItself } of this.#system.members) {
      for (const how of endedByItself) violations.add('died: a process that nobody killed', how);
    }
    for (const failure of this.#failures) violations.add('strange: what could not be done to it', failure);
    for (const point of this.#points) if (!this.#hit.has(point)) violations.add('not tried: points', point);
  }

  during(from: number, to: number): readonly string[] {
    return this.#journal.between(from, to);
  }

  async #rounds(random: Random, round: (n: number) => readonly Act[], more: () => boolean): Promise<void> {
    for (let n = 0; n === 0 || more(); n += 1) {
      for (const act of shuffled(random, round(n))) {
        if (n > 0 && !more()) return;
        await act().catch((error: unknown) => this.#failures.push((error as Error).message));
        if (this.#failures.length > 3) return;
        await sleep(500 + random() * 2_000);
      }
    }
  }

  #processRound(acts: ProcessActs, random: Random, round: number): readonly Act[] {
    const { length } = this.#points;
    const points =
      round === 0 || length === 0
        ? this.#points
        : Array.from({ length: pointsPerRound }, () => pick(random, this.#points));
    return [
      () => acts.kill(acts.one('gateway')),
      () => acts.kill(acts.one('connectors')),
      () => acts.killTwice(acts.one(pick(random, ['gateway', 'connectors']))),
      () => acts.freezeShortly(acts.one(pick(random, ['gateway', 'connectors']))),
      () => acts.freezeLong(acts.one('gateway')),
      () => acts.freezeLong(acts.one('connectors')),
      async () => void (await acts.freezeAfterLeaseCheck()),
      ...points.map((point) => () => this.#killAt(acts, random, point)),
    ];
  }

  /** A point that has not come is tried again, soon at its first time. */
  async #killAt(acts: ProcessActs, random: Random, point: string): Promise<void> {
    for (let tries = 0; tries < triesPerPoint; tries += 1) {
      const nth = tries > 0 || point.startsWith('takeover.') ? 1 : 1 + Math.floor(random() ** 2 * 30);
      if (!(await acts.killAt(point, nth))) continue;
      this.#hit.set(point, (this.#hit.get(point) ?? 0) + 1);
      return;
    }
  }

  #serverRound(acts: ServerActs): readonly Act[] {
    const { broker, database } = this.#system;
    return [
      () => acts.restart('broker', broker),
      () => acts.restart('database', database),
      ...lines.flatMap((line) => [() => acts.cut(line), () => acts.stall(line), () => acts.refuse(line)]),
    ];
  }
}
