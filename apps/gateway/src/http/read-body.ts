import type { Readable } from 'node:stream';
import { Problem } from './problem.js';

/** How much of a body that is too large we still take in, so that the caller gets to read our refusal. */
const drainBytes = 16 * 1024 * 1024;

/**
 * Collects a body up to `maxBytes`. One that is larger is thrown away as it comes (a closed connection would cost the
 * caller the answer) up to a bound, and `undefined` is returned. Rejects when the caller breaks off.
 */
export function readBody(stream: Readable, maxBytes: number): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    let chunks: Buffer[] = [];
    let received = 0;
    let ended = false;
    const finish = (): void => {
      ended = true;
      resolve(received > maxBytes ? undefined : Buffer.concat(chunks, received));
    };
    const breakOff = (): void => {
      if (!ended) reject(new Problem('request.incomplete'));
    };
    stream.on('data', (chunk: Buffer) => {
      received += chunk.length;
      if (received <= maxBytes) chunks.push(chunk);
      else chunks = [];
      if (received > maxBytes + drainBytes) resolve(undefined);
    });
    stream.once('end', finish);
    stream.once('error', breakOff);
    stream.once('close', breakOff);
  });
}
