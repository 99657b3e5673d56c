import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Violations } from '../proof/books/violations.mts';
import type { GatewayStarter } from '../proof/children.mts';
import { lastLines, type Program } from '../proof/program.mts';
import { shuffled, type Random } from '../support/random.ts';
import type { Trouble, TroubleParts } from './system.mts';

interface KillFigures {
  random: number;
  /** Of these, before the gateway was ready. */
  whileStarting: number;
  /** Kills by the preload module, by point. */
  readonly points: Map<string, number>;
  /** A life that ended otherwise because its point did not come. */
  missed: number;
  /** Lives that ended although nobody killed them. */
  readonly byThemselves: string[];
}

export interface KillPlan extends TroubleParts {
  /** Points for the lives behind the first: what reaches them ends with the load. */
  readonly early?: readonly string[];
  readonly kills: number;
  readonly lifeMs: number;
}

type Life = { readonly kind: 'random' } | { readonly kind: 'point'; readonly point: string; readonly nth: number };

const wordsOfALife = 150;
/** After the gateway is ready. */
const patienceForPointMs = 6_000;

/** Lives of the gateway, one after the other on the same folder, each ended by a kill. */
export class Kills implements Trouble {
  readonly #figures: KillFigures = { random: 0, whileStarting: 0, points: new Map(), missed: 0, byThemselves: [] };
  readonly #starter: GatewayStarter;
  readonly #plan: KillPlan;
  readonly #lives: Life[];
  /** How long the last start took. */
  #startMs = 2_000;

  constructor(starter: GatewayStarter, plan: KillPlan) {
    this.#starter = starter;
    this.#plan = plan;
    const { kills, points, early = [], random } = plan;
    const [first, ...rest] = shuffled<Life>(random, [
      ...Array.from({ length: kills }, (): Life => ({ kind: 'random' })),
      ...points.map((point): Life => ({ kind: 'point', point, nth: nthOf(point, random) })),
    ]);
    const soon = early.map((point): Life => ({ kind: 'point', point, nth: 1 + Math.floor(random() * 5) }));
    // The first life has to begin with everything.
    this.#lives = [...(first ? [first] : []), ...soon, ...rest];
  }

  progress(): string {
    const points = [...this.#figures.points.values()].reduce((sum, count) => sum + count, 0);
    return `killed ${this.#figures.random} at random, ${points} at points; ${this.#lives.length} to go`;
  }

  lines(): readonly string[] {
    const { random, whileStarting, points } = this.#figures;
    const hit = [...points].map(([point, times]) => `${point}${times > 1 ? ` ×${times}` : ''}`);
    return [
      `killed at random: ${random} (${whileStarting} of them while starting); points: ${points.size} of ${this.#wanted().size}`,
      `  ${hit.join(', ')}`,
    ];
  }

  judge(violations: Violations): void {
    for (const how of this.#figures.byThemselves) violations.add('died: a gateway that nobody killed', how);
    for (const point of this.#wanted())
      if (!this.#figures.points.has(point)) violations.add('not tried: points', point);
  }

  #wanted(): ReadonlySet<string> {
    return new Set([...this.#plan.points, ...(this.#plan.early ?? [])]);
  }

  /** Kills until the plan is through, then `more` says no. */
  async run(more: () => boolean): Promise<void> {
    for (;;) {
      const life = this.#lives.shift() ?? (more() ? ({ kind: 'random' } as const) : undefined);
      if (!life || this.#figures.byThemselves.length > 2) return;
      if (life.kind === 'random') await this.#randomLife();
      else await this.#lifeToPoint(life);
    }
  }

  /** Every fourth is killed while it starts, the others after they have answered for a while. */
  async #randomLife(): Promise<void> {
    const { random, lifeMs } = this.#plan;
    const program = this.#starter.start();
    const startedAt = performance.now();
    if (random() < 0.25) {
      await this.#endAfter(program, random() * this.#startMs);
      this.#figures.whileStarting += 1;
    } else {
      await Promise.race([program.ready.catch(() => undefined), program.ended]);
      this.#startMs = performance.now() - startedAt;
      await this.#hear(program, random() * wordsOfALife);
      await this.#endAfter(program, random() * lifeMs);
    }
    this.#figures.random += 1;
  }

  /** Waits until so many words have been accepted, for ten seconds at most. */
  async #hear(program: Program, words: number): Promise<void> {
    const enough = this.#plan.accepted() + words;
    const until = performance.now() + 10_000;
    while (this.#plan.accepted() < enough && performance.now() < until && program.child.exitCode === null)
      await sleep(20);
  }

  async #lifeToPoint({ point, nth }: Extract<Life, { kind: 'point' }>): Promise<void> {
    const before = this.#hits().length;
    const program = this.#starter.start({ point, nth });
    await Promise.race([program.ready.catch(() => undefined), program.ended]);
    await this.#endAfter(program, patienceForPointMs);
    const hit = this.#hits().slice(before).at(-1);
    if (hit?.pid === program.pid && hit.point === point) {
      this.#figures.points.set(point, (this.#figures.points.get(point) ?? 0) + 1);
    } else {
      this.#figures.missed += 1;
      // Seldom come, soon wanted: next time at the first.
      if (this.#figures.missed < 20)
        this.#lives.splice(Math.min(3, this.#lives.length), 0, { kind: 'point', point, nth: 1 });
    }
  }

  /** Lets it live for so long, unless it ends before; kills it and waits until it is gone. */
  async #endAfter(program: Program, millis: number): Promise<void> {
    const abort = new AbortController();
    const alive = sleep(millis, 'alive', { signal: abort.signal }).catch(() => 'aborted');
    const first = await Promise.race([program.ended, alive]);
    abort.abort();
    if (first === 'alive') program.child.kill('SIGKILL');
    const how = await program.ended;
    if (how !== 'SIGKILL') {
      this.#figures.byThemselves.push(`ended with ${how}: ${lastLines(this.#starter.log, 5)}`);
    }
  }

  #hits(): readonly { readonly point: string; readonly pid: number }[] {
    if (!existsSync(this.#starter.hits)) return [];
    const lines = readFileSync(this.#starter.hits, 'utf8').trimEnd().split('\n');
    return lines.map((line) => JSON.parse(line) as { point: string; pid: number });
  }
}

/** Points that come once or a few times in a life are met at the first; the busy ones anywhere in their first hundreds. */
function nthOf(point: string, random: Random): number {
  if (point.startsWith('takeover.')) return 1;
  return 1 + Math.floor(random() ** 2 * 60);
}
