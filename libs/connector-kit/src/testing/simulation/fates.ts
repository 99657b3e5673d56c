import type { Verdict } from './verdict.js';
import type { Tape } from './tape.js';

/** What becomes of a send whose first byte has left. */
export interface SendFate {
  /** Milliseconds until it takes effect; undefined: never. */
  readonly effectIn?: number;
  readonly answer: Verdict | 'cut' | 'never';
  readonly answerIn: number;
}

export type ReadFate = 'answered' | 'refused' | 'unreadable' | 'silent';

/** How the partner behaves, call by call. */
export interface Fates {
  refusesConnection(): boolean;
  /** `within`: until when an effect may come at the latest, milliseconds from now. */
  send(within: number): SendFate;
  read(): ReadFate;
  /** Can the payload of ours be read this time? */
  payloadReadable(): boolean;
}

const fine: SendFate = { effectIn: 0, answer: 'ok', answerIn: 0 };

/** Drawn from a tape; when it has ended the partner is well. */
export class DrawnFates implements Fates {
  constructor(private readonly tape: Tape) {}

  refusesConnection(): boolean {
    return this.tape.chance(50);
  }

  payloadReadable(): boolean {
    return true;
  }

  read(): ReadFate {
    return this.tape.pick({ answered: 740, refused: 60, unreadable: 140, silent: 60 });
  }

  send(within: number): SendFate {
    const { tape } = this;
    const later = (): number => tape.below(within + 1);
    const answerIn = (): number => tape.below(500);
    const how = tape.pick({
      ...{ fine: 380, slow: 80, silent: 80, silentAndNothing: 60, cut: 100, cutAndLate: 80, cutAndNothing: 70 },
      ...{ refused: 70, busy: 30, unreadable: 20, throws: 10, serverError: 20 },
    });
    switch (how) {
      case 'fine':
        return fine;
      case 'slow': {
        const effectIn = later();
        return { effectIn, answer: 'ok', answerIn: effectIn };
      }
      case 'silent':
        return { effectIn: later(), answer: 'never', answerIn: 0 };
      case 'silentAndNothing':
        return { answer: 'never', answerIn: 0 };
      case 'cut':
        return { effectIn: 0, answer: 'cut', answerIn: answerIn() };
      case 'cutAndLate':
        return { effectIn: later(), answer: 'cut', answerIn: answerIn() };
      case 'cutAndNothing':
        return { answer: 'cut', answerIn: 0 };
      case 'refused':
      case 'busy':
        return { answer: how === 'busy' ? 'later' : how, answerIn: 0 };
      default:
        return { ...(tape.chance(500) ? {} : { effectIn: later() }), answer: how, answerIn: answerIn() };
    }
  }
}

export interface Script {
  readonly sends?: readonly SendFate[];
  readonly reads?: readonly ReadFate[];
  /** Payloads can be read so many times, and then no more. */
  readonly readable?: number;
}

/** Written down; when the list has ended the partner is well. */
export class WrittenFates implements Fates {
  readonly #sends: SendFate[];
  readonly #reads: ReadFate[];

  #readable: number;

  constructor(script: Script) {
    this.#readable = script.readable ?? Infinity;
    this.#sends = [...(script.sends ?? [])];
    this.#reads = [...(script.reads ?? [])];
  }

  refusesConnection(): boolean {
    return false;
  }

  payloadReadable(): boolean {
    return this.#readable-- > 0;
  }

  read(): ReadFate {
    return this.#reads.shift() ?? 'answered';
  }

  send(): SendFate {
    return this.#sends.shift() ?? fine;
  }
}
