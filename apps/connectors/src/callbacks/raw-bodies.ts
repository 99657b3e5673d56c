import type { FastifyInstance } from 'fastify';

/** Bodies arrive as the bytes that were sent, whatever their type says: signatures cover bytes. Call before the first route exists. */
export function installRawBodies(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
}
