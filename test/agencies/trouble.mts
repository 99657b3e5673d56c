import { setTimeout as sleep } from 'node:timers/promises';
import { shuffled, type Random } from '../support/random.ts';
import type { Houses } from './houses.mts';
import type { AgenciesOptions } from './options.mts';
import { agencies } from './plan.mts';
import type { ProofSystem } from './system.mts';

/** Whoever is away is so beside the kills. */
const outages = ['registry refuses', 'registry gone', 'building gone', 'archive gone', 'hub away'] as const;
type Outage = (typeof outages)[number];
type Event =
  { readonly kind: 'kill'; readonly member: number; readonly duringStart?: number } | { readonly kind: Outage };

/** Without a word for so long the next thing happens all the same, milliseconds. */
const patienceMs = 15_000;
const longestStartMs = 1_500;

/** Kills and outages by seed, spread over the work of the agencies. */
export class Trouble {
  readonly #system: ProofSystem;
  readonly #houses: Houses;
  readonly #options: AgenciesOptions;
  readonly #random: Random;
  readonly #events: readonly Event[];
  readonly happened = new Map<string, number>();

  constructor(system: ProofSystem, houses: Houses, options: AgenciesOptions, random: Random) {
    this.#system = system;
    this.#houses = houses;
    this.#options = options;
    this.#random = random;
    const kills = Array.from({ length: options.kills }, (_, at): Event => {
      const kill = { kind: 'kill', member: at % system.members.length } as const;
      return random() < 0.25 ? { ...kill, duringStart: random() * longestStartMs } : kill;
    });
    const away = options.away === 0 ? [] : outages.map((kind): Event => ({ kind }));
    this.#events = shuffled<Event>(random, [...kills, ...away]);
  }

  /** Words that there are to be said, all together. */
  async run(words: number): Promise<void> {
    const under: Promise<void>[] = [];
    for (const [at, event] of this.#events.entries()) {
      await this.#reached((words * (at + this.#random())) / (this.#events.length + 1));
      const done = this.#do(event);
      if (event.kind === 'kill') await done;
      else under.push(done);
    }
    await Promise.all(under);
  }

  /** So many words, or as many as there will be. */
  async #reached(words: number): Promise<void> {
    const until = performance.now() + patienceMs;
    while (this.#houses.said < words && performance.now() < until) await sleep(20);
  }

  async #do(event: Event): Promise<void> {
    const { lives } = this.#houses;
    const name = event.kind === 'kill' ? `kill ${this.#system.members[event.member]!.name}` : event.kind;
    this.happened.set(name, (this.happened.get(name) ?? 0) + 1);
    switch (event.kind) {
      case 'kill':
        return this.#system.members[event.member]!.again(event.duringStart);
      case 'registry refuses':
        lives.registry.tell({ away: true });
        await this.#while();
        return lives.registry.tell({ away: false });
      case 'hub away':
        await this.#system.hub.away();
        await this.#while();
        return this.#system.hub.back();
      default: {
        const life = lives[agencies.find((agency) => event.kind.startsWith(agency))!];
        await life.kill();
        await this.#while();
        return life.start();
      }
    }
  }

  #while(): Promise<void> {
    return sleep(this.#options.away * 1000);
  }
}
