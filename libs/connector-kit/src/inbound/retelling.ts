import { sql, type Kysely } from 'kysely';
import { Announcer, Rounds, walkById, type AnnouncerOptions, type Round, type RoundsOptions } from '@lienthong/store';
import { loadTellings } from './telling.js';

/** Milliseconds. */
export interface RetellingSettings {
  /** Silence after which it is told again; doubles up to `silenceMaxMillis`. */
  readonly silenceFirstMillis: number;
  readonly silenceMaxMillis: number;
  readonly reannounceEveryMillis: number;
  /** Facts at most. */
  readonly reannouncePerSecond: number;
}

const defaults: RetellingSettings = {
  silenceFirstMillis: 60_000,
  silenceMaxMillis: 3_600_000,
  reannounceEveryMillis: 10_000,
  reannouncePerSecond: 200,
};

/** What the gateway was told and has not acknowledged, by how long ago it was told first. */
export interface Unacknowledged {
  /** For more than a minute: longer than the way there and back takes. */
  readonly facts: number;
  readonly forADay: number;
}

export interface FactsUnacknowledged {
  readonly event: 'factsUnacknowledged';
  /** For more than a day. */
  readonly facts: number;
  readonly fault: string;
}

export interface RetellingOptions extends Pick<RoundsOptions, 'owner' | 'clock' | 'onError'> {
  readonly db: Kysely<unknown>;
  readonly publisher: AnnouncerOptions['publisher'];
  readonly settings?: Partial<RetellingSettings> | undefined;
  readonly onEvent: (event: FactsUnacknowledged) => void;
  /** Rows per look at the store. */
  readonly chunk?: number;
}

interface SilentRow {
  readonly id: string;
  readonly heard_at: Date;
  readonly facts: number;
  readonly for_a_day: number;
}

const minute = 60_000;
const day = 24 * 60 * minute;

/**
 * Tells again, in the very same words, what the gateway has not acknowledged: a lost topic costs time and no money. Rows are there
 * only as long as that takes, so each walk goes over all of them. What is left to tell of one subject is told together and in its
 * order: the first word about money is what is booked. What is not acknowledged for a day is not lost on the way: it is told once a
 * day, and an operator hears of it as often.
 */
export class Retelling {
  readonly #options: RetellingOptions;
  readonly #settings: RetellingSettings;
  readonly #soon: Announcer;
  readonly #daily: Announcer;
  readonly #rounds: Rounds;
  #seen: (Unacknowledged & { readonly at: number }) | undefined;
  #warnedAt = -Infinity;

  constructor(options: RetellingOptions) {
    this.#options = options;
    const { db, publisher, onEvent: _onEvent, settings, chunk: _chunk, ...rounds } = options;
    const { silenceFirstMillis, silenceMaxMillis, reannounceEveryMillis, reannouncePerSecond } = {
      ...defaults,
      ...settings,
    };
    this.#settings = { silenceFirstMillis, silenceMaxMillis, reannounceEveryMillis, reannouncePerSecond };
    const announcer = (firstMillis: number, maxMillis: number): Announcer =>
      new Announcer({ publisher, rule: { firstMillis, maxMillis }, perSecond: reannouncePerSecond });
    this.#soon = announcer(silenceFirstMillis, silenceMaxMillis);
    this.#daily = announcer(day, day);
    this.#rounds = new Rounds({
      ...{ ...rounds, db, side: 'connectors', name: 'retelling', everyMillis: reannounceEveryMillis },
      walk: async (round) => ({ announced: await this.#walk(round) }),
    });
  }

  start(): void {
    this.#rounds.start();
  }

  close(): Promise<void> {
    return this.#rounds.close();
  }

  /** One whole round; how many subjects were due. Nothing while another process has the lease. */
  roundNow(): Promise<number> {
    return this.#rounds.roundNow();
  }

  /** As the last round found it; `undefined` where another process goes round. */
  unacknowledged(): Unacknowledged | undefined {
    if (!this.#seen || this.#options.clock() - this.#seen.at > 3 * this.#settings.reannounceEveryMillis)
      return undefined;
    const { facts, forADay } = this.#seen;
    return { facts, forADay };
  }

  async #walk(round: Round): Promise<number> {
    const { db, chunk = 5_000 } = this.#options;
    const [aMinuteAgo, aDayAgo] = [new Date(round.now - minute), new Date(round.now - day)];
    const ask = (from: string) => sql<SilentRow>`
      select t.key as id, min(t.told_at) as heard_at,
        (count(*) filter (where t.told_at <= ${aMinuteAgo}::timestamptz))::int4 as facts,
        (count(*) filter (where t.told_at <= ${aDayAgo}::timestamptz))::int4 as for_a_day
      from connectors.telling t where t.key > ${from}
      group by t.key order by t.key limit ${chunk}::int4`;
    const found = { facts: 0, forADay: 0 };
    const announced = await walkById(ask, { db, chunk, from: '', goesOn: round.goesOn }, async (rows) => {
      for (const row of rows) {
        found.facts += row.facts;
        found.forADay += row.for_a_day;
      }
      return this.#announce(rows, aDayAgo, round);
    });
    this.#seen = { ...found, at: round.now };
    this.#warn(found.forADay, round.now);
    return announced;
  }

  async #announce(rows: readonly SilentRow[], aDayAgo: Date, round: Round): Promise<number> {
    const load = (keys: readonly string[]) => loadTellings(this.#options.db, keys);
    const isOld = (row: SilentRow): boolean => row.heard_at.getTime() <= aDayAgo.getTime();
    const soon = await this.#soon.announce(
      rows.filter((row) => !isOld(row)),
      load,
      round,
    );
    return soon + (await this.#daily.announce(rows.filter(isOld), load, round));
  }

  #warn(facts: number, now: number): void {
    if (facts === 0 || now - this.#warnedAt < day) return;
    this.#warnedAt = now;
    const fault =
      'the gateway has not acknowledged for more than a day what it was told: is it there, does it hear the bus?';
    this.#options.onEvent({ event: 'factsUnacknowledged', facts, fault });
  }
}
