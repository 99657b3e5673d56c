import { vietnamDay } from '@lienthong/contracts';
import { sandboxPartners } from '@lienthong/embedded';
import { accepted } from '../support/api-client.js';
import { aDossier } from '../support/dossier.js';
import { startProduct, type Product } from '../support/product.js';
import { keys } from '../support/test-config.js';
import { until } from '../support/until.js';

/** Days of Vietnam. */
const today = (): string => vietnamDay(Date.now());
/** How the sandbox names its formats, and how the API does. */
const formats = [
  ['camt.053.001.02', 'camt053'],
  ['camt.053.001.08', 'camt053'],
  ['mt940', 'mt940'],
  ['csv-vietcombank', 'vietcombank'],
  ['csv-techcombank', 'techcombank'],
  ['mb-pipe', 'mb-reconciliation'],
] as const;

/** What a bank writes on its statement is read by whoever did not write it: notifications that were lost are found. */
describe("a bank's statement", () => {
  let product: Product;
  beforeAll(async () => {
    product = await startProduct({ partners: (sandboxUrl) => ({ 'bank-qr': sandboxPartners(sandboxUrl)['bank-qr'] }) });
    await bank('PUT', '/bank/settings', { callbackBase: product.url, speed: 600 });
  }, 60_000);
  afterAll(() => product?.dispose());

  const bank = async (method: string, path: string, body: object) => {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(product.sandboxUrl + path, { method, headers, body: JSON.stringify(body) });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${text}`);
    return JSON.parse(text);
  };
  const statementOf = async (format: string, fault = ''): Promise<Buffer> => {
    const answer = await fetch(
      `${product.sandboxUrl}/bank/accounts/kho-bac-1/statements/${today()}?format=${format}${fault && `&fault=${fault}`}`,
    );
    if (!answer.ok) throw new Error(`${format}: ${answer.status} ${await answer.text()}`);
    return Buffer.from(await answer.arrayBuffer());
  };
  const bring = async (file: Buffer, format: string, stated = '') => {
    const answer = await fetch(`${product.url}/v1/statements?account=kho-bac-1&format=${format}${stated}`, {
      ...{ method: 'POST', body: new Uint8Array(file) },
      headers: { authorization: `Bearer ${keys.first}`, 'content-type': 'application/octet-stream' },
    });
    return { status: answer.status, json: (await answer.json()) as { id: string; fault: { code: string } } };
  };
  const feeOf = async (code: string): Promise<{ id: string; qr: { payload: string } }> => {
    accepted(await product.client.putAndWait(code, aDossier()));
    const body = { dossier: code, fees: ['LP01'], method: 'bankQr' };
    const answer = await product.client.ask('POST', '/v1/payments', { body, headers: {} });
    if (answer.status !== 201) throw new Error(`POST /v1/payments: ${answer.status} ${answer.text}`);
    return answer.json;
  };
  const payment = async (id: string) => (await product.client.ask('GET', `/v1/payments/${id}`)).json;

  it('finds the money whose notification was lost, in whatever format, and each dong once', async () => {
    const told = await feeOf('H44.01-261122-0600');
    const lost = await feeOf('H44.01-261122-0601');
    await bank('POST', '/bank/transfers', { qr: told.qr.payload, distortion: 'mbvcb' });
    await bank('POST', '/bank/transfers', { qr: lost.qr.payload, distortion: 'random', seed: 5, notify: false });
    await bank('POST', '/bank/transfers', { account: 'kho-bac-1', amount: 12_345, text: 'khong ma', notify: false });
    await until('the notified payment is settled', async () => (await payment(told.id)).state === 'settled');
    expect((await payment(lost.id)).state).toBe('open');
    for (const [written, read] of formats) {
      const { status, json } = await bring(await statementOf(written), read);
      expect([written, status, json.fault]).toEqual([written, 202, undefined]);
      const done = await until(`${written} is compared`, async () => {
        const { json: now } = await product.operator.ask('GET', `/v1/statements/${json.id}`);
        return now.state === 'done' && now;
      });
      expect([written, done.entries, done.counts.onlyWithUs]).toEqual([written, 3, { count: 0, sum: 0 }]);
    }
    expect(await payment(lost.id)).toMatchObject({
      state: 'settled',
      coverage: 'exact',
      credits: [{ source: 'statement' }],
    });
    const { json } = await product.operator.ask('GET', '/v1/credits?limit=50');
    expect(json.items.map(({ amount }: { amount: number }) => amount).sort()).toEqual([12_345, 50_000, 50_000]);
    const books = await product.operator.ask('POST', '/v1/reconciliations', {
      body: { account: 'kho-bac-1', day: today() },
      headers: {},
    });
    expect(books.json.findings).toEqual([
      { verdict: 'matched', in: ['ours', 'bank'], count: 1, sum: 50_000 },
      { verdict: 'missing', in: ['bank'], count: 2, sum: 62_345 },
    ]);
  }, 90_000);

  it.each(formats.filter(([written]) => written !== 'mb-pipe'))(
    '%s that is wrong is refused',
    async (written, read) => {
      // UTF-16 in place of UTF-8; a file that begins with a byte order mark says so itself, and is read.
      const encoding = written === 'csv-vietcombank' ? [] : ['wrongEncoding'];
      for (const fault of ['wrongTotals', 'missingEntry', 'half', ...encoding]) {
        const { status, json } = await bring(await statementOf(written, fault), read);
        expect([fault, status, json.fault.code]).toEqual([
          fault,
          422,
          expect.stringMatching(/^(?:totals|file|encoding|structure|csv)\./) as string,
        ]);
      }
    },
  );
  it('mb-pipe, which has no totals: a row left out, half of it, and half of it that ends with a row', async () => {
    const whole = await statementOf('mb-pipe');
    const afterRow = whole.subarray(0, whole.lastIndexOf('\n', whole.length - 2) + 1);
    for (const [what, file, code] of [
      ['missingEntry', await statementOf('mb-pipe', 'missingEntry'), 'totals.rowNumber'],
      ['half', await statementOf('mb-pipe', 'half'), 'csv.columns'],
      ['half at a row', afterRow, 'stated.rows'],
    ] as const) {
      const { status, json } = await bring(file, 'mb-reconciliation', '&rows=3');
      expect([what, status, json.fault.code]).toEqual([what, 422, code]);
    }
  });
});
