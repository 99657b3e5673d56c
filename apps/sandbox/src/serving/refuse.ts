import type { FastifyReply } from 'fastify';
import { sentenceOf, type FieldProblem } from '../fields.js';

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

/** Refuses a request to the sandbox itself for what is wrong with its fields. */
export const refuseFields = (reply: FastifyReply, errors: readonly FieldProblem[]): FastifyReply =>
  refuse(reply, 400, 'request.invalid', sentenceOf(errors), { errors });
