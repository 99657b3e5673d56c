import type { DossierStatus } from '@lienthong/contracts';
import { startSandbox, type Sandbox } from '@lienthong/sandbox';
import { tempFolder } from '@lienthong/store/testing';
import { accepted, type Answer } from '../support/api-client.js';
import { aDossier } from '../support/dossier.js';
import { startProduct, type Product } from '../support/product.js';
import { until } from '../support/until.js';

/** `EMC_DOSSIERS=5000` for the whole measure. */
const dossiers = Number(process.env['EMC_DOSSIERS'] ?? 20);
const patienceMs = 30_000 + dossiers * 90;

const life: readonly DossierStatus[] = ['received', 'processing', 'completed', 'returned'];
/** EMC's own codes of these, as they are configured by default. */
const codes: Readonly<Partial<Record<DossierStatus, string>>> = {
  received: '1',
  processing: '2',
  completed: '2',
  returned: '3',
};
const codeOf = (at: number): string => `H44.01-EMC-${String(at).padStart(5, '0')}`;

/** Every change of status reaches EMC, which is off while they happen and whose answers are cut when it is back. */
describe('status reaches the monitor', () => {
  const folder = tempFolder('monitor');
  let monitor: Sandbox;
  let port = 0;
  let product: Product;

  const open = async (): Promise<void> => {
    monitor = await startSandbox({ port, dataDir: folder.path });
    ({ port } = monitor);
  };

  beforeAll(async () => {
    await open();
    const emc = {
      baseUrl: `${monitor.url}/emc`,
      siteId: 1,
      deadlines: { hardMs: 400, settlingMs: 0 },
      // Thousands that try again five times a second would be what is measured.
      limits: {
        ...{ retryFirstMs: 20, retryMaxMs: 200 + dossiers, breakerOpenMs: 100 + Math.floor(dossiers / 5) },
        ...{ ratePerSecond: 2_000, concurrency: 16, slowStartMs: 200 },
      },
      transport: { allowPrivateAddresses: true },
    };
    product = await startProduct({ partners: () => ({ emc }) });
  }, 60_000);
  afterAll(async () => {
    await product.dispose();
    await monitor.close();
    folder.remove();
  });

  /** All items of a list of the API. */
  async function listed(path: string): Promise<Answer['json'][]> {
    const all: Answer['json'][] = [];
    for (let cursor = ''; ;) {
      const { json } = accepted(
        await product.operator.get(`${path}${path.includes('?') ? '&' : '?'}limit=200${cursor}`),
      );
      all.push(...json.items);
      if (!json.nextCursor) return all;
      cursor = `&cursor=${encodeURIComponent(json.nextCursor)}`;
    }
  }

  /** What the gateway finds now of what EMC is owed. */
  const compared = async (): Promise<Answer['json']> =>
    accepted(await product.operator.ask('POST', '/v1/emc/reconciliations')).json;

  /** A connection that was lost says nothing of a statement: it is stated again, as every client may. */
  const state = async (code: string, dossier: object): Promise<void> => {
    for (let tries = 1; ; tries += 1) {
      try {
        accepted(await product.client.put(code, dossier));
        return;
      } catch (error) {
        if (!(error instanceof TypeError) || tries === 3) throw error;
      }
    }
  };

  const isUnderWay = async (): Promise<boolean> => {
    const open = ['waiting', 'sending'].map(async (state) => {
      const { json } = accepted(await product.operator.get(`/v1/exchanges?partner=emc&limit=1&state=${state}`));
      return json.items.length > 0;
    });
    return (await Promise.all(open)).includes(true);
  };

  /** What EMC itself has counted, by dossier and its own code. */
  async function counted(): Promise<{ code: string; status: string; count: number }[]> {
    const page = (await (await fetch(`${monitor.url}/emc/counts?limit=10000`)).json()) as Answer['json'];
    return page.items;
  }

  const situate = async (scope: string, situation: object): Promise<void> => {
    const answer = await fetch(`${monitor.url}/situations/${scope}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(situation),
    });
    expect(answer.status).toBe(200);
  };
  const cut = (scope: string, situation: string, seed: number): Promise<void> =>
    situate(scope, { situation, probability: 0.1, seed });

  it(
    'off while all of them change, cut answers when it is back: each is acknowledged or listed as doubtful, none is missing',
    async () => {
      await monitor.close();
      for (const [index, status] of life.entries()) {
        await eachAtOnce(dossiers, 8, async (at) => {
          await state(codeOf(at), aDossier({ revision: index + 1, status }));
        });
      }
      const owed = dossiers * life.length;
      const off = await compared();
      expect(off).toMatchObject({ sentAgain: 0, totals: { owed, acknowledged: 0, withheld: 0 } });
      expect(off.totals.missing + off.totals.doubtful).toBe(owed);

      const begun = Date.now();
      await open();
      await cut('emc/TrackingMCDT', 'cutAfterEffect', 7);
      await cut('emc', 'cutBeforeEffect', 11);
      await until('nothing is on its way any more', async () => !(await isUnderWay()), patienceMs);
      const { totals, days } = await until('nothing is missing', async () => {
        const run = await compared();
        return run.totals.missing === 0 && run;
      });
      const tookMs = Date.now() - begun;

      expect(totals).toMatchObject({ owed, missing: 0, withheld: 0 });
      expect(totals.doubtful).toBeGreaterThan(0);
      expect(totals.acknowledged + totals.doubtful).toBe(owed);
      expect(totals.interval).toEqual([totals.acknowledged, owed]);
      expect(days.reduce((sum: number, day: Answer['json']) => sum + day.owed, 0)).toBe(owed);

      // Some of those in doubt were counted and some were not: neither bound is met by accident.
      const theirs = await counted();
      const sum = theirs.reduce((all, { count }) => all + count, 0);
      if (process.env['EMC_DOSSIERS'])
        console.info(`EMC, ${dossiers} dossiers, ${tookMs} ms: ${JSON.stringify({ totals, counted: sum })}`);
      expect(sum).toBeGreaterThan(totals.interval[0]);
      expect(sum).toBeLessThan(totals.interval[1]);

      const doubtful = await listed('/v1/emc/reconciliations/differences?verdict=doubtful');
      expect(doubtful).toHaveLength(totals.doubtful);
      expect(await listed('/v1/emc/reconciliations/differences?verdict=missing')).toEqual([]);
      expect(beyond(theirs, doubtful)).toEqual([]);
    },
    2 * patienceMs,
  );

  it('tells in the dossier how the monitor stands, and nobody waits for it; each sees its own units', async () => {
    const [doubtful] = await listed('/v1/emc/reconciliations/differences?verdict=doubtful');
    const { json } = await product.client.get(`/v1/dossiers/${doubtful.dossier}`);
    expect(json.partners.emc.state).toBe('parked');
    expect(json.waitingOn).toMatchObject({ who: 'nobody' });
    const lines = (await listed(`/v1/dossiers/${doubtful.dossier}/timeline`)).filter(
      ({ exchange }) => exchange === doubtful.exchange,
    );
    expect(lines.map(({ kind }) => kind)).toContain('exchange.parked');
    const [runs, own] = await Promise.all(
      [product.operator, product.client].map(
        async (caller) => accepted(await caller.get('/v1/emc/reconciliations')).json,
      ),
    );
    expect(runs.items.length).toBeGreaterThan(1);
    expect(own).toEqual(runs);
    expect((await product.client.ask('POST', '/v1/emc/reconciliations')).status).toBe(403);
  });

  it('what EMC refused and a person gave up is told again, and taken', async () => {
    await fetch(`${monitor.url}/situations`, { method: 'DELETE' });
    const code = 'H44.01-EMC-AGAIN';
    await situate('emc/TrackingMCDT', { situation: 'refuses', key: code, count: 1 });
    accepted(await product.client.put(code, aDossier({ status: 'received' })));
    const push = await until('it is refused', async () => {
      const pushes = (await product.operator.exchangesOf(code)).filter(({ partner }) => partner === 'emc');
      return pushes.find(({ state }) => state === 'parked');
    });
    expect((await compared()).sentAgain).toBe(0);
    accepted(await product.operator.act('abandon', push.id, { reason: 'EMC has mended its list' }));
    await product.operator.exchangeIn(push.id, 'abandoned');
    expect((await compared()).sentAgain).toBe(1);
    await until('it is acknowledged', async () => (await compared()).totals.missing === 0);
    expect((await counted()).filter((one) => one.code === code)).toMatchObject([{ status: '1', count: 1 }]);
    const told = (await product.client.timeline(code)).filter(({ kind }) => kind === 'monitor.toldAgain');
    expect(told).toMatchObject([{ by: 'gateway' }]);
  });

  /** Where EMC has counted less than was acknowledged, or more than may have arrived. */
  function beyond(theirs: Awaited<ReturnType<typeof counted>>, doubtful: readonly Answer['json'][]): unknown[] {
    const counts = new Map(theirs.map(({ code, status, count }) => [`${code} ${status}`, count]));
    const doubts = Map.groupBy(doubtful, ({ dossier, status }) => `${dossier} ${codes[status as DossierStatus]}`);
    const told = Array.from({ length: dossiers }, (_, at) => life.map((status) => `${codeOf(at)} ${codes[status]}`));
    return [...Map.groupBy(told.flat(), (key) => key)].filter(([key, { length: most }]) => {
      const count = counts.get(key) ?? 0;
      return count > most || count < most - (doubts.get(key)?.length ?? 0);
    });
  }
});

/** `work` for 0 … count − 1, so many at once. */
async function eachAtOnce(count: number, atOnce: number, work: (at: number) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, count) }, worker));
}
