import { createHash, randomUUID, type Hash } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { checked } from '../checked.js';
import { isBlobAddress, type BlobAddress, type BlobRange, type Blobs, type StoredBlob } from '../port.js';
import { bounded } from './bounded.js';
import { gather } from './gather.js';
import { openS3Client } from './s3-client.js';
import { isAbsent, isTaken, S3Fault, s3FaultOf } from './s3-fault.js';
import type { S3Settings } from './s3-settings.js';

/** What is larger goes in parts of so many bytes, two under way at a time: S3 takes 10,000 of them, and none but the last below 5 MiB. */
const partBytes = 5 * 1024 * 1024;
const partsAtOnce = 2;
const portion = 1_000;

/**
 * Blobs in a bucket: `<prefix>blobs/<address>`. What fits into one part is put under its address at once; what is larger goes in parts
 * to `<prefix>unfinished/…` while it is hashed, and is copied by the store: whole under its address, or not at all.
 */
export class S3Blobs implements Blobs {
  private constructor(
    private readonly settings: S3Settings,
    private readonly client: S3Client,
  ) {}

  /** @throws {S3Fault} where the bucket cannot be used */
  static async open(settings: S3Settings): Promise<S3Blobs> {
    const blobs = new S3Blobs(settings, openS3Client(settings));
    await blobs.#look();
    return blobs;
  }

  get place(): string {
    const { endpoint, bucket, prefix } = this.settings;
    return `${endpoint === undefined ? 's3:/' : endpoint.replace(/\/+$/, '')}/${bucket}/${prefix}`;
  }

