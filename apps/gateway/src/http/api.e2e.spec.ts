import { exchangeItem } from '../testing/fake-core.js';
import { aDossier, keys, startHttp, type HttpFixture } from '../testing/http-fixture.js';

/** The routes against a core in memory: statuses, headers and bodies of every answer. */
let http: HttpFixture;
beforeEach(async () => {
  http = await startHttp();
});
afterEach(() => http.close());

const put = (body: unknown, headers: Record<string, string> = {}, code = 'H44.1') =>
  http.ask(`/v1/dossiers/${code}`, { method: 'PUT', body, headers });
const step = { key: 'b1', by: 'Can bo A', content: 'Tham dinh', status: 'processing', at: '2026-11-20T03:00:00Z' };
const post = (path: string, body: unknown, key: string = keys.demo, headers: Record<string, string> = {}) =>
  http.ask(path, { method: 'POST', body, key, headers });

describe('PUT /v1/dossiers/{code}', () => {
  it('202 with Location and ETag when exchanges were started', async () => {
    const answer = await put(aDossier());
    expect(answer.status).toBe(202);
    expect(answer.headers).toMatchObject({ location: '/v1/dossiers/H44.1', etag: '"r1"' });
    expect(answer.json).toEqual({
      code: 'H44.1',
      revision: 1,
      etag: 'r1',
      result: 'accepted',
      created: true,
      warnings: [],
      exchanges: ['H44.1-sync-1'],
      settled: [],
      pending: [{ id: 'H44.1-sync-1', state: 'waiting' }],
    });
    expect(http.core.puts[0]).toMatchObject({ client: 'demo', code: 'H44.1' });
  });
  it('an address in former codes is kept as it is stated, with a warning that names what it may be now', async () => {
    const former = { provinceCode: '01', districtCode: '019', communeCode: '00634', line: 'So 1 pho Bimat' };
    const body = aDossier();
    const applicant = { ...(body['applicant'] as object), address: former };
    const { status, json } = await put({ ...body, applicant });
    expect(status).toBe(202);
    expect(json.warnings).toMatchObject([
      { pointer: '/applicant/address/communeCode', code: 'area.ambiguous', whoActs: 'agency' },
    ]);
    expect(json.warnings[0].candidates).toHaveLength(5);
    expect((await http.ask('/v1/dossiers/H44.1')).json.applicant.address).toEqual(former);
    expect(http.logLines()).not.toContain('00634');
  });
  it('200 for the same again, also for what the GET answered', async () => {
    await put(aDossier());
    const got = await http.ask('/v1/dossiers/H44.1');
    expect(got.headers['etag']).toMatch(/^"r1\.[0-9a-f]{16}"$/);
    const again = await put(got.json, { 'if-match': got.headers['etag']! });
    expect(again).toMatchObject({ status: 200, json: { result: 'same', created: false, pending: [] } });
    expect(again.headers['location']).toBeUndefined();
  });
  it('the same instant in another zone is the same content', async () => {
    await put(aDossier({ submittedAt: '2026-11-20T08:30:00+07:00' }));
    expect((await put(aDossier({ submittedAt: '2026-11-20T01:30:00.000Z' }))).status).toBe(200);
  });
  it('null where something may be left out is kept as it is stated', async () => {
    const lists = { documents: null, fees: null, supplements: null, results: null };
    const { applicant } = aDossier() as { applicant: object };
    const body = { ...aDossier(), ...lists, applicant: { ...applicant, address: null, identityVerified: null } };
    expect((await put(body)).status).toBe(202);
    const { json } = await http.ask('/v1/dossiers/H44.1');
    expect(json).toMatchObject({ ...lists, applicant: { address: null, identityVerified: null } });
    expect((await put(json)).status).toBe(200);
  });
  it('409 with the current revision', async () => {
    await put(aDossier({ revision: 5 }));
    expect(await put(aDossier({ revision: 5, summary: 'khac' }))).toMatchObject({
      status: 409,
      json: { code: 'dossier.revisionConflict', current: 5, whoActs: 'agency' },
    });
    expect(await put(aDossier({ revision: 4 }))).toMatchObject({
      status: 409,
      json: { code: 'dossier.stale', current: 5 },
    });
  });
  it('412 when If-Match names an older state', async () => {
    await put(aDossier());
    const answer = await put(aDossier({ revision: 2 }), { 'if-match': '"r0"' });
    expect(answer).toMatchObject({ status: 412, json: { code: 'dossier.preconditionFailed' } });
    expect(answer.headers['etag']).toBe('"r1"');
    expect((await put(aDossier({ revision: 2 }), { 'if-match': '"r1"' })).status).toBe(202);
  });
  it('If-Match: * only where there is one, If-None-Match: * only where there is none', async () => {
    const early = await put(aDossier(), { 'if-match': '*' });
    expect(early).toMatchObject({ status: 412, json: { code: 'dossier.preconditionFailed' } });
    expect(early.headers['etag']).toBeUndefined();
    expect((await put(aDossier(), { 'if-none-match': '*' })).status).toBe(202);
    const second = await put(aDossier({ revision: 2 }), { 'if-none-match': '*' });
    expect(second).toMatchObject({ status: 412, json: { code: 'dossier.preconditionFailed' } });
    expect(second.headers['etag']).toBe('"r1"');
    expect((await put(aDossier({ revision: 2 }), { 'if-match': '*' })).status).toBe(202);
    expect((await put(aDossier({ revision: 3 }), { 'if-none-match': '"r1"' })).json.errors).toMatchObject([
      { pointer: '/headers/if-none-match', code: 'etag.onlyAny' },
    ]);
  });
  it('a body that names another dossier is refused, its own name is not looked at twice', async () => {
    const other = await put(aDossier({ code: 'H44.2' }));
    expect(other).toMatchObject({ status: 400, json: { errors: [{ pointer: '/code', code: 'code.differs' }] } });
    expect((await put(aDossier({ code: 'H44.1', etag: 'of old' }))).status).toBe(202);
  });
  it.each(['%2e', '%2e%2e'])('%s is no dossier', async (code) => {
    expect((await put(aDossier(), {}, code)).json.errors).toMatchObject([{ pointer: '/path/code', code: 'code.dots' }]);
  });
  it('Prefer: wait gives the stored outcomes, in Vietnamese time', async () => {
    const answer = await put(aDossier(), { prefer: 'respond-async, wait=10' });
    expect(answer.status).toBe(200);
    expect(answer.headers['preference-applied']).toBe('wait=10');
    expect(answer.json).toMatchObject({
      pending: [],
      settled: [{ id: 'H44.1-sync-1', outcome: 'done', due: '2026-12-04T17:00:00+07:00' }],
    });
  });
  it('Prefer: wait that ends before the exchanges do is 202 with what is pending', async () => {
    http.core.endsWithinWait = false;
    const answer = await put(aDossier(), { prefer: 'wait=300' });
    const pending = [{ id: 'H44.1-sync-1', state: 'sending' }];
    expect(answer).toMatchObject({ status: 202, json: { settled: [], pending } });
    expect(answer.headers['preference-applied']).toBe('wait=30');
    expect((await put(aDossier(), { prefer: 'wait=1' })).status).toBe(202);
    // Who does not wait is told that nothing starts, and what is still open.
    const again = await put(aDossier());
    expect(again).toMatchObject({ status: 200, json: { result: 'same', settled: [], pending } });
  });
  it('Prefer: wait with something parked is 202, and says so', async () => {
    http.core.endsWithinWait = false;
    http.core.standsAt = 'parked';
    const pending = [{ id: 'H44.1-sync-1', state: 'parked' }];
    for (const result of ['accepted', 'same']) {
      const answer = await put(aDossier(), { prefer: 'wait=30' });
      expect(answer).toMatchObject({ status: 202, json: { result, settled: [], pending } });
    }
  });
  it('a dossier that another unit holds is refused by the core', async () => {
    await put(aDossier());
    const answer = await http.ask('/v1/dossiers/H44.1', {
      method: 'PUT',
      key: keys.other,
      body: aDossier({ unit: 'H30', revision: 2 }),
    });
    expect(answer).toMatchObject({ status: 403, json: { code: 'access.unitForbidden' } });
  });
  it('a unit below by parent, without the code saying so', async () => {
    expect((await put(aDossier({ unit: 'X99' }))).status).toBe(202);
  });
});

