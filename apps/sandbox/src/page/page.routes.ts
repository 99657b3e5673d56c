import type { FastifyInstance } from 'fastify';
import type { Partner } from '../partners/partner.js';
import { startPage } from './page.html.js';
import { script } from './page.script.js';
import { style } from './page.css.js';
import { hashOf, sendHtml } from './send-html.js';

// Only this very script and style may run, and they may talk to nobody but this server.
const policy = [
  "default-src 'none'",
  `script-src ${hashOf(script)}`,
  `style-src ${hashOf(style)}`,
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
];

export function pageRoutes(app: FastifyInstance, partners: readonly Partner[]): void {
  const page = startPage(partners);
  app.get('/', (_request, reply) => sendHtml(reply, policy, page));
}
