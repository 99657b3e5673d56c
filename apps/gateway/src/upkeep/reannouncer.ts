import type { Kysely } from 'kysely';
import type { Publisher } from '@lienthong/store';
import { Announcer } from './announcer.js';
import { forgetAnswers } from './forget-answers.js';
import { Rounds, type RoundsOptions } from './rounds.js';
import type { SilenceRule } from './silence.js';
import { announceSilentExchanges } from './silent-exchanges.js';
import { announceUnanswered } from './unanswered.js';

export interface ReannouncerOptions extends Omit<RoundsOptions, 'name' | 'walk'> {
  readonly db: Kysely<unknown>;
  readonly publisher: Publisher;
  readonly rule: SilenceRule;
  /** Exchanges at most, so that a backlog is not drowned in what is said of it. */
  readonly perSecond: number;
  /** Rows per look at the store (5,000). */
  readonly chunk?: number;
  readonly pause?: (millis: number) => Promise<unknown>;
}

/** Announces again what has shown no event for a while; commands and payments do not wait for a long round of exchanges. */
export class Reannouncer {
  readonly #all: readonly Rounds[];

  constructor({ publisher, rule, perSecond, chunk = 5_000, pause, ...rounds }: ReannouncerOptions) {
    const { db } = rounds;
    const announcer = new Announcer({ publisher, rule, perSecond, ...(pause ? { pause } : {}) });
    const { firstMillis } = rule;
    this.#all = [
      new Rounds({
        ...{ ...rounds, name: 'reannounce' },
        walk: (round) => announceSilentExchanges(round, { db, announcer, firstMillis, chunk }),
      }),
      new Rounds({
        ...{ ...rounds, name: 'unanswered' },
        walk: async (round) => {
          const { announced } = await announceUnanswered(round, { db, announcer, chunk });
          await forgetAnswers(db, round.now, chunk);
          return { announced };
        },
      }),
    ];
  }

  start(): void {
    for (const rounds of this.#all) rounds.start();
  }

  async close(): Promise<void> {
    await Promise.all(this.#all.map((rounds) => rounds.close()));
  }

  /** One whole round of each; how much was announced again. */
  async roundNow(): Promise<number> {
    const counts = await Promise.all(this.#all.map((rounds) => rounds.roundNow()));
    return counts.reduce((sum, count) => sum + count, 0);
  }
}
