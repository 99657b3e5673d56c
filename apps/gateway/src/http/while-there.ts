import type { FastifyReply } from 'fastify';

/** Work for a caller that may hang up: the signal says so. */
export async function whileThere<T>(reply: FastifyReply, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const gone = new AbortController();
  const hangUp = (): void => gone.abort();
  reply.raw.once('close', hangUp);
  try {
    return await work(gone.signal);
  } finally {
    reply.raw.off('close', hangUp);
  }
}
