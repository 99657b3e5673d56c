import { createHash } from 'node:crypto';
import type { BlobAddress } from './port.js';

/** A place gave other bytes than were put under an address. */
export class BlobBroken extends Error {
  constructor(address: BlobAddress) {
    super(`the file ${address} is not as it was put: its bytes have another hash`);
    this.name = 'BlobBroken';
  }
}

/**
 * A whole blob as it is read.
 * @throws {BlobBroken} at its end, where its bytes are not those of its address
 */
export async function* checked(
  content: AsyncIterable<Uint8Array>,
  address: BlobAddress,
): AsyncGenerator<Uint8Array, void, undefined> {
  const hash = createHash('sha256');
  for await (const piece of content) {
    hash.update(piece);
    yield piece;
  }
  if (hash.digest('hex') !== address) throw new BlobBroken(address);
}
