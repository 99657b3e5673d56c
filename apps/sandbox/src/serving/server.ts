import { fastify, type FastifyInstance } from 'fastify';
import type { Journal } from '../journal/journal.js';
import { journalRoutes } from '../journal/journal.routes.js';
import { pageRoutes } from '../page/page.routes.js';
import type { Money } from '../money.js';
import type { Partner } from '../partners/partner.js';
import type { Situations } from '../situations/situations.js';
import { situationRoutes } from '../situations/situations.routes.js';
import { partnerRoutes } from './partner-routes.js';
import type { Pauses } from './pauses.js';
import { refuse } from './refuse.js';

const bodyLimitBytes = 10 * 1024 * 1024;
const requestMillis = 30_000;
const headersMillis = 10_000;
// Longer than any client keeps an idle connection, so that a reused one is not closed under the client's feet.
const keepAliveMillis = 75_000;

export interface ServerOptions {
  partners: readonly Partner[];
  journal: Journal;
  situations: Situations;
  pauses: Pauses;
  money: Money;
  /** What else has pages and addresses of its own beside its wire. */
  parties: readonly { routes(app: FastifyInstance): void }[];
  allowReset: boolean;
  now: () => Date;
  health(): object;
  onBroken(error: Error): void;
}

/** Every route of the sandbox on one server, not yet listening. */
export function createServer(options: ServerOptions): FastifyInstance {
  const { partners, journal, situations, pauses, now, onBroken } = options;
  const app = fastify({
    bodyLimit: bodyLimitBytes,
    requestTimeout: requestMillis,
    keepAliveTimeout: keepAliveMillis,
    http: { headersTimeout: headersMillis },
    forceCloseConnections: true,
    return503OnClosing: false,
    routerOptions: { maxParamLength: 200 },
  });
  app.setNotFoundHandler((request, reply) =>
    refuse(
      reply,
      404,
      'route.unknown',
      `nothing is at ${request.method} ${request.url.split('?', 1)[0]}; GET / lists what is`,
    ),
  );
  app.setErrorHandler((error: { statusCode?: number; code?: string; message: string }, _request, reply) => {
    const status = error.statusCode ?? 500;
    return refuse(reply, status, error.code ?? 'sandbox.failed', status < 500 ? error.message : 'the sandbox failed');
  });
  app.get('/health', () => options.health());
  void app.register((scope, _options, done) => {
    scope.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, parsed) =>
      parsed(null, new URLSearchParams(body as string)),
    );
    pageRoutes(scope, partners);
    journalRoutes(scope, journal, options.allowReset);
    situationRoutes(scope, situations, partners);
    options.money.routes(scope);
    for (const party of options.parties) party.routes(scope);
    done();
  });
  for (const partner of partners) {
    void app.register((scope, _options, done) => {
      const wait = (millis: number) => pauses.wait(millis);
      const track = (work: Promise<unknown>) => pauses.track(work);
      partnerRoutes(scope, { partner, journal, situations, now, wait, track, onBroken });
      done();
    });
  }
  return app;
}
