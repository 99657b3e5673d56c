import type { PostgresPoolClient, PostgresQueryResult } from 'kysely';
import type { Side } from '../port.js';
import { letGoText, nothingSaid } from '../session.js';

type Answer = Promise<PostgresQueryResult<unknown>>;

/** Who comes first: a transaction that let others in, then those for whom somebody waits, then all others. */
export const hurries = ['resuming', 'urgent', 'patient'] as const;
export type Hurry = (typeof hurries)[number];

/** The line before the one session, as a side stands in it. */
export interface SessionLine {
  /** The session, as soon as it is this one's turn. To be released, or handed on. */
  turn(side: Side, hurry: Hurry): Promise<PostgresPoolClient>;
  /** Whoever has the session has sent the last of its statements: the next one may send its own behind it. */
  handOn(answer: Promise<unknown>): void;
  /** Nobody else of this side gets the session before `goOn`. Called by who has it. */
  pause(side: Side): void;
  goOn(side: Side): void;
}

/**
 * A side's use of the one session: takes it with the first statement, hands it on as soon as the last has been sent (a commit, or a
 * statement outside a transaction), and may let others in between the halves of a transaction. Of what the first half wrote nothing
 * is synced to the disk by itself: it is with the next commit, which comes later in the same log.
 */
export class SideSession implements PostgresPoolClient {
  #held: Promise<PostgresPoolClient> | undefined;
  #session: PostgresPoolClient | undefined;
  #inTransaction = false;
  /** A transaction has been asked for, and no statement of it (or of its second half) has been sent. */
  #begins = false;
  #firstHalf: Answer | undefined;
  #ended: Answer | undefined;
  #paused = false;

  constructor(
    private readonly line: SessionLine,
    private readonly side: Side,
    private readonly hurry: Hurry,
  ) {}

  readonly query = ((text: string, values: readonly unknown[] = []): Answer => {
    if (text === letGoText) return this.#letOthersIn();
    if (text === 'begin') return this.#beginLater();
    const ends = text === 'commit' || text === 'rollback';
    if (ends && this.#ended) return this.#ended;
    if (ends && !this.#held) return this.#nothingToEnd();
    const answer = this.#send(text, values, ends || !this.#inTransaction);
    if (ends) this.#ended = answer;
    return answer;
  }) as PostgresPoolClient['query'];

  release = (): void => {
    this.#goOn();
    this.#session?.release();
    this.#forget();
  };

  async #send(text: string, values: readonly unknown[], isLast: boolean): Answer {
    const session = await (this.#held ??= this.#take());
    // Handed on by the statement before.
    if (this.#session !== session) return this.#send(text, values, isLast);
    const answer = session.query(text, [...values]) as Answer;
    if (isLast) {
      this.#forget();
      this.#inTransaction = false;
      this.line.handOn(answer);
    }
    return answer;
  }

  async #take(): Promise<PostgresPoolClient> {
    const session = await this.line.turn(this.side, this.#paused ? 'resuming' : this.hurry);
    this.#session = session;
    this.#goOn();
    await this.#firstHalf;
    if (this.#begins) await session.query('begin', []);
    this.#begins = false;
    return session;
  }

  async #letOthersIn(): Answer {
    if (!this.#held || !this.#inTransaction) return nothingSaid;
    const session = await this.#held;
    const unsynced = session.query('set local synchronous_commit = off', []) as Answer;
    this.#firstHalf = session.query('commit', []) as Answer;
    const answer = Promise.all([unsynced, this.#firstHalf]);
    answer.catch(() => undefined); // whoever goes on hears of it
    this.line.pause(this.side);
    this.#paused = true;
    this.#begins = true;
    this.#forget();
    this.line.handOn(answer);
    return nothingSaid;
  }

  /** The session is another's. */
  #forget(): void {
    this.#held = undefined;
    this.#session = undefined;
  }

  #goOn(): void {
    if (!this.#paused) return;
    this.#paused = false;
    this.line.goOn(this.side);
  }

  #beginLater(): Answer {
    this.#begins = true;
    this.#inTransaction = true;
    this.#ended = undefined;
    return Promise.resolve(nothingSaid);
  }

  #nothingToEnd(): Answer {
    this.#begins = false;
    this.#inTransaction = false;
    this.#goOn();
    return Promise.resolve(nothingSaid);
  }
}
