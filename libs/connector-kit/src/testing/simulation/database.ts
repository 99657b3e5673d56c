import { CompiledQuery, sql, type Kysely } from 'kysely';
import { migrate, openStore, type Store } from '@lienthong/store';
import { closeBooks } from '@lienthong/store/testing';
import { connectorsSchema } from '../../work-store/migrations.js';

export interface Rows {
  readonly rows: readonly Record<string, unknown>[];
  readonly command: string;
  readonly rowCount: number;
}

/** One connection to the server, kept until the end. */
export interface Session {
  readonly pid: number;
  run(text: string, values?: readonly unknown[]): Promise<Rows>;
}

const sessions = 12;
/** A statement that has not been answered after this is asked about: does it wait for a lock? Real milliseconds. */
const answerWithinMs = 10;

const emptied = ['work', 'attempt', 'side_call', 'command', 'quarantine', 'outbox', 'writer', 'member', 'restored'];
const tables = [...emptied, 'shard_lease', 'simulated_clock'];

/** What a backup holds and a schedule fills. */
const backedUp = ['work', 'attempt', 'side_call', 'command', 'outbox', 'writer'];

/** Directly, or by a column's default. */
const readsClock = /clock_now|insert into connectors\./;

/** A statement that waits for a lock of another transaction goes on when that has ended. */
export const waitsForLock = Symbol('waits for a lock');

/** A real PostgreSQL whose clock is the schedule's, with connections of its own for every transaction under way. */
export class SimulatedDatabase {
  readonly #free: Session[] = [];
  #clockAt = 0;
  #resets = 0;
  #hasBackup = false;
  /** Statements that the server has run, for the figures. */
  statements = 0;

  private constructor(
    private readonly store: Store,
    readonly admin: Session,
    free: readonly Session[],
    private readonly end: () => void,
  ) {
    this.#free.push(...free);
  }

  static async open(databaseUrl: string): Promise<SimulatedDatabase> {
    const store = await openStore({ databaseUrl, pool: sessions + 1 });
    await migrate(store, connectorsSchema);
    // eslint-disable-next-line @typescript-eslint/no-explicit-any -- raw SQL only
    const db = store.db<any>('connectors');
    await sql`create table connectors.simulated_clock (at timestamptz not null) with (fillfactor = 10)`.execute(db);
    await sql`insert into connectors.simulated_clock values (now())`.execute(db);
    await sql`create or replace function connectors.clock_now() returns timestamptz language sql volatile
      as 'select at from connectors.simulated_clock'`.execute(db);
    await sql`create function connectors.forget_everything() returns void language plpgsql as ${sql.raw(`'begin
      ${emptied.map((table) => `delete from connectors.${table};`).join(' ')}
      update connectors.shard_lease set owner = null, epoch = 0, until = ''-infinity'', ended_how = ''never''
        where epoch > 0; end'`)}`.execute(db);
    let end: () => void = () => undefined;
    const ended = new Promise<void>((resolve) => (end = resolve));
    const [admin, ...free] = await Promise.all(Array.from({ length: sessions }, () => openSession(db, ended)));
    // As its login: the side's own role is not shown what the others wait for, and may not cancel it.
    await admin!.run('reset role');
    return new SimulatedDatabase(store, admin!, free, end);
  }

  async close(): Promise<void> {
    this.end();
    await this.store.close();
  }

  take(): Session {
    const session = this.#free.pop();
    if (!session) throw new Error('the simulation has more transactions under way than connections');
    return session;
  }

  give(session: Session): void {
    this.#free.push(session);
  }

