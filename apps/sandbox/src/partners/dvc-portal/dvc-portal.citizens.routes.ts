import type { FastifyInstance } from 'fastify';
import { Fields, type FieldProblem } from '../../fields.js';
import { escapeHtml } from '../../page/escape-html.js';
import { sendPage } from '../../page/small-page.js';
import { refuse, refuseFields } from '../../serving/refuse.js';
import type { Act, Citizens, Pushed } from './dvc-portal.citizens.js';
import { citizenPage } from './dvc-portal.messages.js';

const mostFiles = 100;
const mostFileBytes = 64 * 1024 * 1024;

/** What citizens do at the portal, and a page for persons. Not the wire of the portal. */
export function citizenRoutes(app: FastifyInstance, citizens: Citizens): void {
  app.get('/dvc-portal/submissions', () => ({ items: citizens.latest().map(shown) }));
  app.post('/dvc-portal/submissions', async (request, reply) => {
    const act = readAct(request.body);
    if ('problems' in act) return refuseFields(reply, act.problems);
    return reply.code(201).send(shown(await citizens.act(act)));
  });
  app.post<{ Params: { code: string } }>('/dvc-portal/submissions/:code/again', async (request, reply) => {
    const pushed = await citizens.again(request.params.code);
    return pushed
      ? shown(pushed)
      : refuse(reply, 404, 'submission.unknown', 'nothing of this dossier was pushed lately');
  });

  app.get('/dvc-portal/page', (_request, reply) => sendPage(reply, citizenPage.title, pageOf(citizens)));
  app.post<{ Body: URLSearchParams }>('/dvc-portal/page', async (request, reply) => {
    const what = request.body.get('what');
    const code = citizens.latest()[0]?.code;
    if (what === 'again') await citizens.again(undefined);
    else if (what === 'supplement' && code) await citizens.act({ kind: 'supplement', code, files: [100] });
    else if (what === 'submit' || what === 'withFile')
      await citizens.act({ kind: 'whole', files: what === 'withFile' ? [100] : [] });
    return reply.redirect('/dvc-portal/page', 303);
  });
}

const shown = ({ body: _body, ...pushed }: Pushed): object => pushed;

/** `{ "kind"?, "code"?, "procedure"?, "unit"?, "applicant"?, "files"?, "fileBytes"?, "fields"? }`. */
function readAct(body: unknown): Act | { problems: FieldProblem[] } {
  const problems: FieldProblem[] = [];
  const fields = new Fields(body ?? {}, problems);
  const kind = fields.oneOf('kind', ['whole', 'supplement']) ?? 'whole';
  const code = fields.text('code', 200);
  const procedure = fields.text('procedure', 200);
  const unit = fields.text('unit', 200);
  const applicant = fields.text('applicant', 200);
  const files = fields.integer('files', 0, mostFiles) ?? 0;
  const bytes = fields.integer('fileBytes', 1, mostFileBytes) ?? 100;
  const more = fields.text('fields', 1_000_000);
  fields.end();
  const own = more === undefined ? undefined : objectIn(more);
  if (more !== undefined && !own) problems.push({ field: 'fields', problem: 'must be the text of a JSON object' });
  if (kind === 'supplement' && code === undefined)
    problems.push({ field: 'code', problem: 'a supplement is of a dossier' });
  if (problems.length > 0) return { problems };
  return {
    ...{ kind, files: Array.from({ length: files }, () => bytes) },
    ...(code === undefined ? {} : { code }),
    ...(procedure === undefined ? {} : { procedure }),
    ...(unit === undefined ? {} : { unit }),
    ...(applicant === undefined ? {} : { applicant }),
    ...(own ? { fields: own } : {}),
  };
}

function objectIn(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

function pageOf(citizens: Citizens): string {
  const buttons = (['submit', 'withFile', 'supplement', 'again'] as const).map(
    (what) => `<button name="what" value="${what}">${citizenPage[what]}</button>`,
  );
  const rows = citizens.latest().map(({ code, kind, at, answer }) => {
    const said = answer ? `${answer.status} ${answer.body}` : citizenPage.noAnswer;
    const cells = [code, citizenPage.kinds[kind], at, said].map((text) => `<td>${escapeHtml(text)}</td>`);
    return `<tr>${cells.join('')}</tr>`;
  });
  const heads = [citizenPage.code, citizenPage.kind, citizenPage.at, citizenPage.answer];
  const head = heads.map((name) => `<th>${name}</th>`).join('');
  const table = rows.length > 0 ? `<table><tr>${head}</tr>${rows.join('')}</table>` : `<p>${citizenPage.none}</p>`;
  return `<form method="post">${buttons.join(' ')}</form>\n${table}`;
}
