import { randomBytes } from 'node:crypto';
import type { MasterKey } from './master-key.js';
import { open, seal, SealBroken, type DataKey } from './seal.js';

/** Opened data keys kept at hand. */
const cached = 10_000;
const idBytes = 4;
const context = 'data key';

/**
 * Data keys, one per subject, wrapped by the master key. Erasing a subject is deleting its wrapped keys: nothing else opens
 * its boxes. Older master keys open what they wrapped, so that the present one may be changed.
 */
export class Keyring {
  readonly #current: { readonly id: Buffer; readonly key: Buffer };
  readonly #keys: ReadonlyMap<string, Buffer>;
  readonly #opened = new Map<string, DataKey>();

  constructor(current: MasterKey, older: readonly MasterKey[] = []) {
    const wrapping = (master: MasterKey): Buffer => master.derive('wrap');
    this.#keys = new Map([current, ...older].map((master) => [master.id, wrapping(master)]));
    this.#current = { id: Buffer.from(current.id, 'hex'), key: wrapping(current) };
  }

  /** A new data key, and the form in which it may be stored. */
  newDataKey(): { readonly key: DataKey; readonly wrapped: Buffer } {
    const key = randomBytes(32);
    const wrapped = Buffer.concat([this.#current.id, seal(this.#current.key, key, context)]);
    this.#remember(wrapped.toString('base64'), key);
    return { key, wrapped };
  }

  /** @throws {SealBroken} when none of the master keys wrapped it. */
  unwrap(wrapped: Uint8Array): DataKey {
    const bytes = Buffer.from(wrapped.buffer, wrapped.byteOffset, wrapped.byteLength);
    const name = bytes.toString('base64');
    const known = this.#opened.get(name);
    if (known) {
      // Kept longest is what was used last.
      this.#opened.delete(name);
      this.#opened.set(name, known);
      return known;
    }
    const master = this.#keys.get(bytes.subarray(0, idBytes).toString('hex'));
    if (!master) throw new SealBroken('versionUnknown');
    const key = open(master, bytes.subarray(idBytes), context);
    this.#remember(name, key);
    return key;
  }

  /** Forgets an opened key; for an erased subject. */
  forget(wrapped: Uint8Array): void {
    this.#opened.delete(Buffer.from(wrapped).toString('base64'));
  }

  #remember(name: string, key: DataKey): void {
    this.#opened.set(name, key);
    if (this.#opened.size > cached) this.#opened.delete(this.#opened.keys().next().value!);
  }
}
