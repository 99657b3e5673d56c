import type { Kysely } from 'kysely';
import { Announcer, Rounds, type Publisher, type RoundsOptions, type SilenceRule } from '@lienthong/store';
import { announceSilentExchanges } from './silent-exchanges.js';
import { announceUnanswered } from './unanswered.js';

export interface ReannouncerOptions extends Omit<RoundsOptions, 'side' | 'name' | 'walk'> {
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

  constructor({ publisher, rule, perSecond, chunk = 5_000, pause, ...rest }: ReannouncerOptions) {
    const rounds = { ...rest, side: 'gateway' } as const;
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
        walk: (round) => announceUnanswered(round, { db, announcer, chunk }),
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
