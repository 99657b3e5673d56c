import type { PostgresPoolClient, PostgresQueryResult } from 'kysely';

/** The part of `pg`'s client that a session needs. */
export interface WireClient {
  query(config: { text: string; values?: unknown[]; name?: string }): Promise<PostgresQueryResult<unknown>>;
}

/** Answer to what was not sent. */
export const nothingSaid = {
  command: 'BEGIN' as const,
  rowCount: 0,
  rows: [],
} as unknown as PostgresQueryResult<unknown>;

/** Not SQL: the transaction computes from here on what it will write (`letOthersIn`). */
export const letGoText = '-- let others in';

/** Gives statements that come again a name, so that the server parses and plans them once. Bounded. */
export class StatementNames {
  readonly #seen = new Map<string, number>();
  readonly #names = new Map<string, string>();

  constructor(private readonly limit = 200) {}

  nameOf(text: string): string | undefined {
    const name = this.#names.get(text);
    if (name !== undefined || this.#names.size >= this.limit) return name;
    const times = (this.#seen.get(text) ?? 0) + 1;
    if (times > 2) this.#names.set(text, `s${this.#names.size}`);
    else if (this.#seen.size < this.limit * 10) this.#seen.set(text, times);
    else this.#seen.clear();
    return undefined;
  }
}

/**
 * One connection as Kysely uses it. `begin` is not waited for: it travels with the statement that follows, which saves a
 * round trip per transaction. A `commit` may have been sent behind the last statement already (see `together`): who asks for
 * it again, or to roll back because that statement failed, gets its answer.
 */
export class Session implements PostgresPoolClient {
  #begin: Promise<unknown> | undefined;
  #ended: Promise<PostgresQueryResult<unknown>> | undefined;

  constructor(
    private readonly client: WireClient,
    private readonly onRelease: (broken: boolean) => void,
    private readonly names?: StatementNames,
  ) {}

  readonly query = (async (text: string, values: readonly unknown[] = []) => {
    if (text === 'begin') return this.#beginLater();
    if (text === letGoText) return nothingSaid;
    if (text === 'commit') return (this.#ended ??= this.#send(text, values));
    if (text === 'rollback' && this.#ended) return this.#ended;
    return this.#send(text, values);
  }) as PostgresPoolClient['query'];

  release = (broken = false): void => {
    this.#begin = undefined;
    this.onRelease(broken);
  };

  async #send(text: string, values: readonly unknown[]): Promise<PostgresQueryResult<unknown>> {
    const begin = this.#begin;
    this.#begin = undefined;
    const result = this.client.query(this.#statement(text, values));
    if (begin === undefined) return result;
    return (await Promise.all([result, begin]))[0];
  }

  #beginLater(): PostgresQueryResult<unknown> {
    this.#ended = undefined;
    this.#begin = this.client.query({ text: 'begin' });
    this.#begin.catch(() => undefined); // the statement that follows reports it
    return nothingSaid;
  }

  #statement(text: string, values: readonly unknown[]): { text: string; values?: unknown[]; name?: string } {
    if (values.length === 0) return { text };
    const name = this.names?.nameOf(text);
    return name === undefined ? { text, values: [...values] } : { text, values: [...values], name };
  }
}
