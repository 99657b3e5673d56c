import type { PostgresPool, PostgresPoolClient } from 'kysely';
import { StoreGone } from '../errors.js';
import { assertOutsideTransaction } from '../guarded-kysely.js';
import type { Side } from '../port.js';
import { Session, StatementNames, type WireClient } from '../session.js';
import { isUrgent } from '../urgency.js';
import { hurries, SideSession, type Hurry, type SessionLine } from './side-session.js';

interface Waiting {
  /** `undefined`: wants the session for itself, with nothing unanswered in it. */
  readonly side: Side | undefined;
  readonly resolve: (client: PostgresPoolClient) => void;
  readonly reject: (error: Error) => void;
}

/** Uses whose last statement has been sent and not yet been answered, when the next one begins: the database never waits for us. */
const unansweredAtMost = 1;

/**
 * PGlite has one session: whoever wants it waits in line. A side whose transaction has let others in has nobody else of its own
 * let in until that transaction goes on.
 */
export class SingleSessionPool implements PostgresPool, SessionLine {
  readonly options = {};
  readonly #names = new StatementNames();
  readonly #lines: Readonly<Record<Hurry, Waiting[]>> = { resuming: [], urgent: [], patient: [] };
  /** Sides of which a transaction is in its middle without the session. */
  readonly #paused = new Set<Side>();
  #busy = false;
  #unanswered = 0;
  /** How often the session has been given out. */
  uses = 0;
  #gone: Error | undefined;
  #idle: (() => void) | undefined;

  constructor(private readonly client: WireClient) {}

  connect = (): Promise<PostgresPoolClient> => {
    assertOutsideTransaction(this);
    return this.turn(undefined, isUrgent() ? 'urgent' : 'patient');
  };

  /** The same session for one side, taken with the first statement: what is computed before it keeps nobody waiting. */
  of(side: Side): PostgresPool {
    const connect = async (): Promise<PostgresPoolClient> => {
      assertOutsideTransaction(this);
      if (this.#gone) throw this.#gone;
      return new SideSession(this, side, isUrgent() ? 'urgent' : 'patient');
    };
    return { options: this.options, connect, end: () => this.end() };
  }

  turn(side: Side | undefined, hurry: Hurry): Promise<PostgresPoolClient> {
    if (this.#gone) return Promise.reject(this.#gone);
    return new Promise((resolve, reject) => {
      this.#lines[hurry].push({ side, resolve, reject });
      this.#next();
    });
  }

  handOn(answer: Promise<unknown>): void {
    this.#unanswered += 1;
    const answered = (): void => {
      this.#unanswered -= 1;
      this.#next();
    };
    answer.then(answered, answered);
    this.#free();
  }

  pause(side: Side): void {
    this.#paused.add(side);
  }

  goOn(side: Side): void {
    this.#paused.delete(side);
    this.#next();
  }

  /** Nobody gets the session any more; who waits for it is told why. */
  refuse(error: Error): void {
    this.#gone ??= error;
    for (const hurry of hurries) for (const { reject } of this.#lines[hurry].splice(0)) reject(this.#gone);
  }

  /** Takes no new work, finishes what waits. */
  async end(): Promise<void> {
    this.#gone ??= new StoreGone('the store has been closed');
    if (!this.isIdle) await new Promise<void>((resolve) => (this.#idle = resolve));
  }

  get isIdle(): boolean {
    return !this.#busy && this.#unanswered === 0;
  }

  #free(): void {
    this.#busy = false;
    this.#next();
  }

  #next(): void {
    if (this.#busy || this.#unanswered > unansweredAtMost) return;
    const next = this.#takeNext();
    if (next) {
      this.#busy = true;
      this.uses += 1;
      next.resolve(new Session(this.client, () => this.#free(), this.#names));
    } else if (this.isIdle) this.#idle?.();
  }

  /** The first one, unless it is not its time: then nobody overtakes it who is in no greater hurry. */
  #takeNext(): Waiting | undefined {
    for (const hurry of hurries) {
      const line = this.#lines[hurry];
      const at = hurry === 'resuming' ? 0 : line.findIndex(({ side }) => side === undefined || !this.#paused.has(side));
      const next = at < 0 ? undefined : line[at];
      if (!next) continue;
      if (next.side === undefined && this.#unanswered > 0) return undefined;
      line.splice(at, 1);
      return next;
    }
    return undefined;
  }
}
