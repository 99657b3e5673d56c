import type { FastifyInstance } from 'fastify';
import { escapeHtml } from '../../page/escape-html.js';
import { sendPage } from '../../page/small-page.js';
import { refuse, refuseFields } from '../../serving/refuse.js';
import { Fields, type FieldProblem } from '../../fields.js';
import { lifeNames, stepsOf, type Step } from './post-office.life.js';
import { postPage, statusWords } from './post-office.messages.js';
import type { Parcel } from './post-office.parcel.js';
import type { Parcels } from './post-office.parcels.js';

const hour = 3_600_000;
const mostPut = 100_000;

/** What moves parcels and the post's clock, and a page for persons. Not the wire of the post. */
export function postOfficeRoutes(app: FastifyInstance, parcels: Parcels): void {
  const shown = (parcel: Parcel) => ({ ...parcel, last: parcels.lastStep(parcel) });

  app.get('/post-office/orders', () => ({ count: parcels.count, items: parcels.latest(100).map(shown) }));
  app.get<{ Params: { number: string } }>('/post-office/orders/:number', (request, reply) => {
    const parcel = parcels.find(request.params.number);
    return parcel ? shown(parcel) : refuse(reply, 404, 'parcel.unknown', 'the post has no such parcel');
  });
  app.post('/post-office/orders', async (request, reply) => {
    const read = readParcels(request.body, parcels);
    if ('problems' in read) return refuseFields(reply, read.problems);
    await parcels.put(read.parcels);
    return reply.code(201).send({ count: read.parcels.length });
  });
  app.post<{ Params: { number: string } }>('/post-office/orders/:number/steps', async (request, reply) => {
    const parcel = parcels.find(request.params.number);
    if (!parcel) return refuse(reply, 404, 'parcel.unknown', 'the post has no such parcel');
    const step = readStep(request.body, parcels.now());
    if ('problems' in step) return refuseFields(reply, step.problems);
    const changed = { ...parcel, steps: [...parcel.steps, step] };
    await parcels.put([changed]);
    return shown(changed);
  });

  app.get('/post-office/clock', () => ({ now: parcels.now().toISOString() }));
  app.post('/post-office/clock', async (request, reply) => {
    const problems: FieldProblem[] = [];
    const fields = new Fields(request.body, problems);
    const hours = fields.needed('advanceHours', fields.number('advanceHours', 0, 24 * 400), 0);
    fields.end();
    if (problems.length > 0) return refuseFields(reply, problems);
    await parcels.advance(hours * hour);
    return { now: parcels.now().toISOString() };
  });

  app.get('/post-office/page', (_request, reply) => sendPage(reply, postPage.title, pageOf(parcels)));
  app.post<{ Body: URLSearchParams }>('/post-office/page', async (request, reply) => {
    const hours = Number(request.body.get('hours'));
    if (hours > 0 && hours <= 240) await parcels.advance(hours * hour);
    return reply.redirect('/post-office/page', 303);
  });
}

/** `{ "customerCode", "prefix", "count", "life", "from"?, "everySeconds"? }`: so many parcels, `prefix`1 to `prefix`n. */
function readParcels(body: unknown, parcels: Parcels): { parcels: Parcel[] } | { problems: FieldProblem[] } {
  const problems: FieldProblem[] = [];
  const fields = new Fields(body, problems);
  const customerCode = fields.text('customerCode', 50) ?? 'HCC-H44';
  const prefix = fields.needed('prefix', fields.text('prefix', 50, /^[A-Za-z0-9._-]+$/), '');
  const count = fields.integer('count', 1, mostPut) ?? 1;
  const life = fields.oneOf('life', lifeNames) ?? 'delivered';
  const from = fields.moment('from') ?? parcels.now().toISOString();
  const every = fields.number('everySeconds', 0, 86_400) ?? 0;
  fields.end();
  if (problems.length > 0) return { problems };
  const one = (at: number): Parcel => ({
    ...{ customerCode, orderNumber: `${prefix}${at + 1}`, itemCode: `EZ${String(at).padStart(8, '0')}0VN` },
    steps: stepsOf(life, new Date(Date.parse(from) + at * every * 1000)),
  });
  return { parcels: Array.from({ length: count }, (_, at) => one(at)) };
}

/** `{ "code", "eventTime"?, "idMinutesBack"? }`: one more row, now; its id may lie behind cursors that have passed. */
function readStep(body: unknown, now: Date): Step | { problems: FieldProblem[] } {
  const problems: FieldProblem[] = [];
  const fields = new Fields(body, problems);
  const code = fields.needed('code', fields.integer('code', 0, 1000), 0);
  const eventTime = fields.moment('eventTime');
  const back = fields.number('idMinutesBack', -100_000, 100_000) ?? 0;
  fields.end();
  if (problems.length > 0) return { problems };
  return {
    ...{ at: now.toISOString(), code, idAt: new Date(now.getTime() - back * 60_000).toISOString() },
    ...(eventTime === undefined ? {} : { eventTime }),
  };
}

function pageOf(parcels: Parcels): string {
  const buttons = [1, 4, 24, 48].map(
    (hours) => `<button name="hours" value="${hours}">${postPage.advance} ${hours} ${postPage.hours}</button>`,
  );
  const rows = parcels.latest(100).map((parcel) => {
    const last = parcels.lastStep(parcel);
    const said = last ? `${last.code} ${statusWords[last.code] ?? ''}` : postPage.waiting;
    const cells = [parcel.orderNumber, parcel.itemCode, said, last?.at ?? ''].map(
      (text) => `<td>${escapeHtml(text)}</td>`,
    );
    return `<tr>${cells.join('')}</tr>`;
  });
  const heads = [postPage.number, postPage.item, postPage.last, postPage.at].map((name) => `<th>${name}</th>`).join('');
  const table = rows.length > 0 ? `<table><tr>${heads}</tr>${rows.join('')}</table>` : `<p>${postPage.none}</p>`;
  return `<p>${postPage.clock}: ${parcels.now().toISOString()}</p>
<form method="post">${buttons.join(' ')}</form>
${table}`;
}
