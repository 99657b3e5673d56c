import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FolderBlobs } from '@lienthong/blobs';
import { Secret } from '@lienthong/config';
import { pgliteTestStore } from '@lienthong/store/testing';
import { rulesOf } from '../settings-of.js';
import { CoreHarness } from '../testing/core-harness.js';
import { operationsOf, type ApiDescription } from '../testing/documented.js';
import { aCheckRequest } from '../testing/fake-identity.js';
import {
  aDossier,
  patientConfig,
  startHttp,
  type Answer,
  type Ask,
  type HttpFixture,
} from '../testing/http-fixture.js';
import { MoneyHarness } from '../testing/money-harness.js';

const roles = ['owner', 'receiver', 'former', 'stranger'] as const;
type Role = (typeof roles)[number];
/** Of the dossier; that was handed it; that has answered; that has nothing to do with it. */
const unitOf: Readonly<Record<Role, string>> = { owner: 'H44.01', receiver: 'H30', former: 'H31', stranger: 'H32' };
const keyOf = (role: Role): string => `${role}-key-0123456789`;

const config = {
  ...patientConfig,
  units: ['H44', ...Object.values(unitOf), 'H33'].map((code) => ({ code, name: code })),
  clients: roles.map((name) => ({ name, key: new Secret(keyOf(name)), units: [unitOf[name]] })),
};

/**
 * What a route is to a role. `may`: whatever comes of it, the role has the right. `hidden`: it is not there. `forbidden`: that it may
 * not is said. `lists`, `listsNone`: the list is its own, with or without anything of the dossier.
 */
type Right = 'may' | 'hidden' | 'forbidden' | 'lists' | 'listsNone';
type Rights = readonly [owner: Right, receiver: Right, former: Right, stranger: Right];

const ofOwner: Rights = ['may', 'hidden', 'hidden', 'hidden'];
const ofOwnerAndReceiver: Rights = ['may', 'may', 'hidden', 'hidden'];
const ofReceiver: Rights = ['forbidden', 'may', 'hidden', 'hidden'];
const listOfOwner: Rights = ['lists', 'listsNone', 'listsNone', 'listsNone'];
const ofAll: Rights = ['may', 'may', 'may', 'may'];
const ofOperators: Rights = ['forbidden', 'forbidden', 'forbidden', 'forbidden'];

