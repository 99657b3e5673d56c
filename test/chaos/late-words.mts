import { setTimeout as sleep } from 'node:timers/promises';
import type { Api } from '../proof/api.mts';
import { isRecognised, say } from '../crash/load.mts';
import { codeOf, persist, type Persistence } from '../proof/persist.mts';
import { pick, type Random } from '../support/random.ts';
import type { Act, Story } from '../crash/story.mts';

const share = 0.1;
const longestMs = 4_000;

/**
 * Agencies whose queue is in disorder: a part of what was taken from them is said again, letter for letter, up to some seconds later:
 * beside newer words of the same dossier, and behind them. It must be recognised, and change nothing.
 */
export class LateWords {
  readonly figures: Persistence = { requests: 0, repeats: 0 };
  /** Words that were recognised: said a second time, and older than what was known by then. */
  readonly recognised = { again: 0, behind: 0 };
  readonly strange: string[] = [];
  readonly #api: Api;
  readonly #random: Random;
  readonly #running = new Set<Promise<void>>();
  #stopped = false;

  constructor(api: Api, random: Random) {
    this.#api = api;
    this.#random = random;
  }

  /** A word that was just taken: it, or one before it, may be said again. */
  heard(story: Story, act: Act): void {
    if (this.#stopped || this.#random() >= share) return;
    const upTo = story.acts.slice(0, story.acts.indexOf(act) + 1);
    const running: Promise<void> = this.#again(story, pick(this.#random, upTo)).finally(() =>
      this.#running.delete(running),
    );
    this.#running.add(running);
  }

  /** No new ones; resolves when those under way have been answered. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all(this.#running);
  }

  async #again(story: Story, act: Act): Promise<void> {
    await sleep(this.#random() * longestMs);
    const { reply } = await persist(this.#api, () => say(this.#api, story, act), this.figures);
    if (reply.status < 300 && isRecognised(reply)) this.recognised.again += 1;
    else if (act.kind === 'revision' && codeOf(reply) === 'dossier.stale') this.recognised.behind += 1;
    else this.strange.push(`${act.kind} ${act.number} of ${story.code}, said again: ${reply.status} ${codeOf(reply)}`);
  }
}
