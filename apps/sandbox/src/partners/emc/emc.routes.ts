import type { FastifyInstance } from 'fastify';
import { escapeHtml } from '../../page/escape-html.js';
import { sendPage } from '../../page/small-page.js';
import { refuse } from '../../serving/refuse.js';
import type { Counts } from './emc.counts.js';
import { emcPage, statusWords } from './emc.messages.js';

const mostListed = 10_000;

interface Paged {
  Querystring: { after?: string; limit?: string; day?: string };
}

/** What was received, counted, and a page for persons. Not the wire of EMC: the real one has no read-back. */
export function emcRoutes(app: FastifyInstance, counts: Counts): void {
  app.get<Paged>('/emc/counts', (request, reply) => {
    const { after = '', limit = '1000' } = request.query;
    if (!/^\d{1,5}$/.test(limit) || Number(limit) < 1 || Number(limit) > mostListed)
      return refuse(reply, 400, 'fields.invalid', `limit must be a whole number from 1 to ${mostListed}`);
    return { ...counts.size, ...counts.page(after, Number(limit)) };
  });
  app.get<{ Params: { code: string } }>('/emc/counts/:code', (request) => ({ items: counts.of(request.params.code) }));
  app.get<Paged>('/emc/totals', (request, reply) => {
    const { day } = request.query;
    if (day !== undefined && !/^\d{4}-\d\d-\d\d$/.test(day))
      return refuse(reply, 400, 'fields.invalid', 'day must be of the form 2026-11-22');
    return { items: counts.totalsOf(day) };
  });
  app.get('/emc/page', (_request, reply) => sendPage(reply, emcPage.title, pageOf(counts)));
}

function pageOf(counts: Counts): string {
  const { dossiers, received } = counts.size;
  const columns = Object.keys(statusWords);
  const rows = counts.latest(100).map((code) => {
    const of = counts.of(code);
    const numbers = columns.map((status) => String(of.find((count) => count.status === status)?.count ?? ''));
    const lastAt = of.reduce((last, count) => (count.lastAt > last ? count.lastAt : last), '');
    return `<tr>${[code, ...numbers, lastAt].map((text) => `<td>${escapeHtml(text)}</td>`).join('')}</tr>`;
  });
  const heads = [emcPage.dossier, ...columns.map((status) => `${status} ${statusWords[status]!}`), emcPage.last];
  const head = heads.map((name) => `<th>${escapeHtml(name)}</th>`).join('');
  const table = rows.length > 0 ? `<table><tr>${head}</tr>${rows.join('')}</table>` : `<p>${emcPage.none}</p>`;
  return `<p>${emcPage.received}: ${dossiers} / ${received}. ${emcPage.off}</p>${table}`;
}