  async fault(): Promise<string | undefined> {
    return this.#look().then(
      () => undefined,
      (error: unknown) => s3FaultOf(error).message,
    );
  }

  async owner(): Promise<string | undefined> {
    return (await this.#text('store-id'))?.trim();
  }

  async claim(owner: string): Promise<string> {
    try {
      await this.#putText('store-id', `${owner}\n`, { IfNoneMatch: '*' });
    } catch (error) {
      if (!isTaken(error)) throw s3FaultOf(error);
    }
    return (await this.owner())!;
  }

  async put(sealed: AsyncIterable<Uint8Array>): Promise<StoredBlob> {
    const content = new Counted(sealed);
    const pieces = content.pieces();
    try {
      const { first, rest } = await gather(pieces, partBytes);
      if (!rest) return await this.#putSmall(first, content);
      return await this.#putLarge(first, rest, content);
    } catch (error) {
      throw content.broken ? content.broken.error : s3FaultOf(error);
    } finally {
      await pieces.return();
    }
  }

  async get(address: BlobAddress, range?: BlobRange): Promise<AsyncIterable<Uint8Array> | undefined> {
    if (!(await this.exists(address))) return undefined;
    return range ? this.#read(address, range) : checked(this.#read(address), address);
  }

  async exists(address: BlobAddress): Promise<boolean> {
    if (!isBlobAddress(address)) return false;
    return (await orAbsent(this.#send(new HeadObjectCommand(this.#at(blobKey(address)))))) !== undefined;
  }

  /** A store does not say whether there was one: it is asked before. */
  async delete(address: BlobAddress): Promise<boolean> {
    if (!(await this.exists(address))) return false;
    await this.#remove(blobKey(address));
    return true;
  }

  async unknownSince(address: BlobAddress, now: number): Promise<number> {
    const noted = await this.#text(`unknown/${address}`);
    if (noted !== undefined) return Number(noted);
    await this.#putText(`unknown/${address}`, String(now)).catch(fail);
    return now;
  }

  async nowKnown(addresses: ReadonlySet<BlobAddress>): Promise<void> {
    // They are of one page of the listing: notes before and behind it are not looked at.
    const [first, ...rest] = [...addresses].sort();
    if (first === undefined) return;
    const last = rest.at(-1) ?? first;
    for await (const { key } of this.#listed('unknown/', `unknown/${first.slice(0, -1)}`)) {
      const address = key.slice('unknown/'.length);
      if (address > last) return;
      if (addresses.has(address)) await this.#remove(key);
    }
  }

  async list(olderThan: number, limit: number, after = ''): Promise<readonly BlobAddress[]> {
    const found: BlobAddress[] = [];
    for await (const { key, at } of this.#listed('blobs/', after === '' ? undefined : blobKey(after))) {
      const address = key.slice('blobs/'.length);
      if (at >= olderThan || !isBlobAddress(address)) continue;
      found.push(address);
      if (found.length === limit) break;
    }
    return found;
  }

  /** Drafts that were not copied, and parts that were not put together. */
  async removeUnfinished(olderThan: number): Promise<number> {
    let removed = 0;
    for await (const { key, at } of this.#listed('unfinished/')) {
      if (at >= olderThan) continue;
      await this.#remove(key);
      removed += 1;
    }
    const { bucket: Bucket, prefix } = this.settings;
    const { Uploads = [] } = await this.#send(
      new ListMultipartUploadsCommand({ Bucket, Prefix: `${prefix}unfinished/`, MaxUploads: portion }),
    ).catch(fail);
    for (const { Key, UploadId, Initiated } of Uploads) {
      if (!Key || !UploadId || !Initiated || Initiated.getTime() >= olderThan) continue;
      const ended = await orAbsent(this.#send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId })));
      if (ended) removed += 1;
    }
    return removed;
  }

  async #putSmall(bytes: Buffer, content: Counted): Promise<StoredBlob> {
    const stored = content.stored();
    await this.#send(new PutObjectCommand({ ...this.#at(blobKey(stored.address)), Body: bytes }));
    return stored;
  }

  async #putLarge(first: Buffer, rest: AsyncIterable<Uint8Array>, content: Counted): Promise<StoredBlob> {
    const draft = `unfinished/${randomUUID()}`;
    const body = Readable.from(following(first, rest), { objectMode: false });
    try {
      const upload = new Upload({
        ...{ client: this.client, params: { ...this.#at(draft), Body: body } },
        ...{ partSize: partBytes, queueSize: partsAtOnce },
      });
      await upload.done();
      const stored = content.stored();
      const { Bucket, Key } = this.#at(draft);
      const CopySource = `${Bucket}/${encodeURIComponent(Key).replaceAll('%2F', '/')}`;
      await this.#send(new CopyObjectCommand({ ...this.#at(blobKey(stored.address)), CopySource }));
      // It is there; a draft that stays goes when it is old.
      await this.#remove(draft).catch(() => undefined);
      return stored;
    } catch (error) {
      await this.#remove(draft).catch(() => undefined);
      throw error;
    } finally {
      body.destroy();
    }
  }

  async *#read(address: BlobAddress, range?: BlobRange): AsyncGenerator<Uint8Array, void, undefined> {
    const Range = range && `bytes=${range.start}-${range.end}`;
    const answer = await this.#send(
      new GetObjectCommand({ ...this.#at(blobKey(address)), ...(Range ? { Range } : {}) }),
    ).catch(fail);
    if (range && answer.$metadata.httpStatusCode !== 206) {
      (answer.Body as Readable).destroy();
      throw new S3Fault('unexpected', 'the whole content for a range');
    }
    yield* bounded(answer.Body as Readable, this.settings.callMillis);
  }

  async *#listed(under: string, after?: string): AsyncGenerator<{ readonly key: string; readonly at: number }> {
    const { bucket: Bucket, prefix } = this.settings;
    let StartAfter = after === undefined ? undefined : `${prefix}${after}`;
    for (;;) {
      const { Contents = [], IsTruncated } = await this.#send(
        new ListObjectsV2Command({
          ...{ Bucket, Prefix: `${prefix}${under}`, MaxKeys: portion },
          ...(StartAfter === undefined ? {} : { StartAfter }),
        }),
      ).catch(fail);
      for (const { Key, LastModified } of Contents) {
        if (Key && LastModified) yield { key: Key.slice(prefix.length), at: LastModified.getTime() };
      }
      StartAfter = Contents.at(-1)?.Key;
      if (!IsTruncated || StartAfter === undefined) return;
    }
  }

  async #text(key: string): Promise<string | undefined> {
    const answer = await orAbsent(this.#send(new GetObjectCommand(this.#at(key))));
    if (!answer) return undefined;
    const found: Uint8Array[] = [];
    const { callMillis } = this.settings;
    for await (const piece of bounded(answer.Body as Readable, callMillis)) found.push(piece);
    return Buffer.concat(found).toString('utf8');
  }

  async #putText(key: string, text: string, condition: { readonly IfNoneMatch?: string } = {}): Promise<void> {
    await this.#send(new PutObjectCommand({ ...this.#at(key), ...condition, Body: Buffer.from(text) }));
  }

  async #remove(key: string): Promise<void> {
    await orAbsent(this.#send(new DeleteObjectCommand(this.#at(key))));
  }

  /** A `HEAD` says nothing of why: a bucket that is not there is a 404. */
  async #look(): Promise<void> {
    try {
      await this.#send(new HeadBucketCommand({ Bucket: this.settings.bucket }));
    } catch (error) {
      throw isAbsent(error) ? new S3Fault('bucketMissing', 'HTTP 404') : s3FaultOf(error);
    }
  }

  #at(key: string): { readonly Bucket: string; readonly Key: string } {
    const { bucket, prefix } = this.settings;
    return { Bucket: bucket, Key: `${prefix}${key}` };
  }

  /** Every call within its time, its repeats with it; a content that follows has a time of its own. */
  get #send(): S3Client['send'] {
    return (async (command: Parameters<S3Client['send']>[0]) => {
      const abort = new AbortController();
      const late = setTimeout(() => abort.abort(), this.settings.callMillis);
      try {
        return await this.client.send(command, { abortSignal: abort.signal });
      } finally {
        clearTimeout(late);
      }
    }) as S3Client['send'];
  }
}

const blobKey = (address: BlobAddress): string => `blobs/${address}`;

async function* following(first: Uint8Array, rest: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield first;
  // Copies: a piece may be used again while the one before is still being sent.
  for await (const piece of rest) yield Buffer.from(piece);
}

/** What is put, as it passes: its length, its hash, and whether it is the source that broke off. */
class Counted {
  readonly #hash: Hash = createHash('sha256');
  #bytes = 0;
  broken: { readonly error: unknown } | undefined;

  constructor(private readonly source: AsyncIterable<Uint8Array>) {}

  async *pieces(): AsyncGenerator<Uint8Array, void, undefined> {
    try {
      for await (const piece of this.source) {
        this.#hash.update(piece);
        this.#bytes += piece.byteLength;
        yield piece;
      }
    } catch (error) {
      this.broken = { error };
      throw error;
    }
  }

  stored(): StoredBlob {
    return { address: this.#hash.digest('hex'), bytes: this.#bytes };
  }
}

const fail = (error: unknown): never => {
  throw s3FaultOf(error);
};

async function orAbsent<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw s3FaultOf(error);
  }
}
