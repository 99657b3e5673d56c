import { setTimeout as sleep } from 'node:timers/promises';
import { openStore } from '@lienthong/store';
import type { ApiClient } from '../support/api-client.js';
import { aDossier, aStep } from '../support/dossier.js';
import { Home } from '../support/home.js';
import { progress, sync } from '../support/portal-control.js';
import { keys } from '../support/test-config.js';
import { until } from '../support/until.js';
import { countedBySql } from './counted-by-sql.js';
import { readMetrics } from './open-metrics.js';

/** Counters are rows of the same transactions as what they count: no kill makes them differ. */
describe('business counters after SIGKILL under load', () => {
  let home: Home;
  beforeAll(async () => {
    home = await Home.open('prepared');
  });
  afterAll(() => home.remove());

  /** Writers that go on until the process is gone; how many answers said that something was accepted. */
  async function load(client: ApiClient, life: number, isOver: () => boolean): Promise<number> {
    let accepted = 0;
    const writer = async (at: number): Promise<void> => {
      for (let turn = 0; !isOver(); turn++) {
        const code = `H44.0${(at % 2) + 1}-${life}-${at}-${turn}`;
        const unit = `H44.0${(at % 2) + 1}`;
        try {
          for (const revision of [1, 2]) {
            if ((await client.put(code, aDossier({ revision, unit }))).json.result === 'accepted') accepted += 1;
          }
          if ((await client.step(code, aStep('b1'))).json.result === 'accepted') accepted += 1;
        } catch {
          return; // the process has been killed
        }
      }
    };
    await Promise.all(Array.from({ length: 8 }, (_, at) => writer(at)));
    return accepted;
  }

  it('read what SQL counts', async () => {
    const env = home.configured();
    let accepted = 0;
    for (const life of [1, 2]) {
      const running = await home.start(env, keys.demo);
      await home.portal.put({ situation: 'refuses', probability: 0.1, seed: life }, sync);
      await home.portal.put({ situation: 'cutAfterEffect', probability: 0.1, seed: life }, progress);
      let over = false;
      const loading = load(running.client, life, () => over);
      await sleep(2_500);
      process.kill(running.pid, 'SIGKILL');
      over = true;
      accepted += await loading;
      expect(await running.ended).toBe(137);
    }
    const last = await home.start(env, keys.demo);
    await until(
      'nothing under way',
      async () => {
        const readings = readMetrics((await last.client.get('/metrics')).text);
        const waiting = await last.client.get('/v1/exchanges?state=waiting&limit=200');
        const unknown = await last.client.get('/v1/exchanges?state=unknown&limit=1');
        const lags = [...readings].filter(([series]) => /^(outbox_rows|bus_lag_records|calls_in_flight)/.test(series));
        return (
          lags.length > 0 &&
          lags.every(([, value]) => value === 0) &&
          waiting.json.items.filter((item: { blockedBy?: string }) => !item.blockedBy).length === 0 &&
          unknown.json.items.length === 0
        );
      },
      60_000,
    );
    const read = readMetrics((await last.client.get('/metrics')).text);
    last.press('SIGTERM');
    expect(await last.ended).toBe(0);
    const store = await openStore({ dataDir: home.dataDir });
    const counted = await countedBySql(store).finally(() => store.close());
    const business = new Map(
      [...read].filter(([series]) => /^(dossiers|revisions|steps|exchanges?)_\w+_total/.test(series)),
    );
    process.stderr.write(`counters after two kills: ${JSON.stringify(Object.fromEntries(business))}\n`);
    expect(Object.fromEntries(business)).toEqual(Object.fromEntries(counted));
    const total = (name: string): number =>
      [...business].reduce((sum, [series, value]) => (series.startsWith(name) ? sum + value : sum), 0);
    // What was answered 202 is there; a little more may have been committed than could be answered.
    expect(total('revisions_accepted') + total('steps_accepted')).toBeGreaterThanOrEqual(accepted);
    expect(accepted).toBeGreaterThan(50);
    expect(total('exchange_attempts')).toBeGreaterThan(0);
  }, 180_000);
});
