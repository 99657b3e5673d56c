import { sandboxPartners } from '@lienthong/embedded';
import { vietnamDay } from '@lienthong/contracts';
import { withClient } from '@lienthong/store/testing';
import { ApiClient } from '../support/api-client.js';
import type { Cluster } from '../support/cluster.js';
import { aDossier } from '../support/dossier.js';
import { keys } from '../support/test-config.js';
import { until } from '../support/until.js';
import { clientOf, type Scene } from './scene.js';

const payments = 60;
const perSecond = 12;
/** The leases of a killed gateway end first. */
const patience = 30_000;

interface Turn {
  readonly number: string;
  readonly release_at: Date;
  readonly released_at: Date | null;
  /** How often its timeline says that it can be paid now. */
  readonly ready: number;
}

/** One window, two gateways: their places are given, and their turns come, as by one. No partner has a part in it. */
export const admissionWindows = (scene: () => Scene): void =>
  describe('of two gateways with an admission window', () => {
    let cluster: Cluster;
    let databaseUrl: string;
    beforeAll(async () => {
      const partners = (sandboxUrl: string) => ({ 'bank-qr': sandboxPartners(sandboxUrl)['bank-qr'] });
      ({ cluster, databaseUrl } = await scene().cluster('windows', { gateways: 2, connectors: 0, partners }));
    }, 60_000);
    afterAll(() => cluster.stop(), 60_000);

    const turns = (): Promise<readonly Turn[]> =>
      withClient(databaseUrl, async (client) => {
        const { rows } = await client.query<Turn>(`
          select p.admission_number::text as number, p.release_at, p.released_at,
            (select count(*)::int4 from gateway.dossier_event e where e.subject = p.dossier and e.kind = 'payment.ready') as ready
          from gateway.payment p where p.admission is not null order by p.admission_number`);
        return rows;
      });

    it('gives no place twice and lets none through before its turn or twice, though both give them at once and one is killed meanwhile', async () => {
      const day = 24 * 3_600_000;
      const body = {
        class: `procedure:${aDossier().procedure.code}`,
        days: [vietnamDay(Date.now()), vietnamDay(Date.now() + day)],
        perDay: (perSecond * day) / 1_000,
      };
      const operator = new ApiClient(cluster.gateways[0]!.url, keys.first);
      const opened = await operator.ask('POST', '/v1/admission-windows', {
        body,
        headers: { 'idempotency-key': 'window' },
      });
      expect([opened.status, opened.json.given]).toEqual([201, 0]);

      const clients = [clientOf(cluster, 0), clientOf(cluster, 1)];
      const codes = Array.from({ length: payments }, (_, n) => `H44.01-261120-w${n}`);
      const answers = await Promise.all(
        codes.map(async (code, n) => {
          const client = clients[n % 2]!;
          expect((await client.put(code, aDossier())).status).toBe(202);
          return client.ask('POST', '/v1/payments', {
            body: { dossier: code, fees: ['LP01'], method: 'bankQr' },
            headers: { 'idempotency-key': code },
          });
        }),
      );
      expect(answers.filter(({ status, json }) => status !== 202 || json.window !== opened.json.id)).toEqual([]);

      const released = async (): Promise<number> =>
        (await turns()).filter(({ released_at }) => released_at !== null).length;
      await until('the first turns have come', async () => (await released()) >= 5);
      const [killed, left] = cluster.gateways;
      await killed!.kill();
      expect(await released()).toBeLessThan(payments);
      await until('every turn has come', async () => (await released()) === payments, patience);

      const all = await turns();
      expect(new Set(all.map(({ number }) => number)).size).toBe(payments);
      for (const [at, { release_at, released_at, ready }] of all.entries()) {
        expect(ready).toBe(1);
        // By the clock of the database, which goes in microseconds.
        expect(released_at!.getTime()).toBeGreaterThanOrEqual(release_at.getTime() - 1);
        // So many later one second later at least, whoever gave them.
        const later = all[at + perSecond];
        if (later) expect(later.release_at.getTime() - release_at.getTime()).toBeGreaterThanOrEqual(999);
      }
      const windows = await new ApiClient(left!.url, keys.first).get('/v1/admission-windows');
      expect(windows.json.items[0].given).toBe(payments);
    }, 90_000);
  });
