import { sql, type DatabaseConnection, type QueryResult, type RawBuilder } from 'kysely';
import type { Tx } from './port.js';
import { letGoText } from './session.js';

type Results<Rows extends readonly unknown[]> = { [At in keyof Rows]: QueryResult<Rows[At]> };

/**
 * Sends the statements of a transaction at once instead of each after the answer to the one before: one round trip for all.
 * They run in their order, each seeing what those before it did. Where one fails those behind it fail too, and its error is
 * the one that is thrown.
 */
export function together<Rows extends readonly unknown[]>(
  tx: Tx,
  ...statements: { [At in keyof Rows]: RawBuilder<Rows[At]> }
): Promise<Results<Rows>> {
  return send(tx, statements, false) as Promise<Results<Rows>>;
}

/** The last statement of a transaction and its commit at once. What comes after it is no longer part of the transaction. */
export async function commitWith(tx: Tx, statement: RawBuilder<unknown>): Promise<void> {
  await send(tx, [statement], true);
}

/**
 * To be called between the reading and the computing of a transaction that has written nothing but what may stand without the
 * rest. Where one session serves all, it is given to the other sides until the next statement; nobody of this transaction's own
 * side comes in between, so that what has been read stays true. With a session of its own nothing happens.
 */
export async function letOthersIn(tx: Tx): Promise<void> {
  const query = sql.raw(letGoText).compile(tx);
  await tx.getExecutor().provideConnection((connection: DatabaseConnection) => connection.executeQuery(query));
}

async function send(tx: Tx, statements: readonly RawBuilder<unknown>[], commits: boolean): Promise<unknown> {
  const queries = statements.map((statement) => statement.compile(tx));
  if (commits) queries.push(sql`commit`.compile(tx));
  return tx.getExecutor().provideConnection(async (connection: DatabaseConnection) => {
    const answers = await Promise.allSettled(queries.map((query) => connection.executeQuery(query)));
    return answers.map((answer) => {
      if (answer.status === 'rejected') throw answer.reason;
      return answer.value;
    });
  });
}
