import { Pool, type PoolClient } from 'pg';
import type { PostgresPool, PostgresPoolClient } from 'kysely';
import { CannotOpenStore, StoreGone } from '../errors.js';
import type { OnStoreEvent } from '../events.js';
import { assertOutsideTransaction } from '../guarded-kysely.js';
import type { Side, Store } from '../port.js';
import { Session, StatementNames } from '../session.js';
import { storeOver } from '../store-over-pool.js';
import { typeParsers } from '../types.js';
import { prepareSchema, roleOf, sidesUnderRoles } from './roles.js';

export interface PostgresOptions {
  readonly databaseUrl: string;
  /** Connections at most (10). */
  readonly pool?: number;
  readonly onEvent?: OnStoreEvent;
}

const connectDeadlineMs = 10_000;
const statementDeadlineMs = 30_000;
/** A process that stands still in a transaction keeps others from its rows for no longer than a lease keeps them from its work. */
const idleInTransactionMs = 5_000;
/** Longer than the server's own deadline: reached only when the network swallows the answer. */
const answerDeadlineMs = 45_000;

/**
 * Statements are parsed and planned once per connection. Planned for arrays of known length they would be planned at every run,
 * because that looks cheaper each time; and a plan made while its tables were small must not be one that reads them whole.
 */
const planSettings = ['plan_cache_mode=force_generic_plan', 'enable_seqscan=off', 'jit=off'];

/**
 * One bounded pool for all sides. A connection works under the role of the side it serves; it changes its role only when it goes
 * from one side to another, which it does in processes that hold both.
 */
class GuardedPool implements PostgresPool {
  readonly options = {};
  #closed = false;
  readonly #names = new StatementNames();
  readonly #roles = new WeakMap<PoolClient, string>();
  #underRoles: ReadonlySet<Side> = new Set();

  constructor(
    private readonly pool: Pool,
    private readonly onEvent: OnStoreEvent | undefined,
  ) {}

  connect = (): Promise<PostgresPoolClient> => this.connectAs(undefined);

  /** The same connections, for one side. */
  of(side: Side): PostgresPool {
    return { options: this.options, connect: () => this.connectAs(side), end: () => this.end() };
  }

  async connectAs(side: Side | undefined): Promise<PostgresPoolClient> {
    const client = await this.#take(side !== undefined && this.#underRoles.has(side) ? roleOf[side]! : 'none');
    return new Session(client as never, (broken) => client.release(broken || hasUnansweredQuery(client)), this.#names);
  }

  /** Looks which sides have their roles, after a schema may have been made. */
  async lookAtRoles(): Promise<void> {
    await this.#asLogin(async (client) => (this.#underRoles = await sidesUnderRoles(client)));
  }

  async prepareSchema(side: Side): Promise<void> {
    const why = await this.#asLogin((client) => prepareSchema(client, side));
    if (why !== undefined) this.onEvent?.({ kind: 'store.withoutRole', side, role: roleOf[side]!, why });
    else await this.lookAtRoles();
  }

  async #asLogin<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    const client = await this.#take('none');
    try {
      return await work(client);
    } finally {
      client.release(hasUnansweredQuery(client));
    }
  }

  async #take(role: string): Promise<PoolClient> {
    assertOutsideTransaction(this);
    if (this.#closed) throw new StoreGone('the store has been closed');
    const client = await this.pool.connect();
    if ((this.#roles.get(client) ?? 'none') === role) return client;
    try {
      await client.query(`set role ${role}`);
    } catch (error) {
      client.release(true);
      throw error;
    }
    this.#roles.set(client, role);
    return client;
  }

  async end(): Promise<void> {
    this.#closed = true;
    await this.pool.end();
  }
}

/** A query that ran into the answer deadline leaves its connection in the middle of an answer. */
function hasUnansweredQuery(client: PoolClient): boolean {
  return (client as unknown as { _getActiveQuery?: () => unknown })._getActiveQuery?.() != null;
}

/** Host and database of a URL, without user and password. */
function nameOf(databaseUrl: string): string {
  try {
    const url = new URL(databaseUrl);
    return `${url.hostname}${url.port ? `:${url.port}` : ''}${url.pathname}`;
  } catch {
    return 'the given DATABASE_URL (it is not a URL)';
  }
}

function connectError(databaseUrl: string, error: unknown): CannotOpenStore {
  const { code, message } = error as { code?: string; message?: string };
  const what = `PostgreSQL at ${nameOf(databaseUrl)}`;
  if (code?.startsWith('28') || code === '3D000' || code === '42501') {
    return new CannotOpenStore(
      'refused',
      `${what} refuses us (${code}): check user, password and database in DATABASE_URL`,
    );
  }
  return new CannotOpenStore(
    'unreachable',
    `${what} cannot be reached (${code ?? message ?? 'no answer'}): is it up, and is DATABASE_URL right?`,
  );
}

/** @throws {CannotOpenStore} */
export async function openPostgres(options: PostgresOptions): Promise<Store> {
  const begun = performance.now();
  const pool = new Pool({
    connectionString: options.databaseUrl,
    max: options.pool ?? 10,
    application_name: 'lienthong',
    connectionTimeoutMillis: connectDeadlineMs,
    statement_timeout: statementDeadlineMs,
    idle_in_transaction_session_timeout: idleInTransactionMs,
    query_timeout: answerDeadlineMs,
    keepAlive: true,
    options: planSettings.map((setting) => `-c ${setting}`).join(' '),
    types: typeParsers,
    pipeline: true,
  } as never);
  // The pool hears only those that lie idle; one that breaks between two statements of a transaction must not end the process.
  pool.on('connect', (client) => void client.on('error', () => undefined));
  pool.on('error', (error) => options.onEvent?.({ kind: 'store.connectionLost', error }));
  try {
    await pool.query('select 1');
  } catch (error) {
    await pool.end();
    throw connectError(options.databaseUrl, error);
  }
  options.onEvent?.({ kind: 'store.opened', store: 'postgres', millis: performance.now() - begun });
  const guarded = new GuardedPool(pool, options.onEvent);
  await guarded.lookAtRoles();
  return storeOver(
    guarded,
    {
      kind: 'postgres',
      previousOwner: 'shared',
      close: () => guarded.end(),
      prepareSchema: ({ side }) => guarded.prepareSchema(side),
    },
    (side) => guarded.of(side),
  );
}
