import { setTimeout as sleep } from 'node:timers/promises';
import type { Api } from '../proof/api.mts';
import type { Persistence } from '../proof/persist.mts';
import { seededRandom, seedOf, shuffled } from '../support/random.ts';
import { eachAtOnce } from './at-once.mts';
import type { Bank } from './bank.mts';
import { caseOf, cases, hasOwnAmount, type CaseName, type Ending, type Fate } from './cases.mts';
import { Fee } from './fee.mts';
import { tills, type Till } from './tills.mts';

/** A fee with what must have become of it. */
export interface Planned {
  readonly index: number;
  readonly code: string;
  readonly till: Till;
  readonly name: CaseName;
  readonly ending: Ending;
}

export interface LoadParts {
  readonly api: Api;
  readonly bank: Bank;
  readonly seed: number;
  readonly fees: number;
  readonly atOnce: number;
  /** None begins earlier than at this rate (as soon as there is room). */
  readonly perSecond?: number;
}

/** All fees, so many at a time. */
export class Load {
  readonly planned: Planned[] = [];
  /** Stories that could not be told to their end. */
  readonly broken: string[] = [];
  readonly figures: Persistence & { accepted: number } = { requests: 0, repeats: 0, accepted: 0 };
  readonly #parts: LoadParts;

  constructor(parts: LoadParts) {
    this.#parts = parts;
  }

  async run(): Promise<void> {
    const { seed, fees, atOnce, perSecond = Infinity } = this.#parts;
    const mixed = shuffled(
      seededRandom(seed),
      Array.from({ length: fees }, (_, index) => index),
    );
    const begun = performance.now();
    await eachAtOnce([...mixed.keys()], atOnce, async (index) => {
      await sleep(Math.max(0, begun + (1000 * index) / perSecond - performance.now()));
      if (this.broken.length < 20) await this.#one(index, mixed);
    });
  }

  progress(): string {
    const { requests, repeats } = this.figures;
    return `${this.planned.length} of ${this.#parts.fees} fees, ${requests} requests, ${repeats} said again`;
  }

  async #one(index: number, mixed: readonly number[]): Promise<void> {
    const { api, bank, seed } = this.#parts;
    const name = caseOf(mixed, index);
    const till = tills[index % tills.length]!;
    const code = `${till.unit}-M${seed}-${String(index).padStart(6, '0')}`;
    const random = seededRandom(seedOf(seed, index));
    const fee = new Fee({ api, bank, figures: this.figures, till, code, index, random }, hasOwnAmount(name));
    try {
      const ending = await cases[name](fee);
      const lapsed = fee.lapsed.map((id): [string, Fate] => [id, { state: 'expired', coverage: 'none' }]);
      const fates = new Map([...ending.fates, ...lapsed]);
      this.planned.push({ index, code, till, name, ending: { ...ending, fates } });
    } catch (error) {
      this.broken.push(`${code} ${name}: ${(error as Error).message}`);
    }
  }
}
