import { Readable } from 'node:stream';

/** How much of a file that was refused half-way we still take in. */
const drainBytes = 16 * 1024 * 1024;

/** Takes in what is left of a body and throws it away, up to a bound; a caller that breaks off meanwhile is no error. */
export function drain(body: Readable): Promise<void> {
  return new Promise((resolve) => {
    let left = drainBytes;
    if (body.readableEnded || body.destroyed) return resolve();
    body.on('data', (chunk: Buffer) => {
      left -= chunk.length;
      if (left < 0) resolve();
    });
    for (const end of ['end', 'error', 'close'] as const) body.once(end, () => resolve());
  });
}

/** Of a request without any body. */
export const noBody = (): Readable => Readable.from([]);
