import type { FastifyReply } from 'fastify';
import { escapeHtml } from './escape-html.js';
import { style } from './page.css.js';
import { hashOf, sendHtml } from './send-html.js';

const policy = [
  "default-src 'none'",
  `style-src ${hashOf(style)}`,
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
];

/** Names and values side by side; the values are escaped. */
export const tableOf = (rows: readonly (readonly [name: string, value: string])[]): string => {
  const lines = rows.map(([name, value]) => `<tr><th>${name}</th><td class="text">${escapeHtml(value)}</td></tr>`);
  return `<table>${lines.join('')}</table>`;
};

/** A page without any script: what a partner would show a payer. `content` is markup, its values escaped. */
export function sendPage(reply: FastifyReply, title: string, content: string, status = 200): FastifyReply {
  const heading = escapeHtml(title);
  const page = `<!DOCTYPE html>
<html lang="vi"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${heading}</title><style>${style}</style></head>
<body><h1>${heading}</h1>
${content}
</body></html>
`;
  return sendHtml(reply.code(status), policy, page);
}
