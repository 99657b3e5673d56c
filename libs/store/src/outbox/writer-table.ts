import { sql, type Kysely } from 'kysely';
import type { Side } from '../port.js';

type Db = Kysely<unknown>;

/** The `writer` table: who writes outbox rows under which number, until when, and how far they have been published. */
export interface WriterTable {
  register(owner: string, leaseMs: number, cursor: number): Promise<number>;
  /** Saves cursor and lease in one statement; false when the writer belongs to another by now. */
  save(writer: number, owner: string, cursor: number, leaseMs: number): Promise<boolean>;
  /** Ends the lease, so that whatever is left is swept at once. */
  end(writer: number, owner: string, cursor: number): Promise<void>;
  /** Ends all leases: only at the first start on an embedded store, when whoever had them is known to be dead. */
  endAll(): Promise<void>;
  /** Takes one writer whose lease has ended and that left rows. */
  takeEnded(
    owner: string,
    leaseMs: number,
    except: readonly number[],
  ): Promise<{ readonly writer: number; readonly cursor: number } | undefined>;
  /** Writers whose lease ended long ago and that left nothing. */
  settled(limit: number): Promise<readonly number[]>;
  forget(writer: number): Promise<void>;
}

export function writerTable(db: Db, side: Side): WriterTable {
  const table = sql.id(side, 'writer');
  const outbox = sql.id(side, 'outbox');
  const now = sql`${sql.id(side, 'clock_now')}()`;
  const inMs = (ms: number) => sql`${now} + make_interval(secs => ${ms / 1_000}::float8)`;

  return {
    register: async (owner, leaseMs, cursor) => {
      const { rows } = await sql<{ writer: number }>`
        insert into ${table} (owner, lease_until, cursor) values (${owner}, ${inMs(leaseMs)}, ${cursor}::int8) returning writer`.execute(
        db,
      );
      return rows[0]!.writer;
    },
    save: async (writer, owner, cursor, leaseMs) => {
      const { numAffectedRows } = await sql`
        update ${table} set cursor = greatest(cursor, ${cursor}::int8), lease_until = ${inMs(leaseMs)}
        where writer = ${writer} and owner = ${owner}`.execute(db);
      return Number(numAffectedRows) === 1;
    },
    end: async (writer, owner, cursor) => {
      await sql`
        update ${table} set cursor = greatest(cursor, ${cursor}::int8), lease_until = ${now}
        where writer = ${writer} and owner = ${owner}`.execute(db);
    },
    endAll: async () => {
      await sql`update ${table} set lease_until = ${now} where lease_until > ${now}`.execute(db);
    },
    takeEnded: async (owner, leaseMs, except) => {
      const { rows } = await sql<{ writer: number; cursor: number }>`
        update ${table} set owner = ${owner}, lease_until = ${inMs(leaseMs)} where writer = (
          select w.writer from ${table} w
          where w.lease_until <= ${now} and w.writer <> all(${[...except]}::int4[])
            and exists (select from ${outbox} o where o.writer = w.writer and o.n > w.cursor)
          order by w.writer limit 1 for update skip locked)
        returning writer, cursor`.execute(db);
      return rows[0];
    },
    settled: async (limit) => {
      const { rows } = await sql<{ writer: number }>`
        select w.writer from ${table} w
        where w.lease_until < ${now} - interval '10 minutes'
          and not exists (select from ${outbox} o where o.writer = w.writer and o.n > w.cursor)
        order by w.writer limit ${limit}::int4`.execute(db);
      return rows.map(({ writer }) => writer);
    },
    forget: async (writer) => {
      await sql`
        delete from ${table} w where w.writer = ${writer} and w.lease_until < ${now} - interval '10 minutes'
          and not exists (select from ${outbox} o where o.writer = w.writer)`.execute(db);
    },
  };
}
