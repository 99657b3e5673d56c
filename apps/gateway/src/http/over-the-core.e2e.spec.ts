import { sql } from 'kysely';
import { describeEachStore } from '@lienthong/store/testing';
import { CoreHarness } from '../testing/core-harness.js';
import { aDossier, keys, patientConfig, personalMarks, startHttp, type HttpFixture } from '../testing/http-fixture.js';

/** The unified API from the socket to the store and back. */
describeEachStore('the API over the real core', (openStore) => {
  let h: CoreHarness;
  let http: HttpFixture;
  beforeEach(async () => {
    h = await CoreHarness.open((await openStore()).store);
    http = await startHttp({ core: h.core, config: patientConfig });
  });
  afterEach(async () => {
    await http.close();
    await h.core.close();
  });
  const put = (body: unknown, headers: Record<string, string> = {}, key: string = keys.demo) =>
    http.ask('/v1/dossiers/H44.2026.1', { method: 'PUT', body, headers, key });
  const step = {
    key: 'b1',
    by: 'Can bo A',
    content: 'Tham dinh',
    status: 'processing',
    at: '2026-11-20T10:00:00+07:00',
  };

  it('what was put comes back, and putting that back changes nothing', async () => {
    const first = await put(aDossier());
    expect(first).toMatchObject({ status: 202, json: { created: true, revision: 1 } });
    expect(first.json.pending).toHaveLength(1);
    const got = await http.ask('/v1/dossiers/H44.2026.1');
    expect(got.json).toMatchObject(aDossier({ receivedAt: '2026-11-20T09:00:00+07:00' }));
    // The tag of the whole answer begins with that of the statement.
    expect(got.headers['etag']).toContain(String(first.headers['etag']).slice(0, -1));
    const unchanged = await http.ask('/v1/dossiers/H44.2026.1', { headers: { 'if-none-match': got.headers['etag']! } });
    expect(unchanged.status).toBe(304);
    const { exchanges, pending } = first.json;
    expect(pending).toEqual([{ id: exchanges[0], state: 'waiting' }]);
    const same = { result: 'same', exchanges, settled: [], pending };
    expect(await put(got.json)).toMatchObject({ status: 200, json: same });
    expect(await put(got.json, { prefer: 'wait=0' })).toMatchObject({ status: 202, json: same });
    const [announced, ...more] = await h.announced();
    expect(more).toEqual([]);
    await h.core.handleOutcomes([h.done(announced!)]);
    expect(await put(got.json)).toMatchObject({
      status: 200,
      json: { result: 'same', exchanges: first.json.exchanges, settled: [{ outcome: 'done' }], pending: [] },
    });
  });

  it('of fifty writers of one revision one wins', async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, (_, n) => put(aDossier({ summary: `ban ${n}` }))));
    const count = (status: number) => answers.filter((answer) => answer.status === status).length;
    expect([count(202), count(409)]).toEqual([1, 49]);
    for (const { json } of answers.filter(({ status }) => status === 409)) {
      expect(json).toMatchObject({ code: 'dossier.revisionConflict', current: 1 });
    }
    expect(await h.announced()).toHaveLength(1);
  });

  it('stale, conflicting and conditional writes', async () => {
    const { headers } = await put(aDossier({ revision: 5 }));
    expect(await put(aDossier({ revision: 4 }))).toMatchObject({
      status: 409,
      json: { code: 'dossier.stale', current: 5 },
    });
    const wrong = await put(aDossier({ revision: 6 }), { 'if-match': '"another"' });
    expect(wrong).toMatchObject({ status: 412, json: { code: 'dossier.preconditionFailed' } });
    expect(wrong.headers['etag']).toBe(headers['etag']);
    expect((await put(aDossier({ revision: 6 }), { 'if-match': String(headers['etag']) })).status).toBe(202);
  });

  it("another unit's dossier: 403 to write, 404 to read, and no trace of either", async () => {
    await put(aDossier());
    expect(await put(aDossier({ unit: 'H30', revision: 2 }), {}, keys.other)).toMatchObject({ status: 403 });
    for (const path of ['/v1/dossiers/H44.2026.1', '/v1/dossiers/H44.2026.1/timeline']) {
      expect((await http.ask(path, { key: keys.other })).status).toBe(404);
    }
    expect((await http.ask('/v1/dossiers', { key: keys.other })).json.items).toEqual([]);
    expect((await http.ask('/v1/exchanges', { key: keys.other })).json.items).toEqual([]);
    const exchange = (await http.ask('/v1/exchanges')).json.items[0].id as string;
    expect((await http.ask(`/v1/exchanges/${exchange}`, { key: keys.other })).status).toBe(404);
    expect((await http.ask(`/v1/exchanges/${exchange}`)).status).toBe(200);
    expect((await http.ask(`/v1/exchanges/${exchange}`, { key: keys.viewer })).json.state).toBe('waiting');
  });

  it('a step once, whatever is repeated', async () => {
    await put(aDossier());
    const post = (body: unknown, key: string, more: Record<string, string> = {}) =>
      http.ask('/v1/dossiers/H44.2026.1/steps', {
        method: 'POST',
        body,
        headers: { 'idempotency-key': key, ...more },
      });
    const first = await post(step, 'k1');
    const again = await post(step, 'k1');
    expect([first.status, again.status]).toEqual([202, 202]);
    expect(again.headers['idempotency-replayed']).toBe('true');
    expect(again.json).toEqual(first.json);
    const { exchanges } = first.json;
    expect(await post(step, 'k0')).toMatchObject({ status: 200, json: { result: 'same', exchanges } });
    const announced = await h.announced();
    await h.core.handleOutcomes([h.done(announced.find(({ operation }) => operation === 'addProgress')!)]);
    const late = await post(step, 'k1');
    expect(late).toMatchObject({ status: 202, json: first.json });
    expect(late.headers['idempotency-replayed']).toBe('true');
    const waited = await post(step, 'k1', { prefer: 'wait=5' });
    expect(waited).toMatchObject({ status: 200, json: { ...first.json, settled: [{ outcome: 'done' }], pending: [] } });
    expect(await post({ ...step, content: 'khac' }, 'k1')).toMatchObject({
      status: 422,
      json: { code: 'idempotency.mismatch' },
    });
    expect(await post(step, 'k2')).toMatchObject({ status: 200, json: { result: 'same' } });
    expect(await post({ ...step, content: 'khac' }, 'k3')).toMatchObject({
      status: 409,
      json: { code: 'step.conflict' },
    });
    expect((await h.announced()).map(({ operation }) => operation)).toEqual(['syncDossier', 'addProgress']);
  });

  it('Prefer: wait ends after its time with what is pending', async () => {
    const answer = await put(aDossier(), { prefer: 'wait=1' });
    expect(answer).toMatchObject({ status: 202, json: { settled: [] } });
    expect(answer.json.pending).toEqual([{ id: answer.json.exchanges[0], state: 'waiting' }]);
  });

  it('Prefer: wait=0 of a revision that has settled says so', async () => {
    await put(aDossier());
    const [announced] = await h.announced();
    await h.core.handleOutcomes([h.done(announced!)]);
    expect(await put(aDossier(), { prefer: 'wait=0' })).toMatchObject({
      status: 200,
      json: { result: 'same', settled: [{ outcome: 'done' }], pending: [] },
    });
  });

  it('an operator’s act becomes one command, however often it is sent', async () => {
    const { json } = await put(aDossier());
    const path = `/v1/exchanges/${(json.exchanges as string[])[0]}/abandon`;
    const abandon = () =>
      http.ask(path, {
        method: 'POST',
        key: keys.operator,
        body: { reason: 'Trung' },
        headers: { 'idempotency-key': 'k1' },
      });
    const [first, again] = [await abandon(), await abandon()];
    expect([first.status, again.status]).toEqual([202, 202]);
    expect(again.headers['idempotency-replayed']).toBe('true');
    expect(again.json).toEqual(first.json);
    expect(await h.commands()).toMatchObject([{ command: first.json.command, kind: 'abandon', operator: 'operator' }]);
  });

  it('pages of a list, and a cursor that nobody gave', async () => {
    for (const code of ['A1', 'A2', 'A3']) await http.ask(`/v1/dossiers/${code}`, { method: 'PUT', body: aDossier() });
    const seen: string[] = [];
    let query = 'limit=2';
    for (let page = 0; page < 3 && query !== ''; page += 1) {
      const { json } = await http.ask(`/v1/dossiers?${query}`);
      seen.push(...json.items.map(({ code }: { code: string }) => code));
      query = json.nextCursor === undefined ? '' : `limit=2&cursor=${json.nextCursor}`;
    }
    expect(seen.sort()).toEqual(['A1', 'A2', 'A3']);
    for (const path of ['/v1/dossiers', '/v1/exchanges', '/v1/dossiers/A1/timeline']) {
      const answer = await http.ask(`${path}?cursor=bm90LW91cnM`);
      expect(answer).toMatchObject({
        status: 400,
        json: { errors: [{ pointer: '/query/cursor', code: 'cursor.invalid' }] },
      });
    }
    const { nextCursor } = (await http.ask('/v1/dossiers?limit=2&status=received')).json;
    expect((await http.ask(`/v1/dossiers?limit=1&status=received&cursor=${nextCursor}`)).status).toBe(200);
    // Of another filter, and of another list.
    for (const path of ['/v1/dossiers?', '/v1/dossiers?status=refused&', '/v1/exchanges?']) {
      expect((await http.ask(`${path}cursor=${nextCursor}`)).json.errors).toMatchObject([{ code: 'cursor.invalid' }]);
    }
  });

  it('the timeline tells in Vietnamese; counters equal the rows; readiness is the core’s', async () => {
    await put(aDossier());
    const { items } = (await http.ask('/v1/dossiers/H44.2026.1/timeline')).json;
    expect(items[0]).toMatchObject({ at: expect.stringMatching(/\+07:00$/), text: expect.stringMatching(/[^ -~]/) });
    const { text } = await http.ask('/metrics');
    const counted = [...text.matchAll(/^lienthong_dossiers_accepted_total\S* (\d+)$/gm)].reduce(
      (sum, [, value]) => sum + Number(value),
      0,
    );
    const stored = await sql<{ count: number }>`select count(*)::int as count from gateway.dossier`.execute(
      h.store.db('gateway'),
    );
    expect(counted).toBe(stored.rows[0]?.count);
    expect((await http.ask('/health/ready')).status).toBe(200);
    for (const mark of personalMarks) expect(http.logLines() + text).not.toContain(mark);
  });
});