/** A new route stands here before it is served: who may, of those who have to do with a dossier, and of those who have not? */
const rights: Readonly<Record<string, Rights>> = {
  'PUT /v1/dossiers/{code}': ['may', 'forbidden', 'forbidden', 'forbidden'],
  'GET /v1/dossiers/{code}': ofOwnerAndReceiver,
  // Each line is judged for itself: intake/bulk/bulk-dossiers.int.spec.ts.
  'POST /v1/dossiers/bulk': ofAll,
  'POST /v1/dossiers/{code}/steps': ofOwner,
  'GET /v1/dossiers': listOfOwner,
  'GET /v1/dossiers/{code}/blame': ofOwnerAndReceiver,
  'GET /v1/dossiers/{code}/timeline': ofOwnerAndReceiver,
  'POST /v1/dossiers/{code}/handovers': ofOwner,
  'GET /v1/dossiers/{code}/handovers': ofOwnerAndReceiver,
  'POST /v1/attachments': ofAll,
  'GET /v1/attachments/{id}': ofOwnerAndReceiver,
  'GET /v1/inbox': ['listsNone', 'lists', 'lists', 'listsNone'],
  'GET /v1/inbox/{id}': ofOwnerAndReceiver,
  'GET /v1/inbox/{id}/timeline': ofOwnerAndReceiver,
  'POST /v1/inbox/{id}/accept': ofReceiver,
  'POST /v1/inbox/{id}/refuse': ofReceiver,
  'POST /v1/inbox/{id}/report': ofReceiver,
  'POST /v1/inbox/{id}/answer': ofReceiver,
  'POST /v1/inbox/{id}/withdraw': ['may', 'forbidden', 'hidden', 'hidden'],
  'GET /v1/events': ['lists', 'lists', 'lists', 'listsNone'],
  'GET /v1/exchanges': listOfOwner,
  'GET /v1/exchanges/{id}': ofOwner,
  'POST /v1/exchanges/{id}/retry': ofOperators,
  'POST /v1/exchanges/{id}/resolve': ofOperators,
  'POST /v1/exchanges/{id}/abandon': ofOperators,
  'GET /v1/failure-classes': ofOperators,
  'POST /v1/replays': ofOperators,
  'GET /v1/replays': ofOperators,
  'GET /v1/replays/{id}': ofOperators,
  'GET /v1/replays/{id}/items': ofOperators,
  'POST /v1/replays/{id}/stop': ofOperators,
  'GET /v1/quarantined-messages': ofOperators,
  'POST /v1/quarantined-messages/{id}/re-read': ofOperators,
  'POST /v1/payments': ofOwner,
  'GET /v1/payments': listOfOwner,
  'GET /v1/payments/{id}': ofOwner,
  'GET /v1/payments/{id}/qr.svg': ofOwner,
  'GET /v1/payments/{id}/qr.png': ofOwner,
  'GET /v1/payments/{id}/disagreements': ofOwner,
  'POST /v1/payments/{id}/cancellation': ofOwner,
  'POST /v1/payments/{id}/refunds': ofOperators,
  'GET /v1/credits': listOfOwner,
  'GET /v1/credits/{id}': ofOwner,
  'POST /v1/credits/{id}/assignment': ofOperators,
  'POST /v1/credits/{id}/refunds': ofOperators,
  'GET /v1/refunds': listOfOwner,
  'GET /v1/refunds/{id}': ofOperators,
  'POST /v1/refunds/{id}/confirmation': ofOperators,
  'POST /v1/refunds/{id}/withdrawal': ofOperators,
  'POST /v1/refunds/{id}/rejection': ofOperators,
  'POST /v1/refunds/{id}/sent': ofOperators,
  'POST /v1/refunds/{id}/failure': ofOperators,
  'POST /v1/refunds/{id}/done': ofOperators,
  'POST /v1/deliveries': ofOwner,
  'GET /v1/deliveries': listOfOwner,
  'GET /v1/deliveries/{id}': ofOwner,
  'POST /v1/deliveries/{id}/cancellation': ofOwner,
  'POST /v1/citizen-checks': ofOwner,
  'GET /v1/citizen-checks/{id}': ofOwner,
  'POST /v1/statements': ofOperators,
  'GET /v1/statements': ofOperators,
  'GET /v1/statements/{id}': ofOperators,
  'GET /v1/statements/{id}/entries': ofOperators,
  'GET /v1/reconciliations': ofOperators,
  'POST /v1/reconciliations': ofOperators,
  'GET /v1/reconciliations/{account}/{day}': ofOperators,
  'GET /v1/reconciliations/{account}/{day}/differences': ofOperators,
  'GET /v1/admission-windows': ofOperators,
  'POST /v1/admission-windows': ofOperators,
  'POST /v1/admission-windows/{id}/closing': ofOperators,
  'GET /v1/emc/reconciliations': ['may', 'listsNone', 'listsNone', 'listsNone'],
  'POST /v1/emc/reconciliations': ofOperators,
  'GET /v1/emc/reconciliations/differences': ['may', 'listsNone', 'listsNone', 'listsNone'],
  'GET /v1/disagreements': listOfOwner,
  'GET /v1/disagreements/{id}': ofOwner,
  'POST /v1/disagreements/{id}/repair': ofOperators,
  'POST /v1/disagreements/{id}/dismissal': ofOperators,
  'POST /v1/dossiers/{code}/comparison': ofOwner,
  'POST /v1/webhook-endpoints': ofAll,
  'GET /v1/webhook-endpoints': listOfOwner,
  'GET /v1/webhook-endpoints/{id}': ofOwner,
  'POST /v1/webhook-endpoints/{id}/secret': ofOwner,
  'POST /v1/webhook-endpoints/{id}/test': ofOwner,
  'POST /v1/webhook-endpoints/{id}/recovery': ofOwner,
  'DELETE /v1/webhook-endpoints/{id}': ofOwner,
  'GET /v1/unreadable-rows': ofOperators,
  'POST /v1/unreadable-rows/{id}/re-read': ofOperators,
  'GET /v1/unplaced-submissions': ofOperators,
  'POST /v1/unplaced-submissions/{id}/placement': ofOperators,
  'GET /v1/registers/receipts-and-returns': ['lists', 'forbidden', 'forbidden', 'forbidden'],
  'GET /v1/areas': ofAll,
  'GET /v1/units': ofAll,
  'GET /health/live': ofAll,
  'GET /health/ready': ofAll,
};