  /** Everything of the last schedule away. */
  async reset(): Promise<void> {
    await this.admin.run('select connectors.forget_everything()');
    this.#resets += 1;
    this.#hasBackup = false;
    if (this.#resets % 25 === 0) await this.admin.run(`vacuum ${tables.map((t) => `connectors.${t}`).join(', ')}`);
  }

  /** Runs a statement at this instant; {@link waitsForLock} with the answer to come where another transaction is in its way. */
  async execute(
    session: Session,
    now: number,
    text: string,
    values: readonly unknown[],
  ): Promise<{ readonly answer: Promise<Rows>; readonly state: 'answered' | typeof waitsForLock }> {
    this.statements += 1;
    if (readsClock.test(text)) await this.#setClock(now);
    const answer = session.run(text, values);
    return { answer, state: await this.stateOf(session, answer) };
  }

  async backUp(): Promise<void> {
    for (const table of backedUp) {
      await this.admin.run(`drop table if exists pg_temp.${table}`);
      await this.admin.run(`create temp table ${table} as table connectors.${table}`);
    }
    this.#hasBackup = true;
  }

  /** As a restore leaves the last backup, or one that was taken just now. No process may be at work. */
  async restore(now: number): Promise<void> {
    await this.#setClock(now);
    await this.admin.run('delete from connectors.member');
    for (const table of this.#hasBackup ? backedUp : []) {
      await this.admin.run(`delete from connectors.${table}`);
      await this.admin.run(`insert into connectors.${table} overriding system value table pg_temp.${table}`);
    }
    const db = this.store.db<unknown>('connectors');
    await db.transaction().execute((tx) => closeBooks(tx, 'connectors', new Date(now).toISOString()));
  }

  async #setClock(now: number): Promise<void> {
    if (this.#clockAt === now) return;
    this.#clockAt = now;
    await this.admin.run('update connectors.simulated_clock set at = $1', [new Date(now)]);
  }

  async stateOf(session: Session, answer: Promise<Rows>): Promise<'answered' | typeof waitsForLock> {
    for (;;) {
      if (await answeredWithin(answer, answerWithinMs)) return 'answered';
      const { rows } = await this.admin.run(
        `select wait_event_type = 'Lock' as waits from pg_stat_activity where pid = $1`,
        [session.pid],
      );
      if (rows[0]?.['waits'] === true) return waitsForLock;
    }
  }

  /** Ends what a process that is gone had under way on this connection, and takes the connection back. */
  async rollBack(session: Session, waiting: Promise<unknown> | undefined): Promise<void> {
    if (waiting) {
      await this.admin.run('select pg_cancel_backend($1)', [session.pid]);
      await waiting.catch(() => undefined);
    }
    await session.run('rollback');
  }
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- raw SQL only
function openSession(db: Kysely<any>, until: Promise<void>): Promise<Session> {
  return new Promise((resolve, reject) => {
    db.connection()
      .execute(async (connection) => {
        const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(connection);
        // A simulated process may stand still in a transaction for as long as its schedule is busy elsewhere.
        await sql`set idle_in_transaction_session_timeout = 0`.execute(connection);
        await sql`set statement_timeout = 0`.execute(connection);
        resolve({
          pid: rows[0]!.pid,
          run: async (text, values = []) => {
            const result = await connection.executeQuery<Record<string, unknown>>(CompiledQuery.raw(text, [...values]));
            const affected = result.numAffectedRows;
            return {
              rows: result.rows,
              command: affected === undefined ? 'SELECT' : 'UPDATE',
              rowCount: affected === undefined ? result.rows.length : Number(affected),
            };
          },
        });
        await until;
      })
      .catch(reject);
  });
}

async function answeredWithin(answer: Promise<unknown>, millis: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => (timer = setTimeout(() => resolve(false), millis)));
  const answered = answer.then(
    () => true,
    () => true,
  );
  const result = await Promise.race([answered, late]);
  clearTimeout(timer);
  return result;
}

/** What a client sees when its connection breaks in the middle. */
export class ConnectionLost extends Error {
  readonly code = '08006';

  constructor() {
    super('the connection to the database broke (simulated)');
    this.name = 'ConnectionLost';
  }
}

/** A rollback that the server itself decided on: the transaction may be tried again. */
export class Serialization extends Error {
  readonly code = '40001';

  constructor() {
    super('could not serialize access (simulated)');
    this.name = 'Serialization';
  }
}
