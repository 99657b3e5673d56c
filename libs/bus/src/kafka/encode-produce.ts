import { crc32c } from './crc32c.js';

/** A record as the producer was given it. */
interface ProducedRecord {
  readonly key: string;
  readonly value: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

/** What one produce request carries. */
export interface Produce {
  readonly acks: number;
  /** Milliseconds that the broker may take to store it. */
  readonly timeout: number;
  readonly topicData: readonly {
    readonly topic: string;
    readonly partitions: readonly { readonly partition: number; readonly messages: readonly ProducedRecord[] }[];
  }[];
}

/** Bytes of a batch from its length field to its first record. */
const batchHeadBytes = 49;
/** Of them, those before what the checksum covers. */
const beforeChecked = 9;

/**
 * Body of a produce request of version 3 to 7, not compressed, neither transactional nor idempotent: one batch per partition.
 * Written at once into one buffer; the client library makes a dozen buffers for every record.
 */
export function encodeProduce({ acks, timeout, topicData }: Produce, now: number): Buffer {
  const sizes = topicData.map(({ partitions }) =>
    partitions.map(({ messages }) => {
      const records = messages.map(recordSize);
      return { records, bytes: records.reduce((sum, size) => sum + varIntSize(size) + size, 0) };
    }),
  );
  let size = 2 + 2 + 4 + 4;
  topicData.forEach(({ topic }, at) => {
    size += 2 + Buffer.byteLength(topic) + 4;
    for (const { bytes } of sizes[at]!) size += 8 + 12 + batchHeadBytes + bytes;
  });
  const into = new Writer(size);
  into.int16(-1); // no transaction
  into.int16(acks);
  into.int32(timeout);
  into.int32(topicData.length);
  topicData.forEach(({ topic, partitions }, at) => {
    into.int16(Buffer.byteLength(topic));
    into.text(topic);
    into.int32(partitions.length);
    partitions.forEach(({ partition, messages }, place) => {
      const { records, bytes } = sizes[at]![place]!;
      into.int32(Number(partition));
      into.int32(12 + batchHeadBytes + bytes);
      writeBatch(into, messages, records, bytes, now);
    });
  });
  return into.bytes;
}

function writeBatch(
  into: Writer,
  messages: readonly ProducedRecord[],
  sizes: readonly number[],
  bytes: number,
  now: number,
): void {
  into.int64(0); // first offset; the broker gives the real one
  into.int32(batchHeadBytes + bytes);
  const start = into.at;
  into.int32(0); // partition leader epoch
  into.int8(2); // magic
  into.int32(0); // checksum, below
  into.int16(0); // attributes
  into.int32(messages.length - 1);
  into.int64(now);
  into.int64(now);
  into.int64(-1); // producer id
  into.int16(0); // producer epoch
  into.int32(0); // first sequence
  into.int32(messages.length);
  messages.forEach((message, at) => writeRecord(into, message, at, sizes[at]!));
  into.bytes.writeUInt32BE(crc32c(into.bytes, start + beforeChecked, into.at), start + beforeChecked - 4);
}

function writeRecord(into: Writer, { key, value, headers }: ProducedRecord, offset: number, size: number): void {
  into.varInt(size);
  into.int8(0); // attributes
  into.varInt(0); // all of one instant
  into.varInt(offset);
  into.varText(key);
  into.varInt(value.length);
  into.copy(value);
  const names = Object.keys(headers);
  into.varInt(names.length);
  for (const name of names) {
    into.varText(name);
    into.varText(headers[name]!);
  }
}

/** Without its own length. The offset within the batch counts as the largest that a request can have. */
function recordSize({ key, value, headers }: ProducedRecord, offset: number): number {
  const names = Object.keys(headers);
  let size = 2 + varIntSize(offset) + varTextSize(key) + varIntSize(value.length) + value.length;
  size += varIntSize(names.length);
  for (const name of names) size += varTextSize(name) + varTextSize(headers[name]!);
  return size;
}

function varTextSize(text: string): number {
  const bytes = Buffer.byteLength(text);
  return varIntSize(bytes) + bytes;
}

/** Of a whole number from 0 to 2^30: zigzag, seven bits a byte. */
function varIntSize(value: number): number {
  const zigzag = value * 2;
  if (zigzag < 0x80) return 1;
  if (zigzag < 0x4000) return 2;
  if (zigzag < 0x20_0000) return 3;
  return zigzag < 0x1000_0000 ? 4 : 5;
}

class Writer {
  at = 0;
  readonly bytes: Buffer;

  constructor(size: number) {
    this.bytes = Buffer.allocUnsafe(size);
  }

  int8(value: number): void {
    this.at = this.bytes.writeInt8(value, this.at);
  }
  int16(value: number): void {
    this.at = this.bytes.writeInt16BE(value, this.at);
  }
  int32(value: number): void {
    this.at = this.bytes.writeInt32BE(value, this.at);
  }
  int64(value: number): void {
    this.at = this.bytes.writeBigInt64BE(BigInt(value), this.at);
  }
  varInt(value: number): void {
    let rest = value * 2;
    for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) this.bytes[this.at++] = (rest % 0x80) + 0x80;
    this.bytes[this.at++] = rest;
  }
  text(value: string): void {
    this.at += this.bytes.write(value, this.at, 'utf8');
  }
  varText(value: string): void {
    this.varInt(Buffer.byteLength(value));
    this.text(value);
  }
  copy(value: Uint8Array): void {
    this.bytes.set(value, this.at);
    this.at += value.length;
  }
}
