import { hkdfSync } from 'node:crypto';
import { inspect } from 'node:util';

/** The shared secret under every data key: 32 bytes that never print. */
export class MasterKey {
  readonly #bytes: Buffer;

  constructor(bytes: Uint8Array) {
    if (bytes.byteLength !== 32) throw new MasterKeyError(`a master key has 32 bytes, received ${bytes.byteLength}`);
    this.#bytes = Buffer.from(bytes);
  }

  /** 32 bytes for one purpose (HKDF-SHA-256); what is derived for another says nothing about them. */
  derive(purpose: string): Buffer {
    return Buffer.from(hkdfSync('sha256', this.#bytes, Buffer.alloc(0), `lienthong/${purpose}`, 32));
  }

  /** Names the key in what it wrapped, without telling anything of it. */
  get id(): string {
    return this.derive('key id').toString('hex').slice(0, 8);
  }

  toString(): string {
    return '[master key]';
  }
  toJSON(): string {
    return '[master key]';
  }
  [inspect.custom](): string {
    return '[master key]';
  }
}

/** The master key cannot be had; the message is a sentence for the person who starts the process, without the key. */
export class MasterKeyError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'MasterKeyError';
  }
}
