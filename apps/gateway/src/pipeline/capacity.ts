import { recordBytes } from '@lienthong/bus';
import { sealContext } from '@lienthong/contracts';
import { announcement } from './message.js';
import type { Sealer } from './sealer.js';

/** What a snapshot adds around the body that the client sent: code, unit's name, facts, effective status; and of each of 500 files. */
const snapshotMargin = 8 * 1024 + 500 * 400;

/** An accepted dossier could become too big for the bus. Whoever configures must act; the process does not start. */
export class RecordLimitTooSmall extends Error {
  constructor(
    readonly needed: number,
    readonly limit: number,
    readonly bodyBytes: number,
  ) {
    super(
      `the bus carries records of at most ${limit} bytes, but a dossier of ${bodyBytes} bytes needs ${needed} once sealed: raise the record limit of the bus or lower the limit of dossier bodies`,
    );
    this.name = 'RecordLimitTooSmall';
  }
}

/** Bytes on the bus of the largest dossier that can be accepted, when its text does not compress at all. */
function largestRecordBytes(sealer: Sealer, bodyBytes: number): number {
  const id = '00000000-0000-7000-8000-000000000000';
  const wrappedKey = sealer.newWrappedKey();
  const box = sealer.seal(sealer.unwrap(wrappedKey), '', sealContext.payload(id)).byteLength;
  const { headers, value, key } = announcement({
    id,
    subject: 'x'.repeat(60),
    partner: 'x'.repeat(30),
    operation: 'x'.repeat(30),
    lane: 'append',
    number: Number.MAX_SAFE_INTEGER,
    after: { partner: 'x'.repeat(30), operation: 'x'.repeat(30), number: Number.MAX_SAFE_INTEGER },
    due: new Date(0).toISOString(),
    client: 'x'.repeat(100),
    createdAt: new Date(0).toISOString(),
    traceparent: `00-${'0'.repeat(32)}-${'0'.repeat(16)}-01`,
    payload: Buffer.alloc(box + bodyBytes + snapshotMargin),
    wrappedKey,
  });
  return recordBytes({ headers, value }) + key.length;
}

/** @throws {RecordLimitTooSmall} */
export function checkCapacity(sealer: Sealer, bodyBytes: number, maxRecordBytes: number): void {
  const needed = largestRecordBytes(sealer, bodyBytes);
  if (needed > maxRecordBytes) throw new RecordLimitTooSmall(needed, maxRecordBytes, bodyBytes);
}
