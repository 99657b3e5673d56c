import type { DossierStatus } from '@lienthong/contracts';
import {
  ownBooks,
  pushKey,
  repeatsOfPush,
  standingOfPush,
  standings,
  sumUp,
  type Claim,
  type ClaimStream,
  type OwnBook,
  type PushKnown,
  type StandingsSummary,
  type StatusStanding,
} from '@lienthong/gateway';
import { startSandbox, type Sandbox } from '@lienthong/sandbox';
import { tempFolder } from '@lienthong/store/testing';
import { accepted, type Answer } from '../support/api-client.js';
import { aDossier } from '../support/dossier.js';
import { startProduct, type Product } from '../support/product.js';
import { until } from '../support/until.js';

/** `EMC_DOSSIERS=5000` for the whole measure. */
const dossiers = Number(process.env['EMC_DOSSIERS'] ?? 20);
const patienceMs = 30_000 + dossiers * 60;

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
      limits: { retryFirstMs: 20, retryMaxMs: 200, breakerOpenMs: 100, ratePerSecond: 2_000, concurrency: 16 },
      transport: { allowPrivateAddresses: true },
    };
    product = await startProduct({ partners: () => ({ emc }) });
  }, 60_000);
  afterAll(async () => {
    await product.dispose();
    await monitor.close();
    folder.remove();
  });

  /** Pushes as the API shows their exchanges: the first page, or so many pages. */
  async function pagesOf(state?: string, limit = 200, most = 1): Promise<Answer['json'][]> {
    const all: Answer['json'][] = [];
    const scope = `partner=emc&limit=${limit}${state === undefined ? '' : `&state=${state}`}`;
    for (let cursor = '', page = 0; page < most; page += 1) {
      const { json } = accepted(await product.operator.get(`/v1/exchanges?${scope}${cursor}`));
      all.push(...json.items);
      if (!json.nextCursor) break;
      cursor = `&cursor=${encodeURIComponent(json.nextCursor)}`;
    }
    return all;
  }

  async function reconciled(theyCount = true): Promise<{ rows: readonly StatusStanding[]; sum: StandingsSummary }> {
    const books: Record<OwnBook | 'counted', Map<string, number>> = {
      ...(Object.fromEntries(ownBooks.map((book) => [book, new Map()])) as Record<OwnBook, Map<string, number>>),
      counted: new Map(),
    };
    const add = (book: OwnBook | 'counted', key: string, number = 1) =>
      number > 0 && books[book].set(key, (books[book].get(key) ?? 0) + number);
    for (let at = 0; at < dossiers; at += 1) {
      for (const status of life) add('owed', pushKey(codeOf(at), codes[status]!));
    }
    for (const { subject, number, state, outcome } of await pagesOf(undefined, 200, Infinity)) {
      const known: PushKnown = { state, outcome, surelyNotDone: outcome !== 'unknown' };
      const standing = standingOfPush(known);
      // The lane's nth number is the nth change of the dossier's status.
      const key = pushKey(subject, codes[life[number - 1]!]!);
      if (standing !== 'lost') add(standing, key);
      add('repeats', key, repeatsOfPush(known));
    }
    const theirs = theyCount ? await counted() : [];
    for (const { code, status, count } of theirs) add('counted', pushKey(code, status), count);
    const rows: StatusStanding[] = [];
    const told = Object.entries(books).filter(([book]) => theyCount || book !== 'counted');
    const streams = Object.fromEntries(told.map(([book, numbers]) => [book, stream(numbers)]));
    for await (const found of standings(streams as Record<OwnBook, ClaimStream>)) rows.push(...found);
    return { rows, sum: sumUp(undefined, rows) };
  }

  async function counted(): Promise<{ code: string; status: string; count: number }[]> {
    const page = (await (await fetch(`${monitor.url}/emc/counts?limit=10000`)).json()) as Answer['json'];
    return page.items;
  }

  const cut = async (scope: string, situation: string, seed: number): Promise<void> => {
    const answer = await fetch(`${monitor.url}/situations/${scope}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ situation, probability: 0.1, seed }),
    });
    expect(answer.status).toBe(200);
  };

  it(
    'off while all of them change, cut answers when it is back: each is acknowledged or listed as doubtful, none is missing',
    async () => {
      await monitor.close();
      for (const [index, status] of life.entries()) {
        await eachAtOnce(dossiers, 8, async (at) => {
          accepted(await product.client.put(codeOf(at), aDossier({ revision: index + 1, status })));
        });
      }
      const off = (await reconciled(false)).sum;
      expect(off).toMatchObject({ owed: dossiers * life.length, acknowledged: 0, toSend: 0 });
      expect(off.missing + off.doubtful).toBe(off.owed);

      await open();
      await cut('emc/TrackingMCDT', 'cutAfterEffect', 7);
      await cut('emc', 'cutBeforeEffect', 11);

      // What is in doubt holds its lane until somebody lets the rest go; it stays doubtful.
      await until(
        'nothing is on its way any more',
        async () => {
          const held = (await pagesOf('parked')).filter(({ outcome }) => outcome === 'unknown');
          await eachAtOnce(held.length, 8, async (at) => {
            await product.operator.act('abandon', held[at].id, { reason: 'EMC cannot be asked' });
          });
          const open = await Promise.all(['waiting', 'sending', 'parked'].map((state) => pagesOf(state, 1)));
          return open.flat().length === 0;
        },
        patienceMs,
      );

      const { rows, sum } = await reconciled();
      if (process.env['EMC_DOSSIERS']) console.info(`EMC, ${dossiers} dossiers: ${JSON.stringify(sum)}`);
      expect(rows.filter(({ verdict }) => verdict !== 'inStep' && verdict !== 'doubtful')).toEqual([]);
      expect(rows).toHaveLength(dossiers * new Set(Object.values(codes)).size);
      expect(sum).toMatchObject({ owed: dossiers * life.length, missing: 0, toSend: 0, surplus: 0, withheld: 0 });
      expect(sum.acknowledged + sum.doubtful).toBe(sum.owed);
      expect(sum.doubtful).toBeGreaterThan(0);
      expect(sum.counted).toBeGreaterThanOrEqual(sum.interval[0]);
      expect(sum.counted).toBeLessThanOrEqual(sum.interval[1]);
      // Some of those in doubt were counted and some were not: neither bound is met by accident.
      expect(sum.counted).toBeGreaterThan(sum.interval[0]);
      expect(sum.counted).toBeLessThan(sum.interval[1]);
    },
    patienceMs + 60_000,
  );

  it('tells in the dossier how the monitor stands, and nobody waits for it', async () => {
    const doubtful = (await pagesOf('abandoned'))[0];
    const { json } = await product.client.get(`/v1/dossiers/${doubtful.subject}`);
    expect(json.partners.emc.state).toMatch(/^(inStep|behind)$/);
    expect(json.waitingOn).toMatchObject({ who: 'nobody' });
    const lines = (await product.client.timeline(doubtful.subject)).filter(({ exchange }) => exchange === doubtful.id);
    expect(lines.map(({ kind }) => kind)).toContain('exchange.created');
  });
});

async function* stream(numbers: ReadonlyMap<string, number>): ClaimStream {
  const claims = [...numbers].map(([key, amount]): Claim => ({ key, amount, day: '2026-11-22' }));
  yield await Promise.resolve(claims.sort((a, b) => (a.key < b.key ? -1 : 1)));
}

/** `work` for 0 … count − 1, so many at once. */
async function eachAtOnce(count: number, atOnce: number, work: (at: number) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, count) }, worker));
}
