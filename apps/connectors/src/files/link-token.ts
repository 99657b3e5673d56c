import type { SnapshotFile } from '@lienthong/contracts';
import { open, seal, type Keyring } from '@lienthong/seal';

/** A file of a dossier, and who may have it until when. */
export interface FileLink {
  readonly file: SnapshotFile;
  /** Name of the account to whom it was given. */
  readonly receiver: string;
  /** Epoch seconds. */
  readonly until: number;
}

const context = 'file-link/1';

/**
 * A link says all that is needed to serve it, sealed: no table is asked, every process can serve it, and nobody but us can make one.
 *
 *     wrapped key's length (1) ‖ wrapped key ‖ sealed: until (4) ‖ size (6) ‖ attachment (16) ‖ address (32) ‖ the file's wrapped key ‖
 *     receiver ‖ type, each of these three behind its length (1)
 */
export function linkToken({ file, receiver, until }: FileLink, keyring: Pick<Keyring, 'newDataKey'>): string {
  const { key, wrapped } = keyring.newDataKey();
  const head = Buffer.alloc(10);
  head.writeUInt32BE(until, 0);
  head.writeUIntBE(file.size, 4, 6);
  const plain = Buffer.concat([
    ...[head, Buffer.from(file.attachment.replaceAll('-', ''), 'hex'), Buffer.from(file.address, 'hex')],
    ...[sized(Buffer.from(file.key, 'base64')), sized(Buffer.from(receiver)), sized(Buffer.from(file.contentType))],
  ]);
  return Buffer.concat([sized(wrapped), seal(key, plain, context)]).toString('base64url');
}

/** What a token says; undefined for anything that we have not made. */
export function readLink(token: string, keyring: Pick<Keyring, 'unwrap'>): FileLink | undefined {
  if (!/^[A-Za-z0-9_-]{100,2000}$/.test(token)) return undefined;
  try {
    const bytes = Buffer.from(token, 'base64url');
    const length = bytes[0]!;
    return linkIn(open(keyring.unwrap(bytes.subarray(1, 1 + length)), bytes.subarray(1 + length), context));
  } catch {
    return undefined;
  }
}

const sized = (bytes: Uint8Array): Buffer => {
  if (bytes.byteLength > 255) throw new TypeError('a part of a link is too long');
  return Buffer.concat([Buffer.of(bytes.byteLength), bytes]);
};

function linkIn(plain: Buffer): FileLink {
  let at = 58;
  const next = (): Buffer => {
    const end = at + 1 + plain[at]!;
    const part = plain.subarray(at + 1, end);
    at = end;
    return part;
  };
  const key = next().toString('base64');
  const receiver = next().toString('utf8');
  const contentType = next().toString('utf8');
  const hex = plain.toString('hex', 10, 26);
  const attachment = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  const file = { attachment, address: plain.toString('hex', 26, 58), key, contentType, size: plain.readUIntBE(4, 6) };
  return { file, receiver, until: plain.readUInt32BE(0) };
}
