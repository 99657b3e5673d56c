import { accepted } from '../support/api-client.js';
import { aDossier } from '../support/dossier.js';
import { startProduct, type Product } from '../support/product.js';
import { driveSandbox, monitorSlice, postOfficeSlice, toldToMonitor } from '../support/sandbox-slices.js';
import { until } from '../support/until.js';

/** A dossier is completed, the post brings its result, and portal and monitor hear that it has been returned. */
describe('a result that goes by post', () => {
  let product: Product;
  beforeAll(async () => {
    product = await startProduct({
      partners: (sandboxUrl) => ({ 'post-office': postOfficeSlice(sandboxUrl), emc: monitorSlice(sandboxUrl) }),
    });
  }, 60_000);
  afterAll(() => product?.dispose());

  const sandbox = (method: string, path: string, body?: object) =>
    driveSandbox<{ items: { orderNumber: string }[] }>(product.sandboxUrl + path, method, body);
  const completed = (change = {}) => aDossier({ status: 'completed', returnBy: 'post', ...change });
  const deliveries = async (code: string) => (await product.client.get(`/v1/deliveries?dossier=${code}`)).json.items;
  const deliveryIn = (code: string, ...states: readonly string[]) =>
    until(`a delivery of ${code} ${states.join(' or ')}`, async () =>
      (await deliveries(code)).find((one: { state: string }) => states.includes(one.state)),
    );
  /** The feed speaks of it as soon as it is there. */
  const taken = (code: string) => deliveryIn(code, 'ordered', 'accepted');
  const parcelsOf = async (code: string): Promise<number> =>
    (await sandbox('GET', '/post-office/orders')).items.filter(({ orderNumber }) => orderNumber === code).length;

  it('is ordered with its completion, followed, and returned when it has been delivered', async () => {
    const code = 'H44.01-261122-0700';
    accepted(await product.client.putAndWait(code, aDossier()));
    accepted(await product.client.putAndWait(code, completed({ revision: 2 })));
    expect(await taken(code)).toMatchObject({
      orderedBy: 'gateway',
      reference: code,
      direction: 'return',
    });
    await sandbox('POST', '/post-office/clock', { advanceHours: 21 });
    expect((await deliveryIn(code, 'inTransit')).itemCode).toMatch(/^EZ\d{9}VN$/);
    const { json } = await product.client.get(`/v1/dossiers/${code}`);
    expect(json).toMatchObject({ effectiveStatus: 'completed', partners: { post: { state: 'behind' } } });

    await sandbox('POST', '/post-office/clock', { advanceHours: 30 });
    const { id, events } = await deliveryIn(code, 'delivered');
    expect(events.map(({ state }: { state: string }) => state)).toEqual([
      ...['accepted', 'accepted', 'inTransit', 'delivered'],
    ]);
    const dossier = (await product.client.get(`/v1/dossiers/${code}`)).json;
    expect(dossier).toMatchObject({ status: 'completed', effectiveStatus: 'returned' });
    expect(dossier.facts.delivered).toMatchObject({ evidence: id });
    const exchanges = await product.client.allEnded(code);
    expect(exchanges.filter(({ operation }) => operation === 'syncDossier')).toHaveLength(3);
    expect(dossier.partners.post.state).toBe('inStep');
    expect(exchanges.filter(({ operation }) => operation === 'pushStatus')).toHaveLength(3);
    expect(await toldToMonitor(product.sandboxUrl, code)).toEqual({ '1': 1, '2': 1, '3': 1 });
    const told = (await product.client.timeline(code)).map(({ kind }) => kind as string);
    expect(told.filter((kind) => kind.startsWith('delivery.') && kind !== 'delivery.ordered')).toEqual([
      ...['delivery.requested', 'delivery.accepted', 'delivery.inTransit', 'delivery.delivered'],
    ]);
  });

  it('whose order got no answer is found in the feed, and is there once', async () => {
    const code = 'H44.01-261122-0701';
    await sandbox('PUT', '/situations/post-office/order', { situation: 'cutAfterEffect', count: 1 });
    accepted(await product.client.putAndWait(code, completed()));
    const { exchange } = await taken(code);
    const { attemptList } = await product.client.exchangeIn(exchange, 'settled');
    expect(attemptList.filter(({ kind }: { kind: string }) => kind === 'call')).toHaveLength(1);
    expect(await parcelsOf(code)).toBe(1);
  });

  it('is taken back as long as the post has not got far', async () => {
    const code = 'H44.01-261122-0702';
    accepted(await product.client.putAndWait(code, completed()));
    const { id } = await taken(code);
    const headers = { prefer: 'wait=20', 'idempotency-key': 'back-1' };
    accepted(await product.client.ask('POST', `/v1/deliveries/${id}/cancellation`, { headers }));
    await deliveryIn(code, 'cancelled');
    const again = await product.client.ask('POST', `/v1/deliveries/${id}/cancellation`, { headers });
    expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([200, 'true']);
  });

  it('to an area that nobody knows: the agency mends it, and it is ordered anew', async () => {
    const code = 'H44.01-261122-0703';
    const { applicant } = aDossier();
    const astray = { ...applicant, address: { provinceCode: '98', line: '1' } };
    accepted(await product.client.putAndWait(code, completed({ applicant: astray })));
    expect((await deliveryIn(code, 'refused')).refusal).toMatchObject({
      ...{ cause: 'post-office.areaUnknown', whoActs: 'agency' },
      fields: [{ pointer: '/receiver/address/provinceCode' }],
    });
    accepted(await product.client.putAndWait(code, completed({ revision: 2 })));
    expect(await taken(code)).toMatchObject({ reference: `${code}__R2` });
  });

  it('papers are collected, too; strangers see nothing of it', async () => {
    const code = 'H44.01-261122-0704';
    accepted(await product.client.putAndWait(code, aDossier()));
    const body = { dossier: code, direction: 'collect', description: 'goi truoc' };
    const answer = await product.client.ask('POST', '/v1/deliveries', { body, headers: { prefer: 'wait=20' } });
    expect([answer.status, answer.json.reference]).toEqual([200, `${code}__C1`]);
    expect((await product.other.get(`/v1/deliveries/${answer.json.id}`)).status).toBe(404);
    const open = await product.client.ask('POST', '/v1/deliveries', { body });
    expect([open.status, open.json.delivery.id]).toEqual([409, answer.json.id]);
    expect(product.logLines()).not.toMatch(/NGUYEN VAN MAU|0900000000|goi truoc/);
  });
});
