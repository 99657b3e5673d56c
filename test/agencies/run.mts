import { setTimeout as sleep } from 'node:timers/promises';
import { Violations } from '../proof/books/violations.mts';
import { seededRandom } from '../support/random.ts';
import { readBooks, type Books } from './books/books.mts';
import { judgeEnds, judgeHouses } from './books/judge-ends.mts';
import { judgeEvents } from './books/judge-events.mts';
import { judgeHub, type HubFigures } from './books/judge-hub.mts';
import { judgeTimelines } from './books/judge-timelines.mts';
import { match } from './books/matched.mts';
import { Client } from './client.mts';
import { Houses } from './houses.mts';
import { Officers } from './operators.mts';
import type { AgenciesOptions } from './options.mts';
import { agencies, hubCodeOf, Plan } from './plan.mts';
import { keyOf } from './setup.mts';
import { ProofSystem } from './system.mts';
import { Trouble } from './trouble.mts';

export interface AgenciesResult {
  readonly options: AgenciesOptions;
  readonly plan: Plan;
  readonly books: Books;
  readonly hub: HubFigures;
  readonly happened: ReadonlyMap<string, number>;
  readonly officers: ReadonlyMap<string, number>;
  readonly figures: Houses['figures'];
  readonly violations: Violations;
  readonly seconds: Readonly<Record<string, number>>;
}

const say = (text: string): void => console.log(`${new Date().toISOString().slice(11, 19)} ${text}`);

/** One whole run: three agencies under kills and outages, until all is answered, and the books. */
export async function run(options: AgenciesOptions, folder: string): Promise<AgenciesResult> {
  const system = await ProofSystem.prepare(folder, options.mode);
  try {
    return await new Run(options, system, await Houses.open(system, options)).whole();
  } finally {
    await system.close();
  }
}

class Run {
  readonly #options: AgenciesOptions;
  readonly #system: ProofSystem;
  readonly #houses: Houses;
  readonly #plan: Plan;
  readonly #officers: Officers;
  readonly #violations = new Violations();
  readonly #seconds: Record<string, number> = {};

  constructor(options: AgenciesOptions, system: ProofSystem, houses: Houses) {
    this.#options = options;
    this.#system = system;
    this.#houses = houses;
    this.#plan = new Plan(options.seed, options.dossiers);
    this.#officers = new Officers(system.operators, system.hub);
  }

  async whole(): Promise<AgenciesResult> {
    const [houses, system, violations] = [this.#houses, this.#system, this.#violations];
    const trouble = new Trouble(system, houses, this.#options, seededRandom(this.#options.seed + 1));
    const progress = setInterval(() => say(this.#progress()), 5_000);
    try {
      await system.hub.silence(hubCodeOf.archive);
      await houses.start();
      await this.#timed('trouble', () => trouble.run(this.#words()));
      await this.#timed('settled', () => this.#settled());
    } finally {
      clearInterval(progress);
      await houses.stop();
    }
    const figures = houses.figures;
    const lives = [...system.members, ...agencies.map((agency) => houses.lives[agency])];
    for (const how of lives.flatMap(({ endedByItself }) => endedByItself))
      violations.add('died: a program that nobody killed', how);
    for (const [what, said] of this.#officers.refused) violations.add(`officers: ${what}`, said);
    say('all books are read and compared');
    const books = await this.#timed('books', () => this.#books());
    const hub = this.#judge(books);
    const { happened } = trouble;
    const { acts: officers } = this.#officers;
    return {
      options: this.#options,
      plan: this.#plan,
      books,
      hub,
      happened,
      officers,
      figures,
      violations,
      seconds: this.#seconds,
    };
  }

  /** About as many as will be said. */
  #words(): number {
    return this.#plan.dossiers.length + 2.4 * this.#plan.handovers.length;
  }

  #progress(): string {
    const { said, unsettled, figures } = this.#houses;
    const open = unsettled.length === 0 ? 'all settled' : `not settled: ${unsettled.join(', ')}`;
    return `${said} of about ${Math.round(this.#words())} words, ${figures.again} calls again, ${open}`;
  }

  /** Until everybody has said, heard and seen to everything. */
  async #settled(): Promise<void> {
    const until = performance.now() + this.#options.patience * 1000;
    while (this.#houses.unsettled.length > 0) {
      if (performance.now() > until) {
        this.#violations.add('stuck: not settled', this.#houses.unsettled.join(', '));
        return;
      }
      await this.#officers.work();
      await sleep(500);
    }
    // What nobody has to hear any more is on its way yet.
    await this.#officers.work();
  }

  async #books(): Promise<Books> {
    const clientOf = (agency: 'registry' | 'building') => new Client({ urls: this.#system.urls, key: keyOf(agency) });
    const api = { registry: clientOf('registry'), building: clientOf('building') };
    try {
      return await readBooks({ folder: this.#system.folder, plan: this.#plan, hub: this.#system.hub }, api);
    } finally {
      await Promise.all([api.registry.close(), api.building.close()]);
    }
  }

  #judge(books: Books): HubFigures {
    const violations = this.#violations;
    const matched = match(this.#plan, books, violations);
    judgeEnds(matched, books, violations);
    judgeHouses(books, violations);
    judgeTimelines(matched, violations);
    judgeEvents(matched, books, violations);
    return judgeHub(this.#plan, books, violations);
  }

  async #timed<T>(name: string, work: () => Promise<T>): Promise<T> {
    const from = performance.now();
    try {
      return await work();
    } finally {
      this.#seconds[name] = Math.round((performance.now() - from) / 1000);
    }
  }
}
