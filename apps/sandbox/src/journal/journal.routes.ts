import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { refuse } from '../serving/refuse.js';
import { stateOf } from './holdings.js';
import type { Journal } from './journal.js';
import { listCalls, listEffects, type ListQuery } from './list.js';

const numeric = { type: 'string', pattern: '^[0-9]{1,15}$' } as const;
const text = { type: 'string', minLength: 1, maxLength: 200 } as const;
const listQuery = {
  type: 'object',
  additionalProperties: false,
  properties: { partner: text, operation: text, key: text, after: numeric, limit: numeric },
} as const;
const exportQuery = { type: 'object', additionalProperties: false, properties: { after: numeric } } as const;

/** `/journal/…`: what was asked, what it changed, what a partner holds now. */
export function journalRoutes(app: FastifyInstance, journal: Journal, allowReset: boolean): void {
  app.get('/journal', () => journal.counts);
  app.get('/journal/latest', () => journal.latest);

  app.get<{ Querystring: Record<string, string> }>(
    '/journal/effects',
    { schema: { querystring: listQuery } },
    (request) => listEffects(journal, readQuery(request.query)),
  );
  app.get<{ Querystring: Record<string, string> }>(
    '/journal/calls',
    { schema: { querystring: listQuery } },
    (request) => listCalls(journal, readQuery(request.query)),
  );

  for (const which of ['effects', 'calls'] as const) {
    app.get<{ Querystring: { after?: string } }>(
      `/journal/${which}.ndjson`,
      { schema: { querystring: exportQuery } },
      (request, reply) =>
        reply
          .type('application/x-ndjson')
          .send(Readable.from(journal.exportLines(which, Number(request.query.after ?? 0)), { objectMode: false })),
    );
  }

  app.get<{ Params: { partner: string; key: string } }>('/journal/state/:partner/:key', async (request, reply) => {
    const { partner, key } = request.params;
    const state = await stateOf(journal, partner, key);
    return state ?? refuse(reply, 404, 'state.unknown', `${partner} holds nothing under this code`);
  });

  app.delete('/journal', async (_request, reply) => {
    if (!allowReset)
      return refuse(reply, 403, 'reset.forbidden', 'start the sandbox with --allow-reset to empty its journal');
    await journal.clear();
    return reply.code(204).send();
  });
}

function readQuery({ partner, operation, key, after, limit }: Record<string, string>): ListQuery {
  return { partner, operation, key, after: Number(after ?? 0), limit: Math.min(Number(limit ?? 100), 1000) };
}
