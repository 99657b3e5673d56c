import { randomBytes } from 'node:crypto';
import { SealBroken } from './errors.js';
import { lookupHash } from './lookup-hash.js';
import { open, seal } from './seal.js';
import { DataKey, type MasterKey } from './secret.js';

/*
 * A wrapped key: length of the master key's id (1 byte) ‖ id ‖ box of the data key.
 */
const wrapContext = (id: string): string => `data-key/${id}`;

const opensAtMost = 10_000;

/** Makes data keys and opens wrapped ones. The current master key wraps; older ones only unwrap (rotation). */
export class Keyring {
  readonly #current: MasterKey;
  readonly #masters: ReadonlyMap<string, MasterKey>;
  /** Opened keys by their wrapped bytes, the longest unused first. */
  readonly #opened = new Map<string, DataKey>();

  constructor(
    current: MasterKey,
    older: readonly MasterKey[] = [],
    private readonly keep = opensAtMost,
  ) {
    this.#current = current;
    this.#masters = new Map([current, ...older].map((master) => [master.id, master]));
    if (this.#masters.size !== 1 + older.length) throw new RangeError('two master keys have the same id');
  }

  /** A new data key, with its wrapped form for the subject's rows. */
  newDataKey(): { readonly key: DataKey; readonly wrapped: Buffer } {
    const key = new DataKey(randomBytes(32));
    const wrapped = this.#wrap(key);
    this.#remember(wrapped.toString('latin1'), key);
    return { key, wrapped };
  }

  /** @throws {SealBroken} */
  unwrap(wrapped: Uint8Array): DataKey {
    const name = Buffer.from(wrapped.buffer, wrapped.byteOffset, wrapped.byteLength).toString('latin1');
    const key = this.#opened.get(name) ?? this.#open(wrapped);
    this.#opened.delete(name);
    this.#remember(name, key);
    return key;
  }

  /** The same data key wrapped by the current master key; `undefined` when it is already. */
  rewrap(wrapped: Uint8Array): Buffer | undefined {
    return idOf(wrapped) === this.#current.id ? undefined : this.#wrap(this.unwrap(wrapped));
  }

  /**
   * A personal value as it is looked up by, hex: see {@link lookupHash}. Made with the current master key alone, so that after a
   * rotation what was kept before is not found.
   */
  lookupHash(purpose: string, value: string): string {
    return lookupHash(this.#current, purpose, value).toString('hex');
  }

  /** Forgets an erased key at once. */
  forget(wrapped: Uint8Array): void {
    this.#opened.delete(Buffer.from(wrapped).toString('latin1'));
  }

  #wrap(key: DataKey): Buffer {
    const { id } = this.#current;
    return Buffer.concat([
      Buffer.of(id.length),
      Buffer.from(id, 'latin1'),
      seal(this.#current, key.reveal(), wrapContext(id)),
    ]);
  }

  #open(wrapped: Uint8Array): DataKey {
    const id = idOf(wrapped);
    const master = this.#masters.get(id);
    if (master === undefined) throw new SealBroken('keyUnknown');
    return new DataKey(open(master, wrapped.subarray(1 + id.length), wrapContext(id)));
  }

  #remember(name: string, key: DataKey): void {
    this.#opened.set(name, key);
    if (this.#opened.size <= this.keep) return;
    for (const oldest of this.#opened.keys()) {
      this.#opened.delete(oldest);
      return;
    }
  }
}

/** What a store asks of a keyring to find out whether it is the one that the store was begun with. */
export const keyHolder = (keyring: Keyring) => ({
  wrapSample: (): Uint8Array => keyring.newDataKey().wrapped,
  unwrap: (sample: Uint8Array): DataKey => keyring.unwrap(sample),
});

function idOf(wrapped: Uint8Array): string {
  const length = wrapped[0] ?? 0;
  if (length === 0 || wrapped.byteLength < 1 + length) throw new SealBroken('short');
  return Buffer.from(wrapped.subarray(1, 1 + length)).toString('latin1');
}
