import { AsyncLocalStorage } from 'node:async_hooks';
import { Kysely, type KyselyConfig, type PostgresPool, type Transaction, type TransactionBuilder } from 'kysely';
import { OuterHandleInTransaction } from './errors.js';

interface OpenTransaction {
  readonly pool: PostgresPool;
  open: boolean;
}

const current = new AsyncLocalStorage<OpenTransaction>();

/** Throws {@link OuterHandleInTransaction} when called from inside a transaction of the same pool. */
export function assertOutsideTransaction(pool: PostgresPool): void {
  const transaction = current.getStore();
  if (transaction?.open && transaction.pool === pool) throw new OuterHandleInTransaction();
}

/** Runs work that opens a transaction of its own beside the one under way; never on a store of one session. */
export const apart = <T>(work: () => T): T => current.exit(work);

type Body<DB, T> = (transaction: Transaction<DB>) => Promise<T>;

async function runMarked<DB, T>(pool: PostgresPool, body: Body<DB, T>, transaction: Transaction<DB>): Promise<T> {
  const mark: OpenTransaction = { pool, open: true };
  try {
    return await current.run(mark, () => body(transaction));
  } finally {
    mark.open = false;
  }
}

function marked<DB>(builder: TransactionBuilder<DB>, pool: PostgresPool): TransactionBuilder<DB> {
  return new Proxy(builder, {
    get(target, name) {
      if (name === 'execute') {
        return <T>(body: Body<DB, T>, ...rest: []) =>
          target.execute((transaction) => runMarked(pool, body, transaction), ...rest);
      }
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== 'function') return member;
      return (...args: unknown[]) => marked(Reflect.apply(member, target, args) as TransactionBuilder<DB>, pool);
    },
  });
}

/** Kysely whose transactions are marked, so that the pool can refuse a query that bypasses them. */
export class GuardedKysely<DB> extends Kysely<DB> {
  readonly #pool: PostgresPool;

  constructor(config: KyselyConfig, pool: PostgresPool) {
    super(config);
    this.#pool = pool;
  }

  override transaction(): TransactionBuilder<DB> {
    return marked(super.transaction(), this.#pool);
  }
}
