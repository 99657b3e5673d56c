import { points as allPoints, type Point } from '@lienthong/contracts';
import { readBooks, type Books } from './books/books.mts';
import { judgeComplete } from './books/judge-complete.mts';
import { judgeEffects } from './books/judge-effects.mts';
import { judgeEnd, judgeQuiet, type ForOperators } from './books/judge-states.mts';
import { judgeTables } from './books/judge-tables.mts';
import { Violations } from '../proof/books/violations.mts';
import { drained, type DrainParts } from '../proof/drain.mts';
import { Faults } from './faults.mts';
import { Load, type Accepted, type LoadFigures } from './load.mts';
import { openSystem } from './open-system.mts';
import { operate } from './operators.mts';
import type { CrashOptions } from './options.mts';
import { seededRandom } from '../support/random.ts';
import type { System, Trouble, TroubleParts } from './system.mts';

export interface CrashResult {
  readonly options: CrashOptions;
  readonly accepted: readonly Accepted[];
  readonly load: LoadFigures;
  readonly trouble: Trouble;
  readonly forOperators: ForOperators | undefined;
  readonly books: Books | undefined;
  readonly violations: Violations;
  readonly seconds: { readonly load: number; readonly drain: number; readonly all: number };
}

const say = (text: string): void => console.log(`${new Date().toISOString().slice(11, 19)} ${text}`);
const since = (from: number): number => Math.round((performance.now() - from) / 1000);

/** One whole run: load under trouble, drain, books, operators, books again. */
export async function run(options: CrashOptions, folder: string): Promise<CrashResult> {
  const { system, trouble } = await openSystem(options, folder);
  try {
    return await new Run(options, system, trouble).whole();
  } finally {
    await system.close();
  }
}

class Run {
  readonly #options: CrashOptions;
  readonly #system: System;
  readonly #violations = new Violations();
  readonly #faults: Faults;
  readonly #load: Load;
  readonly #trouble: Trouble;
  readonly #beganAt = performance.now();

  constructor(options: CrashOptions, system: System, trouble: (parts: TroubleParts) => Trouble) {
    const { seed, rate, most } = options;
    this.#options = options;
    this.#system = system;
    this.#faults = new Faults(system.partners, seed + 1);
    const prepare = this.#faults.prepare.bind(this.#faults);
    this.#load = new Load({ api: system.api, seed, rate, most, prepare });
    const accepted = (): number => this.#load.figures.accepted;
    this.#trouble = trouble({ points: pointsOf(options), random: seededRandom(seed + 2), accepted });
  }

  async whole(): Promise<CrashResult> {
    try {
      const load = await this.#underTrouble();
      say(`no more trouble: ${this.#load.accepted.length} dossiers, waiting until nothing moves`);
      const drainedAt = performance.now();
      const quiet = await this.#drained('after the drain', this.#refusedSync());
      const drain = since(drainedAt);
      const metrics = await this.#system.metrics();
      const books = await this.#readBooks();
      const forOperators = judgeQuiet(books, this.#violations);

      say('a stop in order, counters against rows, and a start');
      for (const how of await this.#system.stop()) this.#violations.add('died: a stop that was not in order', how);
      for (const what of await this.#system.unfenced())
        this.#violations.add('unfenced: stored without the lease', what);
      if (quiet) await judgeTables(this.#system, metrics, this.#load.accepted, this.#violations);
      await this.#system.start();
      await this.#faults.clear();
      const abandoned = await operate(this.#system.api, forOperators, this.#violations);
      await this.#drained('after the operators', new Set());
      const finalBooks = await this.#readBooks();
      judgeEnd(finalBooks, abandoned, this.#violations);
      return this.#result({ forOperators, books: finalBooks, seconds: { load, drain, all: since(this.#beganAt) } });
    } finally {
      this.#faults.stop();
    }
  }

  /** Load and trouble until both are through; how many seconds of it. */
  async #underTrouble(): Promise<number> {
    const [faults, load, trouble, { seconds, dossiers }] = [this.#faults, this.#load, this.#trouble, this.#options];
    await faults.start();
    const loading = load.run();
    const progress = setInterval(() => say(`${progressOf(load)}; ${trouble.progress()}`), 5_000);
    try {
      await trouble.run(() => since(this.#beganAt) < seconds || load.accepted.length < dossiers);
      const loadSeconds = since(this.#beganAt);
      trouble.judge(this.#violations);
      await this.#system.start();
      if (!(await load.stop(120_000))) {
        this.#violations.add('lost: words that were never accepted', `${load.open} dossiers`);
      }
      await loading;
      for (const strange of load.figures.strange) this.#violations.add('strange: answers to a client', strange);
      await faults.calm();
      return loadSeconds;
    } finally {
      clearInterval(progress);
    }
  }

  async #drained(when: string, refusedSync: DrainParts['refusedSync']): Promise<boolean> {
    const { api } = this.#system;
    const seconds = this.#options.drain;
    const quiet = await drained({ api, metrics: () => this.#system.metrics(), seconds, refusedSync, say });
    if (!quiet) this.#violations.add(`stuck: still moving ${when}`, `${seconds} s`);
    return quiet;
  }

  async #readBooks(): Promise<Books> {
    const books = await readBooks(this.#system, this.#load.accepted);
    judgeComplete(books, this.#violations);
    judgeEffects(books, this.#violations);
    return books;
  }

  #refusedSync(): ReadonlySet<string> {
    const refused = this.#load.accepted.filter(({ story }) => story.refused === 'sync');
    return new Set(refused.map(({ story }) => story.code));
  }

  #result(found: Pick<CrashResult, 'forOperators' | 'books' | 'seconds'>): CrashResult {
    const { accepted, figures: load } = this.#load;
    const [options, trouble, violations] = [this.#options, this.#trouble, this.#violations];
    return { options, accepted, load, trouble, violations, ...found };
  }
}

function pointsOf({ points = allPoints, turn, seed }: CrashOptions): readonly string[] {
  if (turn === undefined || turn >= points.length) return points;
  return Array.from({ length: turn }, (_, index) => points[(seed * turn + index) % points.length]! as Point);
}

function progressOf({ accepted, open, figures: { requests, repeats } }: Load): string {
  return `${accepted.length} dossiers (${open} under way), ${requests} requests, ${repeats} said again`;
}
