import { sql, type Kysely } from 'kysely';
import type { Side } from '../port.js';

export interface SweepPlace {
  /** Epoch milliseconds of the last whole round; undefined before the first. */
  readonly lastRound?: number;
  /** Every id up to here has been dealt with. */
  readonly watermark: string;
}

const beginning = '00000000-0000-0000-0000-000000000000';

/** The table of a side's {@link SweepLease}s, for its migrations. */
export const createSweepTable = (db: Kysely<unknown>, side: Side): Promise<unknown> =>
  sql`
    create table ${sql.id(side, 'sweep')} (
      name text primary key,
      owner text not null,
      until timestamptz not null,
      last_round timestamptz,
      watermark uuid
    ) with (fillfactor = 50)`.execute(db);

/** One process at a time walks (`<side>.sweep`); the others see that its lease still runs, in database time. */
export class SweepLease {
  constructor(
    private readonly db: Kysely<unknown>,
    private readonly side: Side,
    private readonly name: string,
    private readonly owner: string,
    private readonly leaseMillis: number,
  ) {}

  /** Takes or renews the lease; undefined while another process has it. */
  async claim(): Promise<SweepPlace | undefined> {
    const { rows } = await sql<{ last_round: Date | null; watermark: string | null }>`
      insert into ${this.#table} as w (name, owner, until)
      values (${this.name}, ${this.owner}, ${this.#now} + make_interval(secs => ${this.leaseMillis / 1000}::float8))
      on conflict (name) do update set owner = excluded.owner, until = excluded.until
        where w.owner = excluded.owner or w.until < ${this.#now}
      returning last_round, watermark`.execute(this.db);
    const row = rows[0];
    if (!row) return undefined;
    return {
      watermark: row.watermark ?? beginning,
      ...(row.last_round ? { lastRound: row.last_round.getTime() } : {}),
    };
  }

  async finish(round: number, watermark: string): Promise<void> {
    await sql`
      update ${this.#table} set last_round = ${new Date(round)}::timestamptz, watermark = ${watermark}::uuid
      where name = ${this.name} and owner = ${this.owner}`.execute(this.db);
  }

  /** The next process need not wait for the lease to run out. */
  async release(): Promise<void> {
    await sql`
      update ${this.#table} set until = ${this.#now} where name = ${this.name} and owner = ${this.owner}`.execute(
      this.db,
    );
  }

  get #table() {
    return sql.id(this.side, 'sweep');
  }
  get #now() {
    return sql`${sql.id(this.side, 'clock_now')}()`;
  }
}
