import { aDossier, aStep } from '../support/dossier.js';
import { startProduct, type Product } from '../support/product.js';

/** Who may state what, when, and what the others are told. */
describe('writers of a dossier', () => {
  let product: Product;
  beforeAll(async () => {
    product = await startProduct();
  }, 60_000);
  afterAll(() => product.dispose());

  it('of 50 with one revision and different contents one wins; the portal holds what he said', async () => {
    const code = 'H44.01-261120-0200';
    const { client } = product;
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, at) => client.put(code, aDossier({ summary: `người ghi ${at}` }))),
    );

    const won = answers.flatMap(({ status }, at) => (status === 202 ? [at] : []));
    expect(won).toHaveLength(1);
    const others = answers.filter(({ status }) => status !== 202);
    expect(new Set(others.map(({ status, json }) => `${status} ${json.code} ${json.current}`))).toEqual(
      new Set(['409 dossier.revisionConflict 1']),
    );
    await client.allEnded(code);
    expect((await product.portal.held(code))?.record).toMatchObject({ TrichYeuHoSo: `người ghi ${won[0]}` });
    expect(await client.exchangesOf(code)).toHaveLength(1);
  });

  it('of 50 with one revision and one content one starts an exchange, 49 are told that it is known', async () => {
    const code = 'H44.01-261120-0201';
    const { client } = product;
    const answers = await Promise.all(Array.from({ length: 50 }, () => client.put(code, aDossier())));

    const count = (result: string) => answers.filter(({ json }) => json.result === result).length;
    expect([count('accepted'), count('same')]).toEqual([1, 49]);
    for (const { status, json } of answers) expect(status).toBe(json.result === 'accepted' ? 202 : 200);
    expect(new Set(answers.map(({ json }) => String(json.exchanges))).size).toBe(1);
    expect(await client.exchangesOf(code)).toHaveLength(1);
  });

  it('are refused with other content of a known revision, and with a lower revision; the current one is named', async () => {
    const code = 'H44.01-261120-0202';
    const { client } = product;
    await client.put(code, aDossier({ revision: 7 }));
    const other = await client.put(code, aDossier({ revision: 7, summary: 'khác' }));
    const lower = await client.put(code, aDossier({ revision: 6 }));

    expect([other.status, other.json.code, other.json.current]).toEqual([409, 'dossier.revisionConflict', 7]);
    expect([lower.status, lower.json.code, lower.json.current]).toEqual([409, 'dossier.stale', 7]);
    expect(other.headers.get('content-type')).toMatch('application/problem+json');
    expect((await client.get(`/v1/dossiers/${code}`)).json).toMatchObject({ revision: 7, summary: 'xin cấp bản sao' });
    expect(await client.exchangesOf(code)).toHaveLength(1);
  });

  it('may ask with If-Match that nobody has written in between', async () => {
    const code = 'H44.01-261120-0203';
    const { client } = product;
    const first = await client.put(code, aDossier());
    const etag = first.headers.get('etag') ?? '';
    const second = await client.put(code, aDossier({ revision: 2 }), { 'if-match': etag });
    const late = await client.put(code, aDossier({ revision: 3 }), { 'if-match': etag });

    expect([second.status, late.status, late.json.code]).toEqual([202, 412, 'dossier.preconditionFailed']);
    expect(late.headers.get('etag')).toBe(second.headers.get('etag'));
    const read = await client.get(`/v1/dossiers/${code}`);
    expect(read.json).toMatchObject({ etag: second.json.etag, revision: 2 });
    // The tag of a GET stands for the whole answer; as If-Match it is held to the agency's own statement.
    const whole = read.headers.get('etag') ?? '';
    expect(whole).not.toBe(etag);
    expect((await client.put(code, aDossier({ revision: 3 }), { 'if-match': whole })).status).toBe(202);
  });

  it('may put back what GET gave', async () => {
    const code = 'H44.01-261120-0204';
    const { client } = product;
    await client.putAndWait(code, aDossier());
    const { json } = await client.get(`/v1/dossiers/${code}`);
    const same = await client.put(code, json);
    const next = await client.put(code, { ...json, revision: 2, status: 'processing' });

    expect([same.status, same.json.result, next.status]).toEqual([200, 'same', 202]);
  });

  it('see nothing of another client: not the dossier, not its timeline, not its exchanges', async () => {
    const code = 'H44.01-261120-0205';
    const { client, other } = product;
    const put = await client.putAndWait(code, aDossier());
    const [exchange] = put.json.exchanges as [string];
    const seen = await Promise.all([
      other.get(`/v1/dossiers/${code}`),
      other.get(`/v1/dossiers/${code}/timeline`),
      other.get(`/v1/exchanges/${exchange}`),
      other.step(code, aStep('b1')),
    ]);
    const never = await other.get('/v1/dossiers/H44.01-261120-9999');

    expect(seen.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
    expect({ ...seen[0].json, traceId: '' }).toEqual({ ...never.json, traceId: '' });
    expect((await other.get('/v1/dossiers')).json.items).toEqual([]);
    expect(await other.exchangesOf(code)).toEqual([]);
    for (const unit of ['H44.01', 'H30']) {
      const { status, json } = await other.put(code, aDossier({ revision: 2, unit }));
      expect([status, json.code]).toEqual([403, 'access.unitForbidden']);
    }
    expect((await client.get(`/v1/dossiers/${code}`)).json.revision).toBe(1);
  });

  it('get the first answer of a POST again with its key, 422 with another body, 409 for another step of that name', async () => {
    const code = 'H44.01-261120-0206';
    const { client } = product;
    await client.put(code, aDossier());
    const key = { 'idempotency-key': 'step-one' };
    const first = await client.step(code, aStep('b1'), key);
    await client.allEnded(code);
    const again = await client.step(code, aStep('b1'), key);
    const otherBody = await client.step(code, aStep('b1', { content: 'khác' }), key);
    const withoutKey = await client.step(code, aStep('b1'));
    const conflict = await client.step(code, aStep('b1', { content: 'khác' }));

    expect([first.status, first.headers.get('idempotency-replayed')]).toEqual([202, null]);
    expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([202, 'true']);
    expect(again.json).toEqual(first.json);
    expect([otherBody.status, otherBody.json.code]).toEqual([422, 'idempotency.mismatch']);
    expect([withoutKey.status, withoutKey.json.result]).toEqual([200, 'same']);
    expect([conflict.status, conflict.json.code]).toEqual([409, 'step.conflict']);
    await client.allEnded(code);
    expect((await product.portal.held(code))?.progress).toHaveLength(1);
  });

  it('with one key at once start one thing', async () => {
    const code = 'H44.01-261120-0207';
    const { client } = product;
    await client.put(code, aDossier());
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => client.step(code, aStep('b1'), { 'idempotency-key': 'at-once' })),
    );

    expect(answers.every(({ status, json }) => status < 300 || json.code === 'idempotency.inFlight')).toBe(true);
    const steps = (await client.exchangesOf(code)).filter(({ operation }) => operation === 'addProgress');
    expect(steps).toHaveLength(1);
  });

  it('list their dossiers by unit, status and due date, page after page', async () => {
    const { client } = product;
    const due = (day: number): string => `2027-03-0${day}T17:00:00+07:00`;
    for (const day of [1, 2, 3, 4, 5]) {
      const body = aDossier({ unit: 'H44.02', status: day % 2 ? 'processing' : 'received', dueAt: due(day) });
      await client.put(`H44.02-${day}`, body);
    }
    const codes = async (query: string): Promise<string[]> =>
      (await client.get(`/v1/dossiers?${query}`)).json.items.map(({ code }: { code: string }) => code).sort();

    expect(await codes('unit=H44.02')).toEqual([1, 2, 3, 4, 5].map((day) => `H44.02-${day}`));
    expect(await codes('unit=H44.02&status=processing')).toEqual(['H44.02-1', 'H44.02-3', 'H44.02-5']);
    expect(await codes(`unit=H44.02&dueBefore=${encodeURIComponent(due(3))}`)).toEqual(['H44.02-1', 'H44.02-2']);
    const pages: string[] = [];
    for (let cursor = ''; ;) {
      const { json } = await client.get(`/v1/dossiers?unit=H44.02&limit=2${cursor && `&cursor=${cursor}`}`);
      pages.push(...json.items.map(({ code }: { code: string }) => code));
      if (json.nextCursor === undefined) break;
      cursor = encodeURIComponent(json.nextCursor);
    }
    expect(pages.sort()).toEqual([1, 2, 3, 4, 5].map((day) => `H44.02-${day}`));
    const unknown = await client.get('/v1/dossiers?units=H44.02');
    expect([unknown.status, unknown.json.errors[0].pointer]).toEqual([400, '/query/units']);
  });
});
