import { setTimeout as sleep } from 'node:timers/promises';
import { readBooks } from '../../agencies/books/books.mts';
import { judgeEnds, judgeHouses } from '../../agencies/books/judge-ends.mts';
import { judgeEvents } from '../../agencies/books/judge-events.mts';
import { judgeHub } from '../../agencies/books/judge-hub.mts';
import { judgeTimelines } from '../../agencies/books/judge-timelines.mts';
import { match } from '../../agencies/books/matched.mts';
import { Client } from '../../agencies/client.mts';
import { Houses } from '../../agencies/houses.mts';
import { Officers } from '../../agencies/operators.mts';
import { agencies, hubCodeOf, Plan } from '../../agencies/plan.mts';
import { keyOf } from '../../agencies/setup.mts';
import type { Violations } from '../../proof/books/violations.mts';
import type { ChaosSystem } from '../system.mts';

/** The three agencies, each a program of its own, beside everything else. */
export class Handovers {
  readonly plan: Plan;
  readonly #system: ChaosSystem;
  readonly #houses: Houses;
  readonly #officers: Officers;
  #repeatedAtHub = 0;

  private constructor(system: ChaosSystem, houses: Houses, plan: Plan) {
    this.#system = system;
    this.#houses = houses;
    this.plan = plan;
    this.#officers = new Officers(system.api, system.hub);
  }

  static async open(
    system: ChaosSystem,
    parts: { readonly seed: number; readonly dossiers: number; readonly perSecond: number },
  ): Promise<Handovers> {
    return new Handovers(system, await Houses.open(system, parts), new Plan(parts.seed, parts.dossiers));
  }

  get accepted(): number {
    return this.#houses.said;
  }
  get repeatedAtHub(): number {
    return this.#repeatedAtHub;
  }

  async start(): Promise<void> {
    await this.#system.hub.silence(hubCodeOf.archive);
    await this.#houses.start();
  }

  /** One look of the officers at what waits for them; who has not seen to everything yet. */
  async settle(): Promise<readonly string[]> {
    await this.#officers.work();
    await sleep(500);
    return this.#houses.unsettled;
  }

  stop(): Promise<void> {
    return this.#houses.stop();
  }

  /** While the product runs and nothing moves. */
  async judge(violations: Violations): Promise<void> {
    for (const how of agencies.flatMap((agency) => this.#houses.lives[agency].endedByItself))
      violations.add('died: an agency that nobody killed', how);
    const { folder, hub, urls } = this.#system;
    const clientOf = (agency: 'registry' | 'building') => new Client({ urls, key: keyOf(agency) });
    const api = { registry: clientOf('registry'), building: clientOf('building') };
    try {
      const books = await readBooks({ folder, plan: this.plan, hub }, api);
      const matched = match(this.plan, books, violations);
      judgeEnds(matched, books, violations);
      judgeHouses(books, violations);
      judgeTimelines(matched, violations);
      judgeEvents(matched, books, violations);
      this.#repeatedAtHub = judgeHub(this.plan, books, violations).repeated;
    } finally {
      await Promise.all([api.registry.close(), api.building.close()]);
    }
  }
}
