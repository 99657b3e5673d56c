import type { FastifyInstance } from 'fastify';
import { Fields, type FieldProblem } from '../../fields.js';
import { refuse, refuseFields } from '../../serving/refuse.js';
import { compactTime } from '../../vietnam-time.js';
import { lives, type Life } from './lgsp-exchange.config.js';
import type { Hub, Said } from './lgsp-exchange.hub.js';
import { officerName } from './lgsp-exchange.messages.js';
import { verbs, type MessageWire } from './lgsp-exchange.wire.js';

/** What moves the agencies behind the hub. Not the wire of any hub. */
export function lgspExchangeRoutes(app: FastifyInstance, hub: Hub): void {
  app.get('/lgsp-exchange/handovers', () => ({ items: hub.latest(1_000) }));
  app.get<{ Params: { source: string } }>('/lgsp-exchange/handovers/:source', (request, reply) => {
    const handover = hub.get(request.params.source);
    return handover ?? refuse(reply, 404, 'handover.unknown', 'nothing was handed over under this reference');
  });
  app.get<{ Querystring: { from?: string } }>('/lgsp-exchange/words', ({ query }) => ({
    items: hub.words(Number(query.from ?? 0) || 0),
  }));
  app.get<{ Querystring: { from?: string } }>('/lgsp-exchange/heard', ({ query }) => ({
    items: hub.hasHeard(Number(query.from ?? 0) || 0),
  }));
  app.post('/lgsp-exchange/handovers', async (request, reply) => {
    const read = readHandOver(request.body, hub.now());
    if ('problems' in read) return refuseFields(reply, read.problems);
    if (hub.get(read.message.source_id)) {
      return refuse(reply, 409, 'handover.exists', 'something was handed over under this reference');
    }
    return reply.code(201).send(await hub.handOver(read.message));
  });
  app.post<{ Params: { source: string } }>('/lgsp-exchange/handovers/:source/words', async (request, reply) => {
    const handover = hub.get(request.params.source);
    if (!handover) return refuse(reply, 404, 'handover.unknown', 'nothing was handed over under this reference');
    const problems: FieldProblem[] = [];
    const fields = new Fields(request.body, problems);
    const type = fields.needed('type', fields.oneOf('type', verbs), 'CAPNHAT');
    const said = readSaid(fields);
    fields.end();
    if (problems.length > 0) return refuseFields(reply, problems);
    return hub.say(handover, type, said);
  });
  app.put('/lgsp-exchange/lives', async (request, reply) => {
    const problems: FieldProblem[] = [];
    const fields = new Fields(request.body, problems);
    const unit = fields.needed('unit', fields.text('unit', 100), '');
    const life = fields.needed('life', fields.oneOf('life', lives), 'silent' as Life);
    fields.end();
    if (problems.length > 0) return refuseFields(reply, problems);
    await hub.live({ [unit]: life });
    return { unit, life };
  });
}

/** `due_date` in the hub's own form, `yyyyMMddHHmmss`. */
function readSaid(fields: Fields): Said {
  const [content, due_date] = [fields.text('content', 20_000), fields.text('due_date', 14, /^\d{14}$/)];
  const amount = fields.integer('amount', 1, Number.MAX_SAFE_INTEGER);
  return {
    ...(content === undefined ? {} : { content }),
    ...(due_date === undefined ? {} : { due_date }),
    ...(amount === undefined ? {} : { amount }),
  };
}

/** `{ "source_id", "ref_code", "from_unit_code", "to_unit_code", "content" }`: an agency hands something over, now. */
function readHandOver(body: unknown, now: Date): { message: MessageWire } | { problems: FieldProblem[] } {
  const problems: FieldProblem[] = [];
  const fields = new Fields(body, problems);
  const need = (name: string): string => fields.needed(name, fields.text(name, 100, /^[\x21-\x7e]+$/), '');
  const ends = {
    ...{ source_id: need('source_id'), ref_code: need('ref_code'), status_profile: '', process_officials: officerName },
    ...{
      time_of_process: compactTime(now),
      from_unit_code: need('from_unit_code'),
      to_unit_code: need('to_unit_code'),
    },
  };
  const content = fields.text('content', 20_000);
  fields.end();
  if (problems.length > 0) return { problems };
  return { message: { type: 'TIEPNHAN', ...ends, ...(content === undefined ? {} : { content }) } };
}
