import { sandboxPartners } from '@lienthong/embedded';
import { accepted } from '../support/api-client.js';
import { aDossier } from '../support/dossier.js';
import { startProduct, type Product } from '../support/product.js';
import { until } from '../support/until.js';

/** A fee, its QR, the bank, its notification to the connectors on the gateway's own port, and the payment that is settled by it. */
describe('a fee paid by QR', () => {
  let product: Product;
  beforeAll(async () => {
    product = await startProduct({ partners: (sandboxUrl) => ({ 'bank-qr': sandboxPartners(sandboxUrl)['bank-qr'] }) });
    await bank('PUT', '/bank/settings', { callbackBase: product.url, speed: 600 });
  }, 60_000);
  afterAll(() => product?.dispose());

  const bank = async (method: string, path: string, body: object): Promise<void> => {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(product.sandboxUrl + path, { method, headers, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  };
  const feeOf = async (code: string): Promise<{ id: string; qr: { payload: string } }> => {
    accepted(await product.client.putAndWait(code, aDossier()));
    const body = { dossier: code, fees: ['LP01'], method: 'bankQr' };
    const headers = { 'idempotency-key': `pay-${code}` };
    const answer = await product.client.ask('POST', '/v1/payments', { body, headers });
    if (answer.status !== 201) throw new Error(`POST /v1/payments: ${answer.status} ${answer.text}`);
    return answer.json;
  };
  const payment = async (id: string) => (await product.client.ask('GET', `/v1/payments/${id}`)).json;

  it('is settled within a moment, and once, however often the bank says so', async () => {
    const { id, qr } = await feeOf('H44.01-261122-0500');
    await bank('PUT', '/situations/sepay', { situation: 'doubled', count: 1 });
    await bank('POST', '/bank/transfers', { qr: qr.payload, distortion: 'mbvcb' });
    const settled = await until('the payment is settled', async () => {
      const now = await payment(id);
      return now.state === 'settled' && now;
    });
    expect(settled).toMatchObject({ state: 'settled', coverage: 'exact', late: false });
    expect(settled.credits).toHaveLength(1);
  });

  it('strangers reach the callbacks without a key, and settle nothing', async () => {
    const { id } = await feeOf('H44.01-261122-0501');
    const body = { id: 1, transferType: 'in', transferAmount: 50_000, accountNumber: '1017595600' };
    const answer = await product.stranger.ask('POST', '/callbacks/bank/sepay/kho-bac-1', { body });
    expect([answer.status, answer.json.error]).toEqual([401, 'sepay.signatureMissing']);
    expect(await payment(id)).toMatchObject({ state: 'open', credits: [] });
    expect(product.logLines()).not.toContain('transferAmount');
  });
});
