import { types } from 'node:util';
import {
  constants,
  createDeflateRaw,
  createInflateRaw,
  deflateRawSync,
  inflateRawSync,
  type ZlibOptions,
} from 'node:zlib';

/** What stands behind a stream of `node:zlib`. */
interface Native {
  onerror: () => void;
  writeSync(
    flush: number,
    from: Uint8Array,
    fromAt: number,
    fromLength: number,
    to: Uint8Array,
    toAt: number,
    toLength: number,
  ): void;
  reset(): void;
}

/** Larger contents go the ordinary way. */
const scratch = Buffer.alloc(64 * 1024);

/**
 * The native state of one zlib stream, used again and again: making a stream for each content takes longer than its packing.
 * Nobody promises that a Node.js holds it like this one; where it does not, there is none and the ordinary way is gone.
 */
class NativeState {
  #failed = false;

  private constructor(
    private readonly native: Native,
    /** After a write: bytes left of the output, bytes left of the input. */
    private readonly left: Uint32Array,
  ) {
    native.onerror = () => (this.#failed = true);
  }

  static of(stream: object): NativeState | undefined {
    const { _handle: native, _writeState: left } = stream as { _handle?: Partial<Native>; _writeState?: unknown };
    const asKnown = typeof native?.writeSync === 'function' && typeof native.reset === 'function';
    return asKnown && types.isUint32Array(left) ? new NativeState(native as Native, left) : undefined;
  }

  /** All of a content at once. `undefined` where the result takes `most` bytes or more, or the content is not what it should be. */
  run(content: Uint8Array, most: number): Buffer | undefined {
    if (this.#failed) return undefined;
    this.native.writeSync(constants.Z_FINISH, content, 0, content.byteLength, scratch, 0, most);
    const [room, unread] = this.left as unknown as readonly [number, number];
    this.native.reset();
    return this.#failed || room === 0 || unread > 0 ? undefined : scratch.subarray(0, most - room);
  }
}

/** Packs contents by one setting. */
export class Packer {
  readonly #native: NativeState | undefined;

  constructor(private readonly options: ZlibOptions) {
    this.#native = NativeState.of(createDeflateRaw(options));
  }

  /** Whether the quick way is open under this Node.js. */
  get isQuick(): boolean {
    return this.#native !== undefined;
  }

  /** `undefined` where nothing is gained by it. The bytes are good until the next call of this module. */
  pack(content: Uint8Array): Uint8Array | undefined {
    if (content.byteLength === 0) return undefined;
    if (this.#native && content.byteLength <= scratch.byteLength) return this.#native.run(content, content.byteLength);
    const bytes = deflateRawSync(content, this.options);
    return bytes.byteLength < content.byteLength ? bytes : undefined;
  }
}

/** Unpacks what was packed with one dictionary, or without. */
export class Unpacker {
  readonly #native: NativeState | undefined;

  constructor(private readonly options: ZlibOptions) {
    this.#native = NativeState.of(createInflateRaw(options));
  }

  get isQuick(): boolean {
    return this.#native !== undefined;
  }

  /** @throws what `inflateRawSync` throws */
  unpack(bytes: Uint8Array): Buffer {
    const content = this.#native?.run(bytes, scratch.byteLength);
    return content ? Buffer.from(content) : inflateRawSync(bytes, this.options);
  }
}
