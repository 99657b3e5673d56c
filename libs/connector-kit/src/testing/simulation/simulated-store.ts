import { Kysely, PostgresDialect, WithSchemaPlugin, type PostgresPool, type PostgresPoolClient } from 'kysely';
import type { Side, Store } from '@lienthong/store';
import { ConnectionLost, waitsForLock, type Rows, type Session, type SimulatedDatabase } from './database.js';
import type { Actor } from './world.js';

export interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** Told of every statement that was run for a process, before its answer goes back. */
export type AfterStatement = (actor: Actor, statement: Statement, answer: Rows) => void;

/** The answer of a statement that waits for a lock: comes as a step of its own when the lock is free. */
export class Later {
  arrived: () => void = () => undefined;

  constructor(readonly answer: () => Promise<Rows>) {}
}

/** Connections in use; they end with their process. */
export class Connections {
  readonly #open = new Set<SimulatedConnection>();

  constructor(
    readonly database: SimulatedDatabase,
    readonly after: AfterStatement,
  ) {}

  open(actor: Actor): SimulatedConnection {
    const connection = new SimulatedConnection(actor, this, (closed) => this.#open.delete(closed));
    this.#open.add(connection);
    return connection;
  }

  /** Looks for answers of statements that waited for a lock. */
  async recheck(): Promise<void> {
    for (const connection of this.#open) await connection.recheck();
  }

  async endAllOf(actor: Actor): Promise<void> {
    for (const connection of [...this.#open]) if (connection.actor === actor) await connection.die();
  }

  async endAll(): Promise<void> {
    for (const connection of [...this.#open]) await connection.die();
  }
}

const begun = { command: 'BEGIN', rowCount: 0, rows: [] };

/** One connection of a process's pool: every statement waits for the schedule. */
export class SimulatedConnection implements PostgresPoolClient {
  readonly #session: Session;
  #inTransaction = false;
  #begin = false;
  #broken = false;
  #closed = false;
  #waiting: { readonly answer: Promise<Rows>; readonly later: Later } | undefined;
  /** What was sent before: a connection answers in order. */
  #before: Promise<unknown> = Promise.resolve();
  /** A commit that was sent behind the last statement. */
  #ended: Promise<Rows | Later> | undefined;

  constructor(
    readonly actor: Actor,
    private readonly pool: Connections,
    private readonly onClosed: (connection: SimulatedConnection) => void,
  ) {
    this.#session = pool.database.take();
  }

  readonly query = (async (text: string, values: readonly unknown[] = []) => {
    if (text === 'begin') {
      this.#begin = true;
      this.#inTransaction = true;
      this.#ended = undefined;
      return begun;
    }
    if (text === 'commit') return (this.#ended ??= this.#inOrder(text, values));
    if (text === 'rollback' && this.#ended) return this.#ended;
    return this.#inOrder(text, values);
  }) as PostgresPoolClient['query'];

  #inOrder(text: string, values: readonly unknown[]): Promise<Rows | Later> {
    const answer = this.#before.then(() => this.#send(text, values));
    this.#before = answer.catch(() => undefined);
    return answer;
  }

  async #send(text: string, values: readonly unknown[]): Promise<Rows | Later> {
    if (this.#broken) throw new ConnectionLost();
    const kind = text === 'commit' ? 'commit' : this.#inTransaction ? 'statement' : 'query';
    const label = text.replace(/\s+/g, ' ').trim().slice(0, 60);
    return this.actor.world.gate(
      this.actor,
      kind,
      label,
      () => this.#perform(text, values),
      () => this.#lose(),
    );
  }

  release = (): void => {
    if (this.#closed) return;
    this.#closed = true;
    this.onClosed(this);
    // A broken one has been rolled back when it broke.
    this.pool.database.give(this.#session);
  };

  async #perform(text: string, values: readonly unknown[]): Promise<Rows | Later> {
    const { database } = this.pool;
    if (this.#begin) {
      this.#begin = false;
      await this.#session.run('begin');
    }
    const { answer, state } = await database.execute(this.#session, this.actor.world.now, text, values);
    if (state !== waitsForLock) return this.#answered({ text, values }, await answer);
    this.actor.world.log(`${this.actor.name} waits for a lock`);
    const later = new Later(async () => this.#answered({ text, values }, await answer));
    this.#waiting = { answer, later };
    return later;
  }

  #answered(statement: Statement, rows: Rows): Rows {
    const { text } = statement;
    if (text === 'commit' || text === 'rollback') this.#inTransaction = false;
    this.pool.after(this.actor, statement, rows);
    return text === 'commit' || text === 'rollback' ? { ...rows, command: String(rows.rows[0]?.['command']) } : rows;
  }

  /** Has the answer come in the meantime? */
  async recheck(): Promise<void> {
    const waiting = this.#waiting;
    if (!waiting || (await this.pool.database.stateOf(this.#session, waiting.answer)) === waitsForLock) return;
    this.#waiting = undefined;
    waiting.later.arrived();
  }

  /** The connection breaks: the server rolls back what has not been committed. */
  async #lose(): Promise<Error> {
    this.#broken = true;
    await this.#end();
    return new ConnectionLost();
  }

  async die(): Promise<void> {
    await this.#end();
    this.release();
  }

  async #end(): Promise<void> {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (this.#inTransaction && !this.#begin) await this.pool.database.rollBack(this.#session, waiting?.answer);
    else if (waiting) await this.pool.database.rollBack(this.#session, waiting.answer);
    this.#inTransaction = false;
    this.#begin = false;
  }
}

/** The store of one simulated process: real statements on the real server, one step of the schedule each. */
export function simulatedStore(actor: Actor, connections: Connections): Store {
  const pool: PostgresPool = {
    options: {},
    connect: () => Promise.resolve(connections.open(actor)),
    end: () => Promise.resolve(),
  } as PostgresPool;
  const handle = (side: Side): Kysely<unknown> =>
    new Kysely({ dialect: new PostgresDialect({ pool }), plugins: [new WithSchemaPlugin(side)] });
  const connectors = handle('connectors');
  return {
    kind: 'postgres',
    previousOwner: 'shared',
    db: <Tables>() => connectors as unknown as Kysely<Tables>,
    close: () => Promise.resolve(),
  };
}
