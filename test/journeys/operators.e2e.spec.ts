import { aDossier, aStep } from '../support/dossier.js';
import { progress, sync } from '../support/portal-control.js';
import { startProduct, type Product } from '../support/product.js';
import { until } from '../support/until.js';

/** Retry, resolve and abandon, over HTTP, the bus and the owner of the exchange. */
describe('operators', () => {
  let product: Product;
  beforeAll(async () => {
    product = await startProduct({ portal: { progress: { onDoubt: 'park' } } });
  }, 60_000);
  afterEach(() => product.portal.clear());
  afterAll(() => product.dispose());

  /** A dossier with one step of which nobody knows whether the portal has it. */
  async function doubtful(code: string, situation: 'cutAfterEffect' | 'cutBeforeEffect'): Promise<string> {
    await product.client.putAndWait(code, aDossier());
    await product.portal.put({ situation, count: 1 }, progress);
    const { json } = await product.client.step(code, aStep('b1'));
    const [id] = json.exchanges as [string];
    const parked = await product.client.exchangeIn(id, 'parked');
    expect(parked).toMatchObject({ outcome: 'unknown', surelyNotDone: false, whoActs: 'operator' });
    return id;
  }
  const lastKinds = async (code: string, count: number): Promise<string[]> =>
    (await product.client.timeline(code)).slice(-count).map(({ kind }) => kind);

  it('may not retry what may have been done: 409 exchange.unresolved', async () => {
    const id = await doubtful('H44.01-261120-0300', 'cutAfterEffect');
    const { status, json } = await product.operator.act('retry', id);

    expect([status, json.code, json.state]).toEqual([409, 'exchange.unresolved', 'parked']);
    expect((await product.portal.held('H44.01-261120-0300'))?.progress).toHaveLength(1);
  });

  it('resolve it as two persons who say the same; nothing is sent again', async () => {
    const code = 'H44.01-261120-0301';
    const id = await doubtful(code, 'cutAfterEffect');
    const said = { finding: 'done', evidence: 'đã thấy trên cổng' };
    const first = await product.operator.act('resolve', id, said);
    const samePerson = await product.operator.act('resolve', id, said);
    const differs = await product.secondOperator.act('resolve', id, { ...said, finding: 'notDone' });
    expect((await product.client.get(`/v1/exchanges/${id}`)).json.state).toBe('parked');
    const second = await product.secondOperator.act('resolve', id, said);

    expect([first.status, first.json.result]).toEqual([202, 'awaitsSecondPerson']);
    expect([samePerson.status, samePerson.json.code]).toEqual([409, 'exchange.samePerson']);
    expect([differs.status, differs.json.code]).toEqual([409, 'exchange.findingsDiffer']);
    expect([second.status, second.json.result]).toEqual([202, 'accepted']);
    const settled = await product.client.exchangeIn(id, 'settled');
    expect(settled).toMatchObject({ outcome: 'done', cause: 'resolved.byOperator' });
    expect((await product.portal.held(code))?.progress).toHaveLength(1);
    await until('the verdict in the timeline', async () => (await lastKinds(code, 5)).includes('operator.commandDone'));
    expect((await lastKinds(code, 5)).sort()).toEqual([
      'exchange.settled',
      'operator.commandDone',
      'operator.resolve',
      'operator.resolveDisputed',
      'operator.resolveProposed',
    ]);
    const late = await product.operator.act('retry', id);
    expect([late.status, late.json.code]).toEqual([409, 'exchange.ended']);
  });

  it('resolve it as not done: it is sent', async () => {
    const code = 'H44.01-261120-0302';
    const id = await doubtful(code, 'cutBeforeEffect');
    for (const operator of [product.operator, product.secondOperator]) {
      expect((await operator.act('resolve', id, { finding: 'notDone', evidence: 'không có trên cổng' })).status).toBe(
        202,
      );
    }
    expect(await product.client.exchangeIn(id, 'settled')).toMatchObject({ outcome: 'done', attempts: 2 });
    expect((await product.portal.held(code))?.progress).toHaveLength(1);
  });

  it('abandon with a reason; what waited behind it goes on', async () => {
    const code = 'H44.01-261120-0303';
    const id = await doubtful(code, 'cutBeforeEffect');
    const behind = await product.client.step(code, aStep('b2'));
    const withoutReason = await product.operator.act('abandon', id, {});
    const abandoned = await product.operator.act('abandon', id, { reason: 'bước này đã hủy' });

    expect([withoutReason.status, withoutReason.json.errors[0].pointer]).toEqual([400, '/reason']);
    expect(abandoned.status).toBe(202);
    await product.client.exchangeIn(id, 'abandoned');
    await product.client.exchangeIn(behind.json.exchanges[0] as string, 'settled');
    expect((await product.portal.held(code))?.progress.map((row) => row['NoiDungXuLy'])).toEqual(['thẩm định b2']);
    expect((await product.client.timeline(code)).find(({ kind }) => kind === 'operator.abandon')).toMatchObject({
      by: 'operator-1',
      text: expect.stringContaining('bước này đã hủy'),
    });
  });

  it('retry what the portal refused, once somebody has mended it there', async () => {
    const code = 'H44.01-261120-0304';
    await product.portal.put({ situation: 'refuses', count: 1 }, sync);
    const put = await product.client.putAndWait(code, aDossier());
    expect(put.json.settled).toMatchObject([{ outcome: 'refused', cause: 'portal.refused' }]);
    const [id] = put.json.exchanges as [string];
    const { status } = await product.operator.act('retry', id);

    expect(status).toBe(202);
    await until('done', async () => (await product.client.get(`/v1/exchanges/${id}`)).json.outcome === 'done');
    expect((await product.portal.held(code))?.counts.created).toBe(1);
  });

  it('get the first answer again with the same Idempotency-Key, and act once', async () => {
    const code = 'H44.01-261120-0305';
    const id = await doubtful(code, 'cutAfterEffect');
    const body = { reason: 'thử khóa' };
    const key = { 'idempotency-key': 'abandon-once' };
    const first = await product.operator.act('abandon', id, body, key);
    await product.client.exchangeIn(id, 'abandoned');
    const again = await product.operator.act('abandon', id, body, key);
    const other = await product.operator.act('abandon', id, { reason: 'khác' }, key);

    expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([202, 'true']);
    expect(again.json).toEqual(first.json);
    expect([other.status, other.json.code]).toEqual([422, 'idempotency.mismatch']);
    const acts = (await product.client.timeline(code)).filter(({ kind }) => kind === 'operator.abandon');
    expect(acts).toHaveLength(1);
  });

  it('act on the version that they saw', async () => {
    const id = await doubtful('H44.01-261120-0306', 'cutAfterEffect');
    const { version } = (await product.operator.get(`/v1/exchanges/${id}`)).json;
    const old = await product.operator.act('abandon', id, { reason: 'cũ', expectedVersion: version - 1 });
    const right = await product.operator.act('abandon', id, { reason: 'đúng', expectedVersion: version });

    expect([old.status, old.json.code, old.json.version]).toEqual([409, 'exchange.versionConflict', version]);
    expect(right.status).toBe(202);
  });

  it('see all exchanges by state and partner; a viewer only sees, a client acts on none', async () => {
    const id = await doubtful('H44.01-261120-0307', 'cutAfterEffect');
    const { json } = await product.viewer.get('/v1/exchanges?state=parked&partner=dvc-portal&limit=200');
    expect(json.items.map((item: { id: string }) => item.id)).toContain(id);
    expect(json.items.every(({ state }: { state: string }) => state === 'parked')).toBe(true);
    const codes = await Promise.all(
      [product.viewer, product.client, product.stranger].map(async (caller) => {
        const { status, json: problem } = await caller.act('abandon', id, { reason: 'không được' });
        return `${status} ${problem.code}`;
      }),
    );

    expect(codes).toEqual(['403 access.roleForbidden', '403 access.operatorOnly', '401 access.unknownClient']);
    const put = await product.operator.put('H44.01-261120-0308', aDossier());
    expect([put.status, put.json.code]).toEqual([403, 'access.clientOnly']);
  });

  it('see what was sent with personal values masked', async () => {
    const code = 'H44.01-261120-0309';
    const put = await product.client.putAndWait(code, aDossier());
    const { json } = await product.operator.get(`/v1/exchanges/${put.json.exchanges[0]}`);

    expect(json.attemptList).toHaveLength(1);
    expect(json.attemptList[0].sent).toContain(`"MaHoSo":"${code}"`);
    expect(json.attemptList[0].sent).toContain('"ChuHoSo":"***"');
    for (const value of ['NGUYEN VAN MAU', '000099000000', '0900000000', 'đường Mẫu', 'synthetic-password']) {
      expect(JSON.stringify(json)).not.toContain(value);
    }
  });
});
