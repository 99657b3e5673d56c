import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { stateOf } from '../journal/holdings.js';
import type { Journal } from '../journal/journal.js';
import type { Holdings, Partner, ReadRequest, WireAnswer, Work } from '../partners/partner.js';
import { kindOf } from '../situations/catalogue.js';
import type { Situations } from '../situations/situations.js';
import { perform } from './perform.js';
import { Visit } from './visit.js';

export interface PartnerRoutesOptions {
  partner: Partner;
  journal: Journal;
  situations: Situations;
  now: () => Date;
  /** Waits; false when the sandbox stops before the time is up. */
  wait(millis: number): Promise<boolean>;
  /** Every call under way is handed here, so that a stop can wait for it. */
  track(work: Promise<unknown>): void;
  /** The journal cannot be written any more. */
  onBroken(error: Error): void;
}

/** The partner's own routes: everything on them is journalled and may meet a situation. */
export function partnerRoutes(app: FastifyInstance, options: PartnerRoutesOptions): void {
  const { partner } = options;
  const operations = new Map(partner.routes.map(({ path, operation }) => [path, operation]));
  const visits = new WeakMap<FastifyRequest, Visit>();

  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));

  app.addHook('onRequest', (request, reply, done) => {
    const visit = arrive(request, reply, operations.get(request.routeOptions.url ?? ''), options);
    visits.set(request, visit);
    const early = options.situations.take(
      { partner: partner.name, operation: visit.operation },
      ({ situation }) => kindOf(situation).moment === 'headers',
    );
    if (!early) return done();
    visit.situation = early.situation;
    reply.hijack();
    visit.cut('reset');
    options.track(visit.closed.then(() => options.journal.note(visit.entry())));
  });

  app.setErrorHandler((error: { code?: string }, request, reply) => {
    const visit = visits.get(request)!;
    reply.hijack();
    const fault = partner.unable(error.code === 'FST_ERR_CTP_BODY_TOO_LARGE' ? 'tooLarge' : 'unreadable');
    // The rest of the body was not read, so the connection cannot carry another request.
    visit.send({ ...fault, headers: { ...fault.headers, connection: 'close' } });
    options.track(visit.closed.then(() => options.journal.note(visit.entry())));
  });

  for (const { method = 'POST', path: url } of partner.routes) {
    app.route({
      method,
      url,
      handler: (request, reply) => {
        const visit = visits.get(request)!;
        reply.hijack();
        options.track(serve(visit, request, options));
      },
    });
  }
}

function arrive(
  request: FastifyRequest,
  reply: FastifyReply,
  operation: string | undefined,
  options: PartnerRoutesOptions,
) {
  const call = options.journal.nextCall();
  const visit = new Visit(call, options.partner.name, options.now(), request.raw, reply.raw);
  visit.operation = operation;
  return visit;
}

async function serve(visit: Visit, request: FastifyRequest, options: PartnerRoutesOptions): Promise<void> {
  const { partner, journal } = options;
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  const query = request.raw.url?.split('?', 2)[1] ?? '';
  const read = partner.read({ method: request.method, path: visit.path, query, headers: request.headers, body });
  visit.operation = read.operation;
  visit.keys = read.keys;
  visit.keepBody(read.keepBody ?? body);
  try {
    await answer(visit, read, options);
  } catch (error) {
    visit.send(partner.unable('broken'));
    options.onBroken(error as Error);
  }
  await visit.closed;
  journal.note(visit.entry());
}

async function answer(visit: Visit, request: ReadRequest, options: PartnerRoutesOptions): Promise<void> {
  const { partner, journal, situations, wait } = options;
  const holdings: Holdings = {
    has: (key) => journal.has(partner.name, key),
    record: (key) => journal.recordOf(partner.name, key),
    progress: async (key) => (await stateOf(journal, partner.name, key))?.progress ?? [],
  };
  const work = (variant?: string) => store(visit, request.work(holdings, variant), journal);
  const situation = situations.take(
    { partner: partner.name, operation: request.operation, keys: request.keys },
    (candidate) =>
      kindOf(candidate.situation).moment !== 'notification' &&
      (candidate.variant === undefined || request.takes(candidate.variant)),
  );
  if (!situation) return visit.send(await work());
  visit.situation = situation.situation;
  await perform({ visit, request, situation, work, wait });
}

/** Stores the changes of a call; its answer may say no more than what is fsynced, other calls' changes included. */
async function store(visit: Visit, { changes, answer }: Work, journal: Journal): Promise<WireAnswer> {
  const cause = { partner: visit.partner, operation: visit.operation ?? '', call: visit.call };
  // Nobody waits for the answer while the journal fails; that failure is the one to tell.
  Promise.resolve(answer).catch(() => undefined);
  if (changes.length > 0) await journal.store(cause, changes);
  else await journal.settled();
  visit.effects = changes.length;
  return answer;
}
