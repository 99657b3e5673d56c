import { createHash, createSecretKey, type KeyObject } from 'node:crypto';
import { inspect } from 'node:util';

/** Key bytes that do not print: not by `console.log`, not in JSON, not in an error. */
export abstract class Secret {
  readonly #bytes: Buffer;
  #handle: KeyObject | undefined;

  protected constructor(
    bytes: Uint8Array,
    private readonly label: string,
  ) {
    if (bytes.byteLength !== 32) throw new RangeError(`a ${label} has 32 bytes, not ${bytes.byteLength}`);
    // Memory of its own: a piece of the shared pool would keep all of the pool alive for as long as the key is kept.
    this.#bytes = Buffer.allocUnsafeSlow(bytes.byteLength);
    this.#bytes.set(bytes);
  }

  /** The bytes, for `node:crypto` only. */
  reveal(): Buffer {
    return this.#bytes;
  }

  /** The key as ciphers and HMACs take it fastest: raw bytes are checked and copied anew at every use. */
  get handle(): KeyObject {
    return (this.#handle ??= createSecretKey(this.#bytes));
  }

  toString(): string {
    return `[${this.label}]`;
  }
  toJSON(): string {
    return this.toString();
  }
  [inspect.custom](): string {
    return this.toString();
  }
}

/** Key of one subject's personal values. Whoever deletes all its wrapped copies has erased them. */
export class DataKey extends Secret {
  constructor(bytes: Uint8Array) {
    super(bytes, 'data key');
  }
}

/** The key that wraps data keys. `id` (1–32 letters, digits, dots, dashes) stands in every wrapped key. */
export class MasterKey extends Secret {
  /** Without an id a key gets one from its hash: the same key has the same id everywhere. */
  constructor(
    bytes: Uint8Array,
    readonly id: string = idFrom(bytes),
  ) {
    super(bytes, 'master key');
    if (!/^[A-Za-z0-9.-]{1,32}$/.test(id)) {
      throw new RangeError('the id of a master key has 1 to 32 letters, digits, dots or dashes');
    }
  }
}

const idFrom = (bytes: Uint8Array): string =>
  `k-${createHash('sha256').update('lienthong master key id').update(bytes).digest('hex').slice(0, 12)}`;
