import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { aDossier } from '../support/dossier.js';
import { Home, root } from '../support/home.js';
import { until } from '../support/until.js';

const file = join(root, 'docs/examples/lienthong.yaml');

/** The configuration that docs/how-to/configuration.md shows: it stands there word for word, and it works. */
describe('the example of a configuration', () => {
  let home: Home;
  beforeAll(async () => {
    home = await Home.open('prepared');
  });
  afterAll(() => home.remove());

  const key = (name: string): string => `key-of-${name}-for-tests`;
  const env = () => ({
    LIENTHONG_CONFIG: file,
    MOTCUA_KEY: key('motcua'),
    OPERATOR_AN_KEY: key('an'),
    OPERATOR_BINH_KEY: key('binh'),
    VIEWER_KEY: key('viewer'),
    PORTAL_URL: `${home.portal.url}/dvcqg`,
    PORTAL_PASSWORD: 'synthetic-password',
    SEPAY_SECRET: 'sandbox-sepay-secret',
    SEPAY_TOKEN: 'sandbox-sepay-token',
    PLATFORM_URL: `${home.portal.url}/payment-platform`,
    PLATFORM_SECRET: 'sandbox-platform-secret',
    PLATFORM_PAY_PAGE: `${home.portal.url}/payment-platform/pay/{partnerCode}/{reference}`,
  });

  it('stands in the guide as it is', () => {
    const guide = readFileSync(join(root, 'docs/how-to/configuration.md'), 'utf8');
    const [, shown] = /```yaml\n([\s\S]*?)```/.exec(guide) ?? [];
    expect(shown).toBe(readFileSync(file, 'utf8'));
  });

  it('is refused, by name and line, without its secrets', () => {
    const { MOTCUA_KEY: _missing, ...rest } = env();
    const { code, said } = home.startInVain({ ...rest, MOTCUA_KEY: '' });
    expect(code).toBe(1);
    expect(said).toMatch(/lienthong\.yaml:\d+:\d+: clients\[0\]\.key: found \$\{MOTCUA_KEY\}, which is empty/);
  });

  it('carries a dossier of its client to the portal and its fee to both accounts, hears that it is paid, and lets its operators look', async () => {
    const { client, press, ended } = await home.start(env(), key('motcua'));
    const code = 'H44.01-261120-0900';
    const { status, json } = await client.putAndWait(code, aDossier());
    expect([status, json.settled[0].outcome]).toEqual([200, 'done']);
    expect(await home.portal.held(code)).toMatchObject({ record: { MaHoSo: code } });
    const pay = (method: string) =>
      client.ask('POST', '/v1/payments', {
        body: { dossier: code, fees: ['LP01'], method },
        headers: { prefer: 'wait=20' },
      });
    const page = await pay('paymentPlatform');
    expect([page.status, page.json.account, page.json.state]).toEqual([201, 'nen-tang', 'open']);
    expect(page.json.redirectUrl).toContain('/payment-platform/pay/PARTNER01/');
    await client.ask('POST', `/v1/payments/${page.json.id}/cancellation`);
    const qr = await pay('bankQr');
    expect([qr.status, qr.json.account]).toEqual([201, 'kho-bac-1']);
    const transfer = await fetch(`${home.portal.url}/bank/transfers`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ qr: qr.json.qr.payload }),
    });
    expect(transfer.status).toBe(201);
    await until('the fee is paid', async () => {
      const { json: paid } = await client.ask('GET', `/v1/payments/${qr.json.id}`);
      return paid.state === 'settled';
    });
    const seen = await fetch(`${home.url}/v1/exchanges?subject=${code}`, {
      headers: { authorization: `Bearer ${key('viewer')}` },
    });
    expect(seen.status).toBe(200);
    press('SIGINT');
    expect(await ended).toBe(0);
  }, 60_000);
});