describe('reading', () => {
  beforeEach(() => put(aDossier()));
  it('the dossier as stated, with what the gateway knows, times in +07:00', async () => {
    const { status, json } = await http.ask('/v1/dossiers/H44.1');
    expect(status).toBe(200);
    expect(json).toMatchObject({
      ...aDossier({ receivedAt: '2026-11-20T09:00:00+07:00' }),
      code: 'H44.1',
      etag: 'r1',
      effectiveStatus: 'received',
      partners: { portal: { state: 'behind', since: '2026-11-20T08:00:00+07:00' } },
      waitingOn: { who: 'partner', since: '2026-11-20T08:00:00+07:00' },
    });
  });
  it('304 as long as nothing of it has changed, and no copy on the way', async () => {
    const { headers } = await http.ask('/v1/dossiers/H44.1');
    expect(headers['cache-control']).toBe('no-store');
    const ask = (tag: string) => http.ask('/v1/dossiers/H44.1', { headers: { 'if-none-match': tag } });
    const same = await ask(headers['etag']!);
    expect([same.status, same.text, same.headers['etag']]).toEqual([304, '', headers['etag']]);
    expect((await ask(`"x", W/${headers['etag']}`)).status).toBe(304);
    // The statement alone is not the whole answer: what partners hold changes without it.
    expect((await ask('"r1"')).status).toBe(200);
    await put(aDossier({ revision: 2 }));
    expect((await ask(headers['etag']!)).status).toBe(200);
  });
  it('nothing about a dossier is kept on the way', async () => {
    const paths = ['/v1/dossiers', '/v1/dossiers/H44.1/timeline', '/v1/exchanges', '/v1/dossiers/none'];
    for (const path of paths) expect((await http.ask(path)).headers['cache-control']).toBe('no-store');
    expect((await put(aDossier())).headers['cache-control']).toBe('no-store');
    expect((await http.ask('/v1/dossiers', { key: null })).headers['cache-control']).toBe('no-store');
  });
  it("another unit's dossier and its timeline are not found, as if they were not there", async () => {
    for (const path of ['/v1/dossiers/H44.1', '/v1/dossiers/H44.1/timeline']) {
      const foreign = await http.ask(path, { key: keys.other });
      const absent = await http.ask(path.replace('H44.1', 'H44.2'));
      expect(foreign).toMatchObject({ status: 404, json: { code: 'dossier.notFound' } });
      expect({ ...foreign.json, traceId: '' }).toEqual({ ...absent.json, traceId: '' });
    }
  });
  it('lists only what is the caller’s', async () => {
    expect((await http.ask('/v1/dossiers?status=received&limit=10')).json.items).toHaveLength(1);
    expect((await http.ask('/v1/dossiers', { key: keys.other })).json.items).toEqual([]);
  });
  it('an operator sees the timeline and no personal values', async () => {
    expect((await http.ask('/v1/dossiers/H44.1/timeline', { key: keys.operator })).json.items[0].at).toBe(
      '2026-11-20T08:00:00+07:00',
    );
    expect(await http.ask('/v1/dossiers/H44.1', { key: keys.operator })).toMatchObject({
      status: 403,
      json: { code: 'access.clientOnly' },
    });
  });
});

