/** SHA-256 of a blob's sealed bytes, 64 hex digits: who has the bytes can check them, and who has the address learns nothing. */
export type BlobAddress = string;

export const isBlobAddress = (text: string): boolean => /^[0-9a-f]{64}$/.test(text);

export interface StoredBlob {
  readonly address: BlobAddress;
  /** Of the sealed form. */
  readonly bytes: number;
}

/** First and last byte, both with it. */
export interface BlobRange {
  readonly start: number;
  readonly end: number;
}

/** Where sealed files lie. An adapter neither opens nor looks into what it keeps. */
export interface Blobs {
  /** Where that is, for people. */
  readonly place: string;
  /** Why nothing can be put or read there now, in words without any value; `undefined` where all is well. */
  fault(): Promise<string | undefined>;
  /** The id of the store that knows of what lies here; `undefined` where none has left it. */
  owner(): Promise<string | undefined>;
  /** Leaves the id of a store, where none has; the id that stands there now. */
  claim(owner: string): Promise<string>;
  /**
   * Takes what comes, in constant memory. Once it answers, the blob is there for good; where the source throws, nothing is left and
   * its error is thrown on. The same bytes again are the same blob.
   */
  put(sealed: AsyncIterable<Uint8Array>): Promise<StoredBlob>;
  /**
   * The bytes as they were put; `undefined` where there is no such blob. Nothing is held open before the first piece is asked for, nor
   * after the last, nor when whoever reads stops. Of a range no more is read than it has; the whole is checked against its address.
   */
  get(address: BlobAddress, range?: BlobRange): Promise<AsyncIterable<Uint8Array> | undefined>;
  exists(address: BlobAddress): Promise<boolean>;
  /** False where there was none. */
  delete(address: BlobAddress): Promise<boolean>;
  /** Blobs put before `olderThan` (epoch milliseconds), in the order of their addresses, from behind `after` on. */
  list(olderThan: number, limit: number, after?: BlobAddress): Promise<readonly BlobAddress[]>;
  /** Notes when it was first seen that nobody knows of this blob: `now` (epoch milliseconds), or as it was noted before. */
  unknownSince(address: BlobAddress, now: number): Promise<number>;
  /** Somebody knows of these after all. */
  nowKnown(addresses: ReadonlySet<BlobAddress>): Promise<void>;
  /** Takes away what was begun before `olderThan` and never ended: a process was killed meanwhile. How many. */
  removeUnfinished(olderThan: number): Promise<number>;
}
