import { createHash } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { Partner } from '../partners/partner.js';
import { startPage } from './page.html.js';
import { script } from './page.script.js';
import { style } from './page.css.js';

const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

// Only this very script and style may run, and they may talk to nobody but this server.
const policy = [
  "default-src 'none'",
  `script-src ${hash(script)}`,
  `style-src ${hash(style)}`,
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

export function pageRoutes(app: FastifyInstance, partners: readonly Partner[]): void {
  const page = startPage(partners);
  app.get('/', (_request, reply) =>
    reply
      .headers({
        'content-security-policy': policy,
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cache-control': 'no-store',
      })
      .type('text/html; charset=utf-8')
      .send(page),
  );
}
