import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Callbacks } from '@lienthong/connector-kit';

/** How much of a body that is too large is still taken in, so that the caller gets to read that it is. */
const drainBytes = 16 * 1024 * 1024;

/**
 * Bodies arrive as the bytes that were sent, whatever their type says: signatures cover bytes. Of one that is larger than its address
 * takes nothing is kept. Call before the first route exists.
 */
export function installRawBodies(fastify: FastifyInstance, callbacks: Pick<Callbacks, 'body'>): void {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('*', (_request: FastifyRequest, payload: IncomingMessage) =>
    callbacks.body(payload, (maxBytes) => bytesOf(payload, maxBytes)),
  );
}

/** Undefined where there is more of it. Rejects when the caller breaks off. */
function bytesOf(stream: IncomingMessage, maxBytes: number): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let received = 0;
    stream.on('data', (chunk: Buffer) => {
      received += chunk.length;
      if (received <= maxBytes) chunks.push(chunk);
      else chunks.length = 0;
      if (received > maxBytes + drainBytes) resolve(undefined);
    });
    stream.once('end', () => resolve(received > maxBytes ? undefined : Buffer.concat(chunks, received)));
    stream.once('error', reject);
    stream.once('close', () => reject(Object.assign(new Error('the body broke off'), { statusCode: 400 })));
  });
}
