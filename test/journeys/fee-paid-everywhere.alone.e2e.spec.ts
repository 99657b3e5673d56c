import { sandboxPartners } from '@lienthong/embedded';
import { accepted } from '../support/api-client.js';
import { aDossier } from '../support/dossier.js';
import { startProduct, type Product } from '../support/product.js';
import { until } from '../support/until.js';

type Slice = Record<string, unknown>;

/** Short enough for a test: providers give up telling after a second. */
const windows = { sepay: 1, payos: 1, vnpay: 1, casso: 1 };

function partners(sandboxUrl: string): Slice {
  const usual = sandboxPartners(sandboxUrl);
  const sweep = { longestGapSeconds: 1 };
  return {
    'bank-qr': { ...(usual['bank-qr'] as Slice), sweep: { ...sweep, windows } },
    'payment-platform': { ...(usual['payment-platform'] as Slice), sweep: { ...sweep, afterSeconds: 1 } },
  };
}

/** A fee is paid at one place, and everybody hears of it: the payment, the dossier, the national portal. */
describe('a fee that is paid', () => {
  let product: Product;
  beforeAll(async () => {
    product = await startProduct({ partners });
    await money('PUT', '/bank/settings', { callbackBase: product.url, speed: 600 });
  }, 60_000);
  afterAll(() => product?.dispose());
  afterEach(() => product.portal.clear());

  const money = async (method: string, path: string, body: object): Promise<void> => {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(product.sandboxUrl + path, { method, headers, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  };
  const open = async (code: string, method: 'bankQr' | 'paymentPlatform') => {
    accepted(await product.client.putAndWait(code, aDossier()));
    const body = { dossier: code, fees: ['LP01'], method };
    const headers = { 'idempotency-key': `pay-${code}`, prefer: 'wait=20' };
    const answer = await product.client.ask('POST', '/v1/payments', { body, headers });
    if (answer.status !== 201) throw new Error(`POST /v1/payments: ${answer.status} ${answer.text}`);
    return answer.json as { id: string; reference: string; redirectUrl: string | null; qr: { payload: string } };
  };
  const payment = async (id: string) => (await product.client.ask('GET', `/v1/payments/${id}`)).json;
  const inState = (id: string, state: string) =>
    until(`payment ${id} ${state}`, async () => {
      const now = await payment(id);
      return now.state === state && now;
    });
  const atPortal = (code: string, standing: string) =>
    until(`the portal is told ${standing}`, async () => {
      const { record } = (await product.portal.held(code))!;
      return record?.['DuocThanhToanTrucTuyen'] === standing && record;
    });

  it('by QR, with what a bank makes of the text: settled within a second, and the portal is told', async () => {
    const code = 'H44.01-261122-0700';
    const { id, qr } = await open(code, 'bankQr');
    expect((await atPortal(code, '3'))['DanhSachLePhi']).toMatchObject([{ MaPhiLePhi: 'LP01', Gia: '50000' }]);
    const before = Date.now();
    await money('POST', '/bank/transfers', { qr: qr.payload, distortion: 'random', seed: 7 });
    const settled = await inState(id, 'settled');
    expect(Date.now() - before).toBeLessThan(1_000);
    expect(settled).toMatchObject({ coverage: 'exact', received: 50_000, due: 0, late: false });
    expect((await atPortal(code, '2'))['DanhSachLePhi']).toMatchObject([{ MaPhiLePhi: 'LP01', Gia: '50000' }]);
  });

  it('on the payment platform: its page, its confirmation borne out by a question, the portal is told', async () => {
    const code = 'H44.01-261122-0701';
    const { id, redirectUrl } = await open(code, 'paymentPlatform');
    const page = await fetch(redirectUrl!);
    expect([page.status, (await page.text()).includes('50.000')]).toEqual([200, true]);
    await fetch(redirectUrl!, { method: 'POST', body: new URLSearchParams({ choice: 'pay' }) });
    const settled = await inState(id, 'settled');
    expect(settled).toMatchObject({ coverage: 'exact', received: 50_000, disagreements: 0 });
    expect(settled.credits).toHaveLength(1);
    expect((await atPortal(code, '1'))['DanhSachLePhi']).toMatchObject([{ MaPhiLePhi: 'LP01', Gia: '50000' }]);
  });

  it.each([
    ['bankQr', 'sepay', '2'],
    ['paymentPlatform', 'payment-platform/confirm', '1'],
  ] as const)('%s: a lost notification is found by the next sweep', async (method, place, standing) => {
    const code = `H44.01-261122-0${method === 'bankQr' ? 702 : 703}`;
    const { id, redirectUrl, qr } = await open(code, method);
    await money('PUT', `/situations/${place}`, { situation: 'dropped', all: true });
    if (redirectUrl === null) await money('POST', '/bank/transfers', { qr: qr.payload });
    else await fetch(redirectUrl, { method: 'POST', body: new URLSearchParams({ choice: 'pay' }) });
    const settled = await inState(id, 'settled');
    expect(settled).toMatchObject({ coverage: 'exact', received: 50_000 });
    await atPortal(code, standing);
  });

  it('a platform that says both: nothing is settled, both words are kept', async () => {
    const { id, redirectUrl } = await open('H44.01-261122-0704', 'paymentPlatform');
    await money('PUT', '/situations/payment-platform/confirm', { situation: 'contradicts', count: 1 });
    await fetch(redirectUrl!, { method: 'POST', body: new URLSearchParams({ choice: 'pay' }) });
    const doubtful = await until('a disagreement', async () => {
      const now = await payment(id);
      return now.disagreements > 0 && now;
    });
    expect(doubtful.state).toBe('open');
    const { json } = await product.operator.ask('GET', `/v1/payments/${id}/disagreements`);
    expect(json.items).toMatchObject([{ kind: 'confirmContradictsQuery' }]);
  });

  it('not any more, because the fee has changed: its payment is cancelled, and money that comes is to be sent back', async () => {
    const code = 'H44.01-261122-0705';
    const { id, qr } = await open(code, 'bankQr');
    const [fee] = aDossier().fees!;
    const changed = aDossier({ revision: 2, fees: [{ ...fee!, amount: 70_000 }] });
    accepted(await product.client.putAndWait(code, changed));
    expect(await inState(id, 'cancelled')).toMatchObject({ received: 0 });
    await money('POST', '/bank/transfers', { qr: qr.payload });
    const late = await until('the money has come', async () => {
      const now = await payment(id);
      return now.received > 0 && now;
    });
    expect(late).toMatchObject({ state: 'cancelled', refund: 'due' });
    const kinds = (await product.client.timeline(code)).map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind.startsWith('payment.')).slice(-3)).toEqual([
      ...['payment.cancelled', 'payment.credited', 'payment.refundDue'],
    ]);
  });
});