describe('POST /v1/dossiers/{code}/steps', () => {
  it('202, with the times in one form', async () => {
    await put(aDossier());
    const answer = await post('/v1/dossiers/H44.1/steps', step, keys.demo, { 'idempotency-key': 'k-1' });
    expect(answer).toMatchObject({
      status: 202,
      json: { code: 'H44.1', key: 'b1', result: 'accepted', pending: [{ id: 'H44.1-step-b1', state: 'waiting' }] },
    });
    expect(answer.headers['location']).toBe('/v1/dossiers/H44.1/timeline');
    expect(http.core.steps[0]).toMatchObject({
      step: { at: '2026-11-20T10:00:00+07:00' },
      idempotency: { key: 'k-1', request: expect.stringMatching(/^POST \/v1\/dossiers\/H44\.1\/steps\n\{/) },
    });
  });
  it('what a key stands for does not depend on the order of the fields, and on nothing else', async () => {
    await put(aDossier());
    const headers = { 'idempotency-key': 'k-1' };
    await post('/v1/dossiers/H44.1/steps', step, keys.demo, headers);
    await post('/v1/dossiers/H44.1/steps', Object.fromEntries(Object.entries(step).reverse()), keys.demo, headers);
    await post('/v1/dossiers/H44.1/steps', { ...step, content: 'khac' }, keys.demo, headers);
    const [first, second, third] = http.core.steps.map(({ idempotency }) => idempotency?.request);
    expect(second).toBe(first);
    expect(third).not.toBe(first);
  });
  it.each([
    [{ kind: 'notFound' }, 404, 'dossier.notFound'],
    [{ kind: 'stepConflict' }, 409, 'step.conflict'],
    [{ kind: 'idempotencyMismatch' }, 422, 'idempotency.mismatch'],
    [{ kind: 'idempotencyInFlight' }, 409, 'idempotency.inFlight'],
  ] as const)('%j', async (answer, status, code) => {
    http.core.stepAnswer = answer;
    expect(await post('/v1/dossiers/H44.1/steps', step)).toMatchObject({ status, json: { code } });
  });
  it('a replay says so and is the first answer, whatever has become of its exchanges; who waits is told that', async () => {
    http.core.stepAnswer = { kind: 'accepted', exchanges: ['e1'], replayed: false };
    http.core.endsWithinWait = true;
    const first = await post('/v1/dossiers/H44.1/steps', step);
    http.core.stepAnswer = { kind: 'accepted', exchanges: ['e1'], replayed: true };
    const again = await post('/v1/dossiers/H44.1/steps', step);
    expect(first).toMatchObject({ status: 202, json: { settled: [], pending: [{ id: 'e1', state: 'waiting' }] } });
    expect({ status: again.status, json: again.json }).toEqual({ status: first.status, json: first.json });
    expect([first, again].map(({ headers }) => headers['idempotency-replayed'])).toEqual([undefined, 'true']);
    const waited = await post('/v1/dossiers/H44.1/steps', step, keys.demo, { prefer: 'wait=1' });
    expect(waited).toMatchObject({ status: 200, json: { settled: [{ id: 'e1' }], pending: [] } });
  });
  it('what was known already is told with the present state of its exchanges', async () => {
    http.core.stepAnswer = { kind: 'same', exchanges: ['e1'], replayed: true };
    http.core.endsWithinWait = true;
    const late = await post('/v1/dossiers/H44.1/steps', step);
    expect(late).toMatchObject({ status: 200, json: { result: 'same', settled: [{ id: 'e1' }], pending: [] } });
    expect(late.headers['preference-applied']).toBeUndefined();
  });
});

describe('exchanges', () => {
  beforeEach(() => {
    http.core.exchanges.set('e1', { ...exchangeItem('e1'), unit: 'H44.01', attemptList: [] });
    http.core.exchanges.set('e2', { ...exchangeItem('e2'), unit: 'H30', attemptList: [] });
  });
  it('a client reads those of its own units, an operator all', async () => {
    const idsFor = async (key: string) =>
      (await http.ask('/v1/exchanges', { key })).json.items.map(({ id }: { id: string }) => id);
    expect(await idsFor(keys.demo)).toEqual(['e1']);
    expect(await idsFor(keys.viewer)).toEqual(['e1', 'e2']);
    expect((await http.ask('/v1/exchanges/e1')).json.changedAt).toBe('2026-11-20T08:00:00.250+07:00');
    expect(await http.ask('/v1/exchanges/e2')).toMatchObject({ status: 404, json: { code: 'exchange.notFound' } });
    expect((await http.ask('/v1/exchanges/e2', { key: keys.operator })).status).toBe(200);
    expect((await http.ask('/v1/exchanges/a%2Fb')).status).toBe(404);
  });
  it('acts are for operators whose role allows them', async () => {
    expect(await post('/v1/exchanges/e1/retry', undefined)).toMatchObject({
      status: 403,
      json: { code: 'access.operatorOnly' },
    });
    expect(await post('/v1/exchanges/e1/retry', undefined, keys.viewer)).toMatchObject({
      status: 403,
      json: { code: 'access.roleForbidden' },
    });
    expect(http.core.acts).toHaveLength(0);
  });
  it('retry, resolve and abandon', async () => {
    const retried = await post('/v1/exchanges/e1/retry', undefined, keys.operator);
    expect(retried).toMatchObject({ status: 202, json: { exchange: 'e1', command: 'c-1', result: 'accepted' } });
    expect(retried.headers['location']).toBe('/v1/exchanges/e1');
    http.core.actAnswer = { kind: 'awaitsSecondPerson', command: 'c-2', replayed: true };
    const resolved = await post(
      '/v1/exchanges/e1/resolve',
      { finding: 'done', evidence: 'So cong van 12', expectedVersion: 3 },
      keys.operator,
    );
    expect(resolved).toMatchObject({ status: 202, json: { result: 'awaitsSecondPerson' } });
    expect(resolved.headers['idempotency-replayed']).toBe('true');
    await post('/v1/exchanges/e1/abandon', { reason: 'Trung' }, keys.operator, { 'idempotency-key': 'k' });
    expect(http.core.acts).toEqual([
      { kind: 'retry', exchange: 'e1', operator: 'operator' },
      {
        kind: 'resolve',
        exchange: 'e1',
        operator: 'operator',
        finding: 'done',
        evidence: 'So cong van 12',
        expectedVersion: 3,
      },
      {
        kind: 'abandon',
        exchange: 'e1',
        operator: 'operator',
        reason: 'Trung',
        idempotency: { key: 'k', request: expect.any(String) },
      },
    ]);
  });
  it.each([undefined, '', ' \n'])('a retry needs no body, whatever its content type says: %j', async (body) => {
    const headers = { 'content-type': 'application/json' };
    const ask = { method: 'POST', body, key: keys.operator, headers };
    expect((await http.ask('/v1/exchanges/e1/retry', ask)).status).toBe(202);
    expect(await http.ask('/v1/exchanges/e1/abandon', ask)).toMatchObject({
      status: 400,
      json: { code: 'json.empty' },
    });
  });
  it('an abandon without a reason, a resolve without evidence', async () => {
    expect((await post('/v1/exchanges/e1/abandon', {}, keys.operator)).json.errors).toMatchObject([
      { pointer: '/reason', code: 'field.required' },
    ]);
    expect(
      (await post('/v1/exchanges/e1/resolve', { finding: 'perhaps', evidence: ' ' }, keys.operator)).json.errors,
    ).toHaveLength(2);
  });
  it.each([
    ['retry', { kind: 'unresolved', state: 'unknown' }, 409, 'exchange.unresolved'],
    ['retry', { kind: 'ended', state: 'settled' }, 409, 'exchange.ended'],
    ['abandon', { kind: 'notApplicable', state: 'sending' }, 409, 'exchange.notApplicable'],
    ['retry', { kind: 'versionConflict', version: 4 }, 409, 'exchange.versionConflict'],
    ['resolve', { kind: 'samePerson' }, 409, 'exchange.samePerson'],
    ['resolve', { kind: 'findingsDiffer' }, 409, 'exchange.findingsDiffer'],
    ['retry', { kind: 'notFound' }, 404, 'exchange.notFound'],
  ] as const)('%s: %j', async (act, answer, status, code) => {
    http.core.actAnswer = answer;
    const statement = { retry: {}, abandon: { reason: 'Trung' }, resolve: { finding: 'done', evidence: 'So 12' } }[act];
    expect(await post(`/v1/exchanges/e1/${act}`, statement, keys.operator)).toMatchObject({ status, json: { code } });
  });
});
