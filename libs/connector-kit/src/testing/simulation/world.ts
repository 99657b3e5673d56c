import type { Tape } from './tape.js';
import type { TimerOwner } from './virtual-timers.js';

/** One await of a simulated process: nothing goes on behind it until the schedule says so. */
export interface Step {
  readonly actor: Actor;
  readonly kind: 'query' | 'statement' | 'commit' | 'call' | 'answer' | 'publish' | 'timer';
  readonly label: string;
  /** What happens outside the process. */
  readonly perform: () => unknown;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
  /** The connection breaks here: makes the outside forget what was under way, and gives the error that the process sees. */
  readonly lose?: () => Promise<Error>;
}

interface Timer {
  readonly at: number;
  readonly order: number;
  readonly actor: Actor | undefined;
  readonly fire: () => void;
}

const realImmediate = setImmediate;

/** A simulated process, as the world sees it. */
export class Actor implements TimerOwner {
  state: 'live' | 'frozen' | 'dead' = 'live';
  immediates = 0;

  constructor(
    readonly name: string,
    readonly world: World,
  ) {}

  setTimer(millis: number, fire: () => void): { cancel(): void } {
    return this.world.setTimer(this.world.now + Math.ceil(millis), fire, this);
  }
}

/** Time, and everything that waits: steps of processes, their timers, and what partners will do. */
export class World {
  now = Date.UTC(2026, 0, 5);
  readonly steps: Step[] = [];
  readonly actors: Actor[] = [];
  readonly trace: string[] = [];
  readonly begun = this.now;
  readonly #timers = new Set<Timer>();
  #order = 0;

  constructor(readonly tape: Tape) {}

  actor(name: string): Actor {
    const actor = new Actor(name, this);
    this.actors.push(actor);
    return actor;
  }

  log(text: string): void {
    this.trace.push(`${String(this.now - this.begun).padStart(6)} ${text}`);
  }

  gate<T>(
    actor: Actor,
    kind: Step['kind'],
    label: string,
    perform: () => T | Promise<T>,
    lose?: Step['lose'],
  ): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      // Of a process that is dead nothing ever comes back.
      if (actor.state === 'dead') return;
      this.steps.push({
        ...{ actor, kind, label, perform, reject },
        resolve: resolve as (value: unknown) => void,
        ...(lose ? { lose } : {}),
      });
    });
  }

  /** Of a process where `actor` is given; else of the outside, which nothing stops. */
  setTimer(at: number, fire: () => void, actor?: Actor): { cancel(): void } {
    const timer: Timer = { at, order: (this.#order += 1), actor, fire };
    this.#timers.add(timer);
    return { cancel: () => void this.#timers.delete(timer) };
  }

  /** Until every live process waits for something outside. */
  async settle(): Promise<void> {
    do await new Promise((resolve) => realImmediate(resolve));
    while (this.actors.some(({ immediates }) => immediates > 0));
  }

  /** What may happen next without time going on. */
  ready(): Step[] {
    const due = [...this.#timers].filter(({ at, actor }) => at <= this.now && actor?.state === 'live');
    const timers = due
      .sort((a, b) => a.at - b.at || a.order - b.order)
      .map((timer): Step => this.#timerStep(timer, timer.actor!));
    return [...this.steps.filter(({ actor }) => actor.state === 'live'), ...timers];
  }

  #timerStep(timer: Timer, actor: Actor): Step {
    const fire = (): void => {
      this.#timers.delete(timer);
      timer.fire();
    };
    return {
      ...{ actor, kind: 'timer', label: 'timer', perform: () => undefined },
      resolve: fire,
      reject: fire,
    };
  }

  take(step: Step): void {
    const at = this.steps.indexOf(step);
    if (at >= 0) this.steps.splice(at, 1);
  }

  /** The next instant at which anything can happen, after now. */
  get nextInstant(): number | undefined {
    let next: number | undefined;
    for (const { at, actor } of this.#timers) {
      if (actor && actor.state !== 'live') continue;
      if (at > this.now && (next === undefined || at < next)) next = at;
    }
    return next;
  }

  get outsidePending(): boolean {
    return [...this.#timers].some(({ actor }) => actor === undefined);
  }

  /** Time goes on; what partners do happens at its own instant. */
  advance(to: number): void {
    for (;;) {
      const next = [...this.#timers]
        .filter(({ actor, at }) => actor === undefined && at <= to)
        .sort((a, b) => a.at - b.at || a.order - b.order)[0];
      if (!next) break;
      this.#timers.delete(next);
      this.now = Math.max(this.now, next.at);
      next.fire();
    }
    this.now = Math.max(this.now, to);
  }

  /** Nothing of this process goes on; returns what it was waiting for. */
  kill(actor: Actor): Step[] {
    actor.state = 'dead';
    const left = this.steps.filter((step) => step.actor === actor);
    for (const step of left) this.take(step);
    for (const timer of [...this.#timers]) if (timer.actor === actor) this.#timers.delete(timer);
    return left;
  }
}
