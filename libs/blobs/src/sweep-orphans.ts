import type { BlobAddress, Blobs } from './port.js';

export interface Swept {
  readonly removed: number;
  /** Where to go on; absent at the end. */
  readonly next?: BlobAddress;
}

/** Epoch milliseconds. */
export interface OrphanTimes {
  readonly now: number;
  /** Blobs put later are not looked at; longer ago than anybody takes to write one down. */
  readonly putBefore: number;
  /** A blob goes once it was first seen that nobody knows of it before this. */
  readonly unknownBefore: number;
}

/**
 * Removes blobs that nobody has known of for long: a process was killed between putting one and writing down that it did, or between
 * forgetting one and deleting it. Nobody knows either, for a time, of what came after a backup that was restored: so their age does
 * not count, but for how long they have been unknown.
 * @param known which of these addresses somebody knows of
 */
export async function sweepOrphans(
  blobs: Blobs,
  known: (addresses: readonly BlobAddress[]) => Promise<ReadonlySet<BlobAddress>>,
  { now, putBefore, unknownBefore }: OrphanTimes,
  limit: number,
  after?: BlobAddress,
): Promise<Swept> {
  const addresses = await blobs.list(putBefore, limit, after);
  if (addresses.length === 0) return { removed: 0 };
  const kept = await known(addresses);
  await blobs.nowKnown(kept);
  const gone = new Set<BlobAddress>();
  for (const address of addresses) {
    if (kept.has(address) || (await blobs.unknownSince(address, now)) >= unknownBefore) continue;
    if (await blobs.delete(address)) gone.add(address);
  }
  await blobs.nowKnown(gone);
  const removed = gone.size;
  const last = addresses.at(-1)!;
  return addresses.length < limit ? { removed } : { removed, next: last };
}
