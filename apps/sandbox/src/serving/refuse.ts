import type { FastifyReply } from 'fastify';

/** Refuses a request to the sandbox itself (not to a partner): an RFC 9457 problem. */
export function refuse(
  reply: FastifyReply,
  status: number,
  code: string,
  detail: string,
  more: object = {},
): FastifyReply {
  return reply
    .code(status)
    .type('application/problem+json')
    .send({ type: 'about:blank', status, code, detail, ...more });
}
