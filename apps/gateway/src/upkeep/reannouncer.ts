import { sql, type Kysely, type RawBuilder } from 'kysely';
import { beforeFirstId, firstIdOf, SweepLease, type Publisher, type SweepPlace } from '@lienthong/store';
import { loadExpected } from '../money/store/load-expected.js';
import { announcement, commandMessage } from '../pipeline/message.js';
import { loadAnnounceables, loadCommands } from '../store/announceable.js';
import { isDue, type SilenceRule } from './silence.js';

export interface ReannouncerOptions {
  readonly db: Kysely<unknown>;
  readonly publisher: Publisher;
  readonly owner: string;
  /** Epoch milliseconds; the clock that exchanges are created with. */
  readonly clock: () => number;
  readonly rule: SilenceRule;
  /** Milliseconds between two rounds. */
  readonly everyMillis: number;
  readonly leaseMillis?: number;
  /** Rows per look at the store (5,000). */
  readonly chunk?: number;
  readonly onError?: (error: unknown) => void;
}

/** How long payments are said again that have ended. */
const expectedMillis = 2 * 24 * 3_600_000;

/** Payloads per publication. */
const publication = 50;

interface Silent {
  readonly id: string;
  readonly heard_at: Date;
}

/** The messages of these ids, made from what is stored. */
type Load = (ids: readonly string[]) => Promise<Parameters<Publisher['publish']>[0]>;

/**
 * Announces again what has shown no event for a while: a lost topic, or a record lost between the sides, costs time and
 * nothing else. The connectors answer a duplicate with the exchange's present state.
 *
 * No index on what changes is needed: exchanges never heard of lie above a watermark over the time-ordered key; those heard
 * of and still open are few and have their own.
 */
export class Reannouncer {
  readonly #lease: SweepLease;
  readonly #chunk: number;
  readonly #exchanges: Load = async (ids) => (await loadAnnounceables(this.options.db, ids)).map(announcement);
  #timer: NodeJS.Timeout | undefined;
  #round: Promise<unknown> = Promise.resolve();
  #closed = false;

  constructor(private readonly options: ReannouncerOptions) {
    this.#lease = new SweepLease(options.db, 'gateway', 'reannounce', options.owner, options.leaseMillis ?? 60_000);
    this.#chunk = options.chunk ?? 5_000;
  }

