import type { PostgresPool, PostgresPoolClient } from 'kysely';
import { StoreGone } from '../errors.js';
import { assertOutsideTransaction } from '../guarded-kysely.js';
import { Session, StatementNames, type WireClient } from '../session.js';
import { isUrgent } from '../urgency.js';

interface Waiting {
  readonly resolve: (client: PostgresPoolClient) => void;
  readonly reject: (error: Error) => void;
}

/** PGlite has one session: whoever wants it waits in line, and behind those for whom somebody waits. */
export class SingleSessionPool implements PostgresPool {
  readonly options = {};
  readonly #names = new StatementNames();
  readonly #urgent: Waiting[] = [];
  readonly #waiting: Waiting[] = [];
  #busy = false;
  /** How often the session has been given out. */
  uses = 0;
  #gone: Error | undefined;
  #idle: (() => void) | undefined;

  constructor(private readonly client: WireClient) {}

  connect = (): Promise<PostgresPoolClient> => {
    assertOutsideTransaction(this);
    if (this.#gone) return Promise.reject(this.#gone);
    if (this.#busy) {
      const line = isUrgent() ? this.#urgent : this.#waiting;
      return new Promise((resolve, reject) => line.push({ resolve, reject }));
    }
    this.#busy = true;
    return Promise.resolve(this.#session());
  };

  /** Nobody gets the session any more; who waits for it is told why. */
  refuse(error: Error): void {
    this.#gone ??= error;
    for (const { reject } of [...this.#urgent.splice(0), ...this.#waiting.splice(0)]) reject(this.#gone);
  }

  /** Takes no new work, finishes what waits. */
  async end(): Promise<void> {
    this.#gone ??= new StoreGone('the store has been closed');
    if (this.#busy) await new Promise<void>((resolve) => (this.#idle = resolve));
  }

  get isIdle(): boolean {
    return !this.#busy;
  }

  #session(): PostgresPoolClient {
    this.uses += 1;
    return new Session(this.client, () => this.#next(), this.#names);
  }

  #next(): void {
    const next = this.#urgent.shift() ?? this.#waiting.shift();
    if (next) return next.resolve(this.#session());
    this.#busy = false;
    this.#idle?.();
  }
}
