import { createHash } from 'node:crypto';
import type { FastifyReply } from 'fastify';

/** How a policy names a script or style that may stand in a page. */
export const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** Sends a page that may do what its policy names and nothing else. */
export const sendHtml = (reply: FastifyReply, policy: readonly string[], page: string): FastifyReply =>
  reply
    .headers({
      'content-security-policy': policy.join('; '),
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    })
    .type('text/html; charset=utf-8')
    .send(page);
