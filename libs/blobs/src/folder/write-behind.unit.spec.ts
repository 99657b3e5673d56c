import fc from 'fast-check';
import { WriteBehind } from './write-behind.js';

/** A file that takes its time. */
class SlowFile {
  readonly pieces: Buffer[] = [];
  busy = 0;
  atOnce = 0;
  async writeFile(bytes: unknown): Promise<void> {
    this.atOnce = Math.max(this.atOnce, (this.busy += 1));
    await new Promise((resolve) => setImmediate(resolve));
    this.pieces.push(Buffer.from(bytes as Uint8Array));
    this.busy -= 1;
  }
}

it('what is written is what was pushed, in order, one write at a time, though the pieces are used again', async () => {
  const length = fc.oneof(fc.nat(5), fc.nat(700_000), fc.constantFrom(512 * 1024 - 1, 512 * 1024, 512 * 1024 + 1));
  await fc.assert(
    fc.asyncProperty(fc.array(length, { maxLength: 5 }), async (lengths) => {
      const file = new SlowFile();
      const writer = new WriteBehind(file as never);
      const used = Buffer.alloc(700_001);
      const expected: Buffer[] = [];
      for (const [n, bytes] of lengths.entries()) {
        used.fill(n + 1);
        const piece = used.subarray(0, bytes);
        expected.push(Buffer.from(piece));
        await writer.push(piece);
        used.fill(0);
      }
      await writer.end();
      expect(Buffer.concat(file.pieces).equals(Buffer.concat(expected))).toBe(true);
      expect(file.atOnce).toBe(1);
    }),
    { numRuns: 30 },
  );
});

it('a write that fails is told, and the file is not closed under one', async () => {
  const full = new Error('ENOSPC');
  const writer = new WriteBehind({ writeFile: () => Promise.reject(full) } as never);
  await writer.push(Buffer.alloc(600_000));
  await expect(writer.push(Buffer.alloc(600_000))).rejects.toBe(full);
  await expect(writer.end()).rejects.toBe(full);
  await expect(writer.settled()).resolves.toBeUndefined();
});