const code = 'H44.01-rights';
/** Of lists that are of one unit and day. */
const queries: Readonly<Record<string, string>> = {
  '/v1/registers/receipts-and-returns': '?unit=H44.01&day=2026-11-20',
};
const handOver = (toUnit: string) => ({ toUnit, kind: 'request', request: 'Cho y kien' });
const bodies: Record<string, unknown> = {
  'POST /v1/dossiers/{code}/steps': {
    ...{ key: 'b1', by: 'Can bo A', content: 'Tham dinh', status: 'processing', at: '2026-11-20T10:00:00+07:00' },
  },
  'POST /v1/dossiers/{code}/handovers': handOver('H33'),
  'POST /v1/inbox/{id}/refuse': { reason: 'Khong thuoc tham quyen' },
  'POST /v1/inbox/{id}/report': { text: 'Dang xem xet' },
  'POST /v1/inbox/{id}/answer': { text: 'Dong y' },
  'POST /v1/webhook-endpoints': { url: 'https://agency.example/events' },
  'POST /v1/webhook-endpoints/{id}/recovery': { since: '2026-11-20T08:00:00+07:00' },
  'POST /v1/payments': { dossier: code, fees: ['LP01'], method: 'bankQr' },
  'POST /v1/deliveries': { dossier: code, direction: 'return' },
  'POST /v1/citizen-checks': { ...aCheckRequest({ fields: [] }), dossier: code },
};

