import { inspect } from 'node:util';

const mask = '[secret]';

/** A value that does not print: not in a log, a template, JSON or a debugger's inspection. */
export class Secret {
  readonly #value: string;
  constructor(value: string) {
    this.#value = value;
  }
  /** The value itself; call it where it is used, and keep it nowhere. */
  reveal(): string {
    return this.#value;
  }
  toString(): string {
    return mask;
  }
  toJSON(): string {
    return mask;
  }
  [inspect.custom](): string {
    return mask;
  }
  [Symbol.toPrimitive](): string {
    return mask;
  }
}