  start(): void {
    if (this.#closed) return;
    this.#timer = setTimeout(() => {
      this.#round = this.roundNow()
        .catch((error: unknown) => this.options.onError?.(error))
        .finally(() => this.start());
    }, this.options.everyMillis);
    this.#timer.unref();
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#round;
    await this.#lease.release().catch((error: unknown) => this.options.onError?.(error));
  }

  /** One whole round; how much was announced again. Nothing while another process has the lease. */
  async roundNow(): Promise<number> {
    const place = await this.#lease.claim();
    if (!place) return 0;
    const now = this.options.clock();
    // First what is known to be open: without a watermark (a restored store) the other walk is long.
    const open = (await this.#openOnes(place, now)) + (await this.#commands(place, now));
    const unheard = await this.#neverHeardOf(place, now);
    const announced = open + unheard.announced + (await this.#expected(place, now));
    await this.#forgetAnswers(now);
    // A round cut short by closing has not seen everything: the next one starts where this one did.
    if (!this.#closed) await this.#lease.finish(now, unheard.watermark);
    return announced;
  }

  async #neverHeardOf(place: SweepPlace, now: number): Promise<{ announced: number; watermark: string }> {
    const until = firstIdOf(now - this.options.rule.firstMillis);
    let from = place.watermark;
    let watermark: string | undefined;
    let announced = 0;
    while (!this.#closed) {
      const { rows } = await sql<Silent & { last: boolean }>`
        with chunk as materialized (
          select id, created_at from gateway.exchange where id > ${from}::uuid and id < ${until}::uuid order by id limit ${this.#chunk}::int4)
        (select c.id, c.created_at as heard_at, false as last from chunk c
          where not exists (select from gateway.exchange_state s where s.id = c.id) order by c.id)
        union all (select c.id, c.created_at, true from chunk c order by c.id desc limit 1)`.execute(this.options.db);
      const end = rows.at(-1);
      if (!end) break;
      const silent = rows.filter((row) => !row.last);
      // The watermark stays below the first that was never heard of.
      watermark ??= silent[0] && idBefore(silent[0].id);
      announced += await this.#announce(silent, this.#exchanges, place, now);
      from = end.id;
      if (!(await this.#lease.claim())) break;
    }
    return { announced, watermark: watermark ?? from };
  }

  #openOnes(place: SweepPlace, now: number): Promise<number> {
    const open = (from: string) => sql<Silent>`
      select s.id, s.changed_at as heard_at from gateway.exchange_state s
      where s.state not in ('settled', 'superseded', 'abandoned') and s.id > ${from}::uuid
      order by s.id limit ${this.#chunk}::int4`;
    return this.#walk(open, beforeFirstId, this.#exchanges, place, now);
  }

  async #commands(place: SweepPlace, now: number): Promise<number> {
    const { rows } = await sql<Silent>`
      select c.id, c.at as heard_at from gateway.command c where c.state = 'sent' order by c.id limit ${this.#chunk}::int4`.execute(
      this.options.db,
    );
    const load: Load = async (ids) => (await loadCommands(this.options.db, ids)).map(commandMessage);
    return this.#announce(rows, load, place, now);
  }

  /**
   * Nobody answers to what is to be expected: it is said again while a payment is open, and for two days in any case. Two walks,
   * so that neither meets the payments of all years.
   */
  async #expected(place: SweepPlace, now: number): Promise<number> {
    const load: Load = (ids) => loadExpected(this.options.db, ids);
    const payments = (state: RawBuilder<boolean>) => (from: string) => sql<Silent>`
      select p.id, p.changed_at as heard_at from gateway.payment p
      where p.id > ${from}::uuid and ${state} order by p.id limit ${this.#chunk}::int4`;
    const open = payments(sql`p.state in ('initiating', 'open', 'unknown')`);
    const ended = payments(sql`p.state not in ('initiating', 'open', 'unknown')`);
    return (
      (await this.#walk(open, beforeFirstId, load, place, now)) +
      (await this.#walk(ended, firstIdOf(now - expectedMillis), load, place, now))
    );
  }

  /** Says again what is due of all rows behind `from`, in the order of their ids. */
  async #walk(
    ask: (from: string) => RawBuilder<Silent>,
    from: string,
    load: Load,
    place: SweepPlace,
    now: number,
  ): Promise<number> {
    let announced = 0;
    while (!this.#closed) {
      const { rows } = await ask(from).execute(this.options.db);
      announced += await this.#announce(rows, load, place, now);
      const end = rows.at(-1);
      if (!end || rows.length < this.#chunk) break;
      from = end.id;
    }
    return announced;
  }

  async #announce(silent: readonly Silent[], load: Load, place: SweepPlace, now: number): Promise<number> {
    const due = silent.filter((row) => isDue(row.heard_at.getTime(), place.lastRound, now, this.options.rule));
    for (let at = 0; at < due.length && !this.#closed; at += publication) {
      const ids = due.slice(at, at + publication).map((row) => row.id);
      await this.options.publisher.publish(await load(ids));
    }
    return due.length;
  }

  async #forgetAnswers(now: number): Promise<void> {
    await sql`
      delete from gateway.idempotency where id in (
        select i.id from gateway.idempotency i where i.expires_at < ${new Date(now)}::timestamptz limit ${this.#chunk}::int4)`.execute(
      this.options.db,
    );
  }
}

/** A key just below this one. */
function idBefore(id: string): string {
  const number = BigInt(`0x${id.replaceAll('-', '')}`) - 1n;
  const hex = number.toString(16).padStart(32, '0');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