/** Every route that the API describes against everybody who may have to do with a dossier, over the real core. */
describe('rights', () => {
  let h: CoreHarness;
  let http: HttpFixture;
  let folder: string;
  let dispose: () => Promise<unknown>;
  let described: readonly { readonly name: string; readonly method: string; readonly path: string }[];
  /** By the beginning of a path. */
  const ids: Record<string, string> = {};

  const ask = (role: Role, path: string, more: Ask = {}): Promise<Answer> =>
    http.ask(path, { key: keyOf(role), ...more });
  const made = async (role: Role, path: string, body?: unknown): Promise<string> => {
    const { status, json } = await ask(role, path, { method: 'POST', body });
    if (status >= 300) throw new Error(`${path}: ${status} ${json?.code}`);
    return json.id as string;
  };

  beforeAll(async () => {
    const opened = await pgliteTestStore();
    dispose = () => opened.dispose();
    folder = await mkdtemp(join(tmpdir(), 'rights-'));
    const blobs = await FolderBlobs.open(folder);
    h = await CoreHarness.open(opened.store, { ...rulesOf(config), blobs });
    http = await startHttp({ core: h.core, config });
    const list = operationsOf((await ask('owner', '/openapi.json')).json as ApiDescription);
    described = list.map(({ method, path }) => ({ name: `${method} ${path}`, method, path }));

    const attachment = await ask('owner', '/v1/attachments', {
      ...{ method: 'POST', body: Buffer.from('%PDF-1.7 nothing') },
      headers: { 'content-type': 'application/pdf', 'content-disposition': 'attachment; filename="don.pdf"' },
    });
    ids['/v1/attachments'] = attachment.json.id as string;
    const documents = [{ id: 'd1', name: 'don.pdf', attachment: attachment.json.id as string }];
    const put = await ask('owner', `/v1/dossiers/${code}`, { method: 'PUT', body: aDossier({ documents }) });
    bodies['PUT /v1/dossiers/{code}'] = aDossier({ documents, revision: 2 });
    ids['/v1/exchanges'] = put.json.exchanges[0] as string;
    // Nobody acknowledges it: after a day that is a disagreement.
    h.offset = 25 * 3_600_000;
    await h.core.compareNow();
    h.offset = 0;
    ids['/v1/disagreements'] = (await h.core.disagreements.list({}, { limit: 1 })).items[0]!.id;
    ids['/v1/payments'] = await made('owner', '/v1/payments', bodies['POST /v1/payments']);
    const m = new MoneyHarness(h);
    const { reference } = await m.view(ids['/v1/payments']);
    // More than was due: something goes back.
    const credit = m.creditOf(60_000, reference);
    ids['/v1/credits'] = credit.credit;
    await m.tell(h.delivery('credit.received', credit.subject, credit));
    ids['/v1/deliveries'] = await made('owner', '/v1/deliveries', bodies['POST /v1/deliveries']);
    ids['/v1/citizen-checks'] = await made('owner', '/v1/citizen-checks', bodies['POST /v1/citizen-checks']);
    const answered = await made('owner', `/v1/dossiers/${code}/handovers`, handOver(unitOf.former));
    await made('former', `/v1/inbox/${answered}/answer`, { text: 'Dong y' });
    ids['/v1/webhook-endpoints'] = await made('owner', '/v1/webhook-endpoints', bodies['POST /v1/webhook-endpoints']);
    ids['/v1/inbox'] = await made('owner', `/v1/dossiers/${code}/handovers`, handOver(unitOf.receiver));
  }, 60_000);
  afterAll(async () => {
    await http?.close();
    await h?.core.close();
    await dispose?.();
    await rm(folder, { recursive: true, force: true });
  });

  const idIn = (path: string): string =>
    Object.entries(ids).find(([begin]) => path.startsWith(`${begin}/`))?.[1] ?? code;
  const pathOf = (path: string): string =>
    path
      .replace('{code}', code)
      .replace('{id}', idIn(path))
      .replace('{account}', 'kho-bac-1')
      .replace('{day}', '2026-11-21')
      .concat(queries[path] ?? '');

  /** What the role has met. */
  async function met(name: string, method: string, path: string, role: Role): Promise<Right> {
    const body = bodies[name];
    const { status, json, text } = await ask(role, pathOf(path), { method, ...(body === undefined ? {} : { body }) });
    const problem = status >= 400 ? String(json?.code) : '';
    if (status === 401 || status === 403) return 'forbidden';
    if (problem.endsWith('.notFound')) return 'hidden';
    const isList = method === 'GET' && Array.isArray(json?.items) && !path.includes('{');
    if (!isList) return 'may';
    return [code, ...Object.values(ids)].some((mark) => text.includes(mark)) ? 'lists' : 'listsNone';
  }

  it('every route has a rule, and every rule a route', () => {
    expect(described.map(({ name }) => name).sort()).toEqual(Object.keys(rights).sort());
  });

  it("a receiver reads what was asked of it in the dossier's timeline, and of others only that they were", async () => {
    const timeline = async (role: Role) => (await ask(role, `/v1/dossiers/${code}/timeline?limit=200`)).text;
    const count = (text: string, word: string): number => text.split(word).length - 1;
    const [owner, receiver] = [await timeline('owner'), await timeline('receiver')];
    expect([count(owner, 'Cho y kien'), count(owner, 'Dong y')]).toEqual([2, 1]);
    expect([count(receiver, 'Cho y kien'), count(receiver, 'Dong y')]).toEqual([1, 0]);
    expect(count(receiver, 'handover.sent')).toBe(2);
  });

  it('every role has met what its rule says, on every route', async () => {
    // What ends the handover, or an endpoint, comes last.
    const isLast = ({ path, method }: { readonly path: string; readonly method: string }): number =>
      Number(path.startsWith('/v1/inbox/') || method === 'DELETE');
    const inOrder = [...described].sort((one, other) => isLast(one) - isLast(other));
    const found: string[] = [];
    const wanted: string[] = [];
    for (const { name, method, path } of inOrder) {
      const all = await Promise.all(roles.map((role) => met(name, method, path, role)));
      for (const [at, right] of all.entries()) {
        const rule = rights[name]?.[at];
        found.push(`${name} ${roles[at]} ${right}`);
        // To have the right to a list says nothing of what stands in it.
        wanted.push(`${name} ${roles[at]} ${rule === 'may' && right.startsWith('lists') ? right : rule}`);
      }
    }
    expect(found).toEqual(wanted);
    console.log(`rights: ${described.length} routes for ${roles.length} roles`);
  }, 60_000);

  it('who has answered keeps its own entry, and finds the dossier no more', async () => {
    const { items } = (await ask('former', '/v1/inbox')).json as { items: { id: string; state: string }[] };
    const own = items.find(({ state }) => state === 'answered')!;
    expect((await ask('former', `/v1/inbox/${own.id}`)).json).toMatchObject({ answer: { text: 'Dong y' } });
    expect((await ask('stranger', `/v1/inbox/${own.id}`)).status).toBe(404);
  });
});
