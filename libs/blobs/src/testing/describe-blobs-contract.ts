import { createHash, randomBytes } from 'node:crypto';
import type { Blobs } from '../port.js';
import { sweepOrphans } from '../sweep-orphans.js';

async function* pieces(...all: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  for (const piece of all) yield piece;
}
export async function bytesOf(stream: AsyncIterable<Uint8Array> | undefined): Promise<Buffer | undefined> {
  if (!stream) return undefined;
  const found: Uint8Array[] = [];
  for await (const piece of stream) found.push(Buffer.from(piece));
  return Buffer.concat(found);
}
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
/** Older than this is everything that was put. */
const everything = (): number => Date.now() + 60_000;

/**
 * What every place for blobs must keep to. `openBlobs` gives an empty one, and again the same one as another process would.
 * @param begunBytes of so many something lies there while more is to come
 */
export function describeBlobsContract(
  name: string,
  openBlobs: () => Promise<{ readonly blobs: Blobs; readonly again: () => Promise<Blobs> }>,
  begunBytes = 100_000,
): void {
  describe(`blobs in ${name}`, () => {
    let blobs: Blobs;
    let again: () => Promise<Blobs>;
    beforeEach(async () => {
      ({ blobs, again } = await openBlobs());
    });

    it('come back as they were put, under the hash of their bytes, in another process too', async () => {
      const [one, two] = [randomBytes(200_000), randomBytes(5)];
      const stored = await blobs.put(pieces(one.subarray(0, 7), one.subarray(7), two));
      const whole = Buffer.concat([one, two]);
      expect(stored).toEqual({ address: sha256(whole), bytes: whole.byteLength });
      for (const place of [blobs, await again()]) {
        expect((await bytesOf(await place.get(stored.address)))?.equals(whole)).toBe(true);
        expect(await place.exists(stored.address)).toBe(true);
      }
    });

    it('large ones come back, too, and any part of them, without the rest', async () => {
      const all = randomBytes(begunBytes + 12_345);
      const { address, bytes } = await blobs.put(pieces(all.subarray(0, begunBytes), all.subarray(begunBytes)));
      expect([address, bytes]).toEqual([sha256(all), all.length]);
      expect((await bytesOf(await blobs.get(address)))?.equals(all)).toBe(true);
      for (const [start, end] of [
        [0, 0],
        [7, 65_543],
        [begunBytes - 5, begunBytes + 5],
        [all.length - 1, all.length - 1],
      ] as const) {
        const part = await bytesOf(await blobs.get(address, { start, end }));
        expect(part?.equals(all.subarray(start, end + 1))).toBe(true);
      }
      expect(await blobs.get('0'.repeat(64), { start: 0, end: 1 })).toBeUndefined();
      expect(await blobs.list(everything(), 10)).toEqual([address]);
      expect(await blobs.removeUnfinished(everything())).toBe(0);
      expect(await blobs.fault()).toBeUndefined();
    });

    it('whoever stops reading leaves nothing open', async () => {
      const { address } = await blobs.put(pieces(randomBytes(1_000_000)));
      for (let n = 0; n < 70; n += 1)
        for await (const piece of (await blobs.get(address))!) if (piece.length > 0) break;
      expect(await blobs.exists(address)).toBe(true);
    });

    it('an empty one is one; the same bytes again are the same one', async () => {
      const empty = await blobs.put(pieces());
      expect(empty).toEqual({ address: sha256(Buffer.alloc(0)), bytes: 0 });
      expect(await bytesOf(await blobs.get(empty.address))).toHaveLength(0);
      expect(await blobs.put(pieces(Buffer.alloc(0)))).toEqual(empty);
      expect(await blobs.list(everything(), 10)).toEqual([empty.address]);
    });

    it('what is not there is not there, and what was deleted is gone', async () => {
      const { address } = await blobs.put(pieces(Buffer.from('abc')));
      expect([await blobs.delete(address), await blobs.delete(address)]).toEqual([true, false]);
      for (const absent of [address, '0'.repeat(64), 'A'.repeat(64), '', '../../etc/passwd', `${address}/..`]) {
        expect([absent, await blobs.get(absent), await blobs.exists(absent)]).toEqual([absent, undefined, false]);
        expect(await blobs.delete(absent)).toBe(false);
      }
    });

    it('where the source breaks off nothing is left, and its error comes through', async () => {
      async function* breaking(bytes: number): AsyncGenerator<Uint8Array> {
        yield randomBytes(bytes);
        throw new Error('the caller broke off');
      }
      for (const bytes of [0, 100_000, begunBytes]) {
        await expect(blobs.put(breaking(bytes))).rejects.toThrow('the caller broke off');
      }
      expect(await blobs.list(everything(), 10)).toEqual([]);
      expect(await blobs.removeUnfinished(everything())).toBe(0);
    });

    it('what a killed process left half put is no blob, and goes when it is old', async () => {
      let go: () => void = () => undefined;
      const killed = new Promise<void>((resolve) => (go = resolve));
      async function* never(): AsyncGenerator<Uint8Array> {
        yield randomBytes(begunBytes);
        await killed;
        yield randomBytes(10);
      }
      const putting = blobs.put(never()).then(
        () => 'put',
        () => 'failed',
      );
      // It has begun once there is something to remove.
      let removed = 0;
      while (removed === 0) removed = await (await again()).removeUnfinished(everything());
      expect(removed).toBe(1);
      expect(await blobs.list(everything(), 10)).toEqual([]);
      go();
      expect(await putting).toBe('failed');
    });

    it('many are put at once, and listed in order, portion by portion, those that are old enough', async () => {
      const puts = Array.from({ length: 30 }, (_, n) => blobs.put(pieces(Buffer.from(`blob ${n}`))));
      const addresses = (await Promise.all(puts)).map(({ address }) => address).sort();
      const found: string[] = [];
      for (let portion = await blobs.list(everything(), 7); portion.length > 0;) {
        found.push(...portion);
        portion = await blobs.list(everything(), 7, portion.at(-1));
      }
      expect(found).toEqual(addresses);
      expect(await blobs.list(Date.now() - 60_000, 100)).toEqual([]);
    });

    it('belong to the store that came first', async () => {
      expect(await blobs.owner()).toBeUndefined();
      const claims = await Promise.all(['one', 'two', 'three'].map((id) => blobs.claim(id)));
      expect(new Set(claims).size).toBe(1);
      expect(await (await again()).claim('four')).toBe(claims[0]);
      expect(await (await again()).owner()).toBe(claims[0]);
      expect(await blobs.removeUnfinished(everything())).toBe(0);
    });

    it('orphans are swept, only they, and only when they have been unknown for long', async () => {
      const puts = Array.from({ length: 10 }, (_, n) => blobs.put(pieces(Buffer.from(`blob ${n}`))));
      const addresses = (await Promise.all(puts)).map(({ address }) => address).sort();
      const kept = new Set(addresses.filter((_, n) => n % 2 === 0));
      const nobody = new Set<string>();
      const asked: (readonly string[])[] = [];
      const now = Date.now();
      const sweep = async (day: number, knows: ReadonlySet<string>, putBefore = everything()) => {
        const known = (some: readonly string[]) => {
          asked.push(some);
          return Promise.resolve(new Set(some.filter((address) => knows.has(address))));
        };
        const at = now + day * 86_400_000;
        const times = { now: at, putBefore, unknownBefore: at - 10 * 86_400_000 };
        const rounds: (string | undefined)[] = [];
        let removed = 0;
        for (let from: string | undefined, first = true; first || from !== undefined; first = false) {
          const swept = await sweepOrphans(blobs, known, times, 4, from);
          removed += swept.removed;
          rounds.push((from = swept.next));
        }
        return { removed, rounds };
      };
      expect((await sweep(0, kept, now - 60_000)).removed).toBe(0);
      expect(asked).toEqual([]);
      // However old they are: an older backup may have been restored.
      const { removed, rounds } = await sweep(1000, nobody);
      expect([removed, rounds]).toEqual([0, [addresses[3], addresses[7], undefined]]);
      // Whoever knows is asked once for a page, and never for an address alone.
      expect(asked).toEqual([addresses.slice(0, 4), addresses.slice(4, 8), addresses.slice(8)]);
      expect((await sweep(1009, kept)).removed).toBe(0);
      // Those that were known meanwhile begin anew.
      expect((await sweep(1011, nobody)).removed).toBe(5);
      expect(await blobs.list(everything(), 100)).toEqual([...kept]);
      expect((await sweep(1020, nobody)).removed).toBe(0);
      expect((await sweep(1022, nobody)).removed).toBe(5);
      expect(await blobs.list(everything(), 100)).toEqual([]);
    });
  });
}
