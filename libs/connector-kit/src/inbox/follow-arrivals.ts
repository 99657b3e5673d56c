import { sql, type Kysely } from 'kysely';
import { shardOf } from '@lienthong/contracts';
import type { Runner } from '../runner/runner.js';
import { loadArrivals } from '../work-store/load.js';

/** Under work, at rest, and when no other process is alive. Milliseconds. */
const intervals = { busy: 100, idle: 1_000, alone: 5_000 } as const;
const batch = 1_000;

/**
 * Follows what other processes insert: their arrivals belong to shards owned here as well. One query per round for all of them, in
 * commit order per writer; nothing but a look at the list of writers while this process is alone.
 */
export class ArrivalFollower {
  readonly #cursors = new Map<number, number>();
  #timer: NodeJS.Timeout | undefined;
  #round: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(
    // eslint-disable-next-line @typescript-eslint/no-explicit-any -- raw SQL only
    private readonly db: Kysely<any>,
    /** Numbers under which this process writes; what it inserts it knows. */
    private readonly own: () => readonly number[],
    private readonly runner: Pick<Runner, 'arrived' | 'commanded'>,
    private readonly onError: (error: unknown) => void,
  ) {}

  /** Before the first take-over: what is there by then is loaded with the shards, what comes later is followed. */
  async start(): Promise<void> {
    for (const [writer, n] of await this.#lastOfOthers()) this.#cursors.set(writer, n);
    this.#again(intervals.busy);
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#round;
  }

  #again(millis: number): void {
    if (this.#closed) return;
    this.#timer = setTimeout(() => {
      this.#round = this.#follow().then(
        (next) => this.#again(next),
        (error: unknown) => {
          this.onError(error);
          this.#again(intervals.idle);
        },
      );
    }, millis);
  }

  async #follow(): Promise<number> {
    const others = await this.#others();
    for (const writer of this.#cursors.keys()) if (!others.includes(writer)) this.#cursors.delete(writer);
    for (const writer of others) if (!this.#cursors.has(writer)) this.#cursors.set(writer, 0);
    if (this.#cursors.size === 0) return intervals.alone;
    const { work, commands } = withinBoth(await loadArrivals(this.db, this.#cursors, batch));
    for (const { writer, n } of [...work, ...commands]) {
      this.#cursors.set(writer, Math.max(this.#cursors.get(writer) ?? 0, n));
    }
    this.runner.arrived(work.map((arrival) => ({ work: arrival.work })));
    this.runner.commanded(commands.map(({ command }) => ({ command, shard: shardOf(command.subject) })));
    return work.length + commands.length > 0 ? intervals.busy : intervals.idle;
  }

  /**
   * Writers whose process may still insert. One that ended is followed for a while longer, for its last rows; also one whose tail
   * this process has taken over, which the table then calls its owner: whoever was frozen goes on inserting until it notices.
   */
  async #others(): Promise<number[]> {
    const found = await sql<{ writer: number }>`
      select writer from connectors.writer
      where writer <> all(${[...this.own()]}::int4[]) and lease_until > connectors.clock_now() - interval '1 minute'`.execute(
      this.db,
    );
    return found.rows.map((row) => row.writer);
  }

  async #lastOfOthers(): Promise<Map<number, number>> {
    const found = await sql<{ writer: number; n: number }>`
      select o.writer, greatest(
        coalesce((select max(w.n) from connectors.work w where w.writer = o.writer), 0),
        coalesce((select max(c.n) from connectors.command c where c.writer = o.writer), 0)) as n
      from connectors.writer o
      where o.writer <> all(${[...this.own()]}::int4[]) and o.lease_until > connectors.clock_now() - interval '1 minute'`.execute(
      this.db,
    );
    return new Map(found.rows.map(({ writer, n }) => [writer, Number(n)]));
  }
}

type Arrivals = Awaited<ReturnType<typeof loadArrivals>>;

/** Where one of the two was cut off, the other goes no further: a cursor serves both. */
function withinBoth({ work, commands }: Arrivals): Arrivals {
  const ends = [work, commands].flatMap((list) => (list.length < batch ? [] : [list.at(-1)!]));
  const within = ({ writer, n }: { writer: number; n: number }): boolean =>
    ends.every((end) => writer < end.writer || (writer === end.writer && n <= end.n));
  return { work: work.filter(within), commands: commands.filter(within) };
}
