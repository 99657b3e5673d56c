import { AsyncLocalStorage } from 'node:async_hooks';
import timersPromises from 'node:timers/promises';

/** Whose timers are virtual: what a simulated process sets belongs to it, and stops with it. */
export interface TimerOwner {
  setTimer(millis: number, fire: () => void): { cancel(): void };
  /** Immediate callbacks of this owner that have not run yet. */
  immediates: number;
}

/** The simulated process whose code runs now. */
export const running = new AsyncLocalStorage<TimerOwner>();

class VirtualTimer {
  #timer: { cancel(): void };

  constructor(
    private readonly owner: TimerOwner,
    private readonly fire: () => void,
    private readonly millis: number,
    private readonly again: boolean,
  ) {
    this.#timer = this.#set();
  }

  #set(): { cancel(): void } {
    return this.owner.setTimer(this.millis, () => {
      if (this.again) this.#timer = this.#set();
      running.run(this.owner, this.fire);
    });
  }

  cancel(): void {
    this.#timer.cancel();
  }

  unref(): this {
    return this;
  }

  ref(): this {
    return this;
  }
}

type Callback = (...args: unknown[]) => void;
type Globals = Record<'setTimeout' | 'setInterval' | 'setImmediate' | 'clearTimeout' | 'clearInterval', unknown>;

/**
 * Replaces the timers of this process: code that runs for a simulated process gets virtual ones, all other code the real
 * ones. Returns the way back.
 */
export function installVirtualTimers(): () => void {
  const globals = globalThis as unknown as Globals;
  const real = { ...pick(globals) } as Record<keyof Globals, (...args: unknown[]) => unknown>;
  const promises = timersPromises as { setTimeout: unknown };
  const realSleep = promises.setTimeout as (...args: unknown[]) => unknown;

  const virtual =
    (name: 'setTimeout' | 'setInterval') =>
    (callback: Callback, millis?: number, ...args: unknown[]): unknown => {
      const owner = running.getStore();
      if (!owner) return real[name](callback, millis, ...args);
      return new VirtualTimer(owner, () => callback(...args), Math.max(1, millis ?? 1), name === 'setInterval');
    };
  const clear =
    (name: 'clearTimeout' | 'clearInterval') =>
    (timer: unknown): void => {
      if (timer instanceof VirtualTimer) timer.cancel();
      else real[name](timer);
    };
  globals.setTimeout = virtual('setTimeout');
  globals.setInterval = virtual('setInterval');
  globals.clearTimeout = clear('clearTimeout');
  globals.clearInterval = clear('clearInterval');
  globals.setImmediate = (callback: Callback, ...args: unknown[]): unknown => {
    const owner = running.getStore();
    if (!owner) return real.setImmediate(callback, ...args);
    owner.immediates += 1;
    return real.setImmediate(() => {
      owner.immediates -= 1;
      callback(...args);
    });
  };
  promises.setTimeout = (millis?: number, value?: unknown, ...rest: unknown[]): unknown => {
    const owner = running.getStore();
    if (!owner) return realSleep(millis, value, ...rest);
    return new Promise((resolve) => owner.setTimer(Math.max(1, millis ?? 1), () => resolve(value)));
  };
  return () => {
    Object.assign(globals, real);
    promises.setTimeout = realSleep;
  };
}

function pick(globals: Globals): Globals {
  const { setTimeout, setInterval, setImmediate, clearTimeout, clearInterval } = globals;
  return { setTimeout, setInterval, setImmediate, clearTimeout, clearInterval };
}
