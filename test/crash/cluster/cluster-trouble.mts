import { setTimeout as sleep } from 'node:timers/promises';
import type { Violations } from '../../proof/books/violations.mts';
import { pick, shuffled, type Random } from '../../support/random.ts';
import type { Trouble, TroubleParts } from '../system.mts';
import type { ClusterSystem } from './cluster-system.mts';
import { faultKinds, type FaultKind } from './fault-kinds.mts';
import { FaultLines, nthOf, type Act } from './fault-lines.mts';
import type { Line } from './member.mts';
import { pointsOfConnectors, rolesAt } from './points.mts';
import type { ProcessActs } from './process-acts.mts';
import type { ServerActs } from './server-acts.mts';

export interface ClusterTroublePlan {
  /** Undefined = all. */
  readonly kinds: readonly FaultKind[] | undefined;
  /** Nothing new befalls it after so many milliseconds, even if not everything has. */
  readonly withinMs: number;
}

const lines: readonly Line[] = ['kafka', 'database', 'partners'];
/** In every round after the first, which has them all. */
const pointsPerRound = 3;
const triesPerPoint = 4;

/**
 * Everything that befalls the cluster, in two lines beside each other: one for its processes, one for servers and connections. Each
 * goes through its own in rounds, in an order that follows from the seed.
 */
export class ClusterTrouble implements Trouble {
  readonly #system: ClusterSystem;
  readonly #lines: FaultLines;
  readonly #points: readonly string[];
  readonly #frozenPoints: readonly string[];
  readonly #kinds: ReadonlySet<FaultKind>;
  readonly #withinMs: number;
  readonly #hit = new Map<string, number>();
  #frozenSends = 0;
  #until = Infinity;

  constructor(system: ClusterSystem, { points, random }: TroubleParts, { kinds, withinMs }: ClusterTroublePlan) {
    this.#system = system;
    this.#kinds = new Set(kinds ?? faultKinds);
    this.#withinMs = withinMs;
    this.#lines = new FaultLines(system, random);
    this.#frozenPoints = points.filter((point) => pointsOfConnectors.includes(point));
    this.#points = this.#kinds.has('points') ? points.filter((point) => rolesAt(point).length > 0) : [];
  }

  async run(more: () => boolean): Promise<void> {
    const { processes, servers } = this.#lines;
    this.#until = performance.now() + this.#withinMs;
    await Promise.all([
      this.#rounds(processes.random, (round) => this.#processRound(processes.acts, processes.random, round), more),
      this.#rounds(servers.random, () => this.#serverRound(servers.acts, servers.random), more),
    ]);
  }

  progress(): string {
    return `${this.#lines.journal.length} faults, ${this.#hit.size} of ${new Set(this.#points).size} points`;
  }

  lines(): readonly string[] {
    const hit = [...this.#hit].map(([point, times]) => `${point}${times > 1 ? ` ×${times}` : ''}`);
    const inVain = this.#system.members.reduce((sum, member) => sum + member.inVain, 0);
    return [
      `faults: ${this.#lines.journal.length}, starts in vain ${inVain}`,
      ...this.#lines.counted((kind) => !kind.startsWith('SIGKILL at ')),
      `frozen between lease check and first byte, past the lease: ${this.#frozenSends}`,
      `killed at points: ${this.#hit.size} of ${new Set(this.#points).size}`,
      `  ${hit.join(', ')}`,
    ];
  }

  judge(violations: Violations): void {
    this.#lines.judge(violations);
    if (this.#kinds.has('frozenSend') && this.#frozenSends === 0) {
      violations.add('not tried: points', 'frozen between lease check and first byte');
    }
    if (this.#withinMs < Infinity) return;
    for (const point of this.#points) if (!this.#hit.has(point)) violations.add('not tried: points', point);
  }

  during(from: number, to: number): readonly string[] {
    return this.#lines.journal.between(from, to);
  }

  async #rounds(random: Random, round: (n: number) => readonly Act[], more: () => boolean): Promise<void> {
    for (let n = 0; n === 0 || more(); n += 1) {
      for (const act of [...round(n), () => sleep(random() * 500)]) {
        if ((n > 0 && !more()) || performance.now() > this.#until) return;
        await this.#lines.do(act);
        if (this.#lines.failures > 3) return;
        await sleep(500 + random() * 2_000);
      }
    }
  }

  #processRound(acts: ProcessActs, random: Random, round: number): readonly Act[] {
    const either = () => acts.one(pick(random, ['gateway', 'connectors']));
    const frozenPoints = this.#frozenPoints.length > 0 ? this.#frozenPoints : pointsOfConnectors;
    const { length } = this.#points;
    const few = Math.min(length, pointsPerRound);
    const points = round === 0 ? this.#points : Array.from({ length: few }, () => pick(random, this.#points));
    const byKind: Readonly<Record<FaultKind, readonly Act[]>> = {
      frozenSend: [() => this.#freezeAfterLeaseCheck(acts, random)],
      kill: [
        () => acts.kill(acts.one('gateway')),
        () => acts.kill(acts.one('connectors')),
        () => acts.killTwice(either()),
      ],
      freeze: [
        () => acts.freezeShortly(either()),
        () => acts.freezeLong(acts.one('gateway')),
        () => acts.freezeLong(acts.one('connectors')),
      ],
      frozenPoint: [async () => void (await acts.freezeAt(pick(random, frozenPoints), nthOf(random)))],
      points: points.map((point) => () => this.#killAt(acts, random, point)),
      servers: [],
    };
    const { frozenSend, ...others } = byKind;
    const mixed = shuffled(random, this.#ofKinds(others));
    // First, so that no run is too short for it.
    return [...this.#ofKinds({ frozenSend }), ...mixed];
  }

  #serverRound(acts: ServerActs, random: Random): readonly Act[] {
    const { broker, database, sandbox } = this.#system;
    const servers = [
      () => acts.restart('broker', broker),
      () => acts.restart('database', database),
      () => acts.restartSandbox(sandbox),
      () => acts.freeze('broker', broker),
      () => acts.freeze('database', database),
      () => acts.freeze('sandbox', sandbox),
      ...lines.flatMap((line) => [() => acts.cut(line), () => acts.stall(line), () => acts.refuse(line)]),
    ];
    return shuffled(random, this.#ofKinds({ servers }));
  }

  #ofKinds(acts: Partial<Record<FaultKind, readonly Act[]>>): readonly Act[] {
    return faultKinds.filter((kind) => this.#kinds.has(kind)).flatMap((kind) => acts[kind] ?? []);
  }

  /** A point that has not come is tried again, soon at its first time. */
  async #killAt(acts: ProcessActs, random: Random, point: string): Promise<void> {
    for (let tries = 0; tries < triesPerPoint && performance.now() < this.#until; tries += 1) {
      const nth = tries > 0 || point.startsWith('takeover.') ? 1 : nthOf(random);
      if (!(await acts.killAt(point, nth))) continue;
      this.#hit.set(point, (this.#hit.get(point) ?? 0) + 1);
      return;
    }
  }

  async #freezeAfterLeaseCheck(acts: ProcessActs, random: Random): Promise<void> {
    for (let tries = 0; tries < triesPerPoint; tries += 1) {
      if (!(await acts.freezeAfterLeaseCheck(nthOf(random)))) continue;
      this.#frozenSends += 1;
      return;
    }
  }
}
