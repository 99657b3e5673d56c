import { sql } from 'kysely';
import { openStore } from '@lienthong/store';
import { accepted, ApiClient } from '../support/api-client.js';
import { aDossier, aStep } from '../support/dossier.js';
import { Home, type Started } from '../support/home.js';
import { progress, sync } from '../support/portal-control.js';
import { keys } from '../support/test-config.js';
import { until } from '../support/until.js';

/** SIGKILL while the portal has calls in its hands: what became of them is found out after the restart, not guessed. */
describe('a process killed while calls were out', () => {
  let home: Home;
  beforeAll(async () => {
    home = await Home.open('prepared');
  });
  afterAll(() => home.remove());

  async function kill({ pid, ended }: Started): Promise<void> {
    process.kill(pid, 'SIGKILL');
    expect(await ended).toBe(137);
  }

  it('leaves every accepted dossier and step to the next one, which brings each to its end, created once', async () => {
    const env = home.configured();
    const first = await home.start(env, keys.demo);
    const codes = (what: string): string[] => [1, 2, 3, 4].map((at) => `H44.01-${what}-${at}`);
    const { client } = first;
    const put = async (all: readonly string[]): Promise<void> => {
      for (const code of all) expect((await client.put(code, aDossier())).status).toBe(202);
    };

    // Steps whose call is out; then creates that took effect and that did not; then what was never called for.
    for (const code of codes('step')) expect((await client.putAndWait(code, aDossier())).status).toBe(200);
    await home.portal.put({ situation: 'timeoutAfterEffect', all: true }, progress);
    for (const code of codes('step')) expect((await client.step(code, aStep('b1'))).status).toBe(202);
    await until('four steps out', async () => (await home.portal.struck()) >= 4);
    await home.portal.put({ situation: 'timeoutAfterEffect', all: true }, sync);
    await put(codes('created'));
    await until('four creates out', async () => (await home.portal.struck()) >= 8);
    await home.portal.put({ situation: 'timeoutBeforeEffect', all: true }, sync);
    await put(codes('not-created'));
    await until('four more out', async () => (await home.portal.struck()) >= 8);
    await kill(first);
    await home.portal.clear();

    const second = await home.start(env, keys.demo);
    for (const code of [...codes('step'), ...codes('created'), ...codes('not-created')]) {
      const exchanges = await second.client.allEnded(code, 30_000);
      expect(exchanges.every(({ outcome }) => outcome === 'done')).toBe(true);
      expect((await home.portal.held(code))?.counts.created).toBe(1);
    }
    for (const code of codes('step')) {
      const held = await home.portal.held(code);
      // The operation is declared repeatable: the row may stand twice, and it is the same row.
      expect(new Set(held?.progress.map((row) => JSON.stringify(row))).size).toBe(1);
    }
    expect((await second.client.get('/v1/exchanges?state=unknown')).json.items).toEqual([]);
    second.press('SIGTERM');
    expect(await second.ended).toBe(0);
  }, 120_000);

  /** As if the minute had passed for which a dead process keeps a job. */
  async function endClaims(): Promise<void> {
    const store = await openStore({ dataDir: home.dataDir });
    try {
      const { numAffectedRows } = await sql`
        update gateway.timer set due = now() where kind = 'replay'`.execute(store.db('gateway'));
      expect(Number(numAffectedRows)).toBe(1);
    } finally {
      await store.close();
    }
  }

  it('leaves a replay to the next one, which goes on where it was: each is asked for once, and took effect once', async () => {
    const env = home.configured();
    const first = await home.start(env, keys.demo);
    const codes = Array.from({ length: 14 }, (_, at) => `H44.01-again-${at}`);
    // The portal refuses every create: one failure, fourteen exchanges of lanes in which only the newest counts.
    await home.portal.put({ situation: 'refuses', all: true }, sync);
    for (const code of codes) expect((await first.client.put(code, aDossier())).status).toBe(202);
    const failed = await Promise.all(codes.map(async (code) => (await first.client.allEnded(code, 30_000))[0]));
    expect(failed.every(({ state, outcome }) => state === 'settled' && outcome === 'refused')).toBe(true);
    await home.portal.clear();

    const operator = new ApiClient(home.url, keys.first);
    const { items } = accepted(await operator.get('/v1/failure-classes?operation=syncDossier')).json;
    expect(items).toMatchObject([{ count: codes.length, replayable: codes.length }]);
    const body = { class: items[0].class, mode: 'canary', why: 'Cổng đã sửa' };
    const { id } = accepted(await operator.ask('POST', '/v1/replays', { body })).json;
    const replay = async () => accepted(await operator.get(`/v1/replays/${id}`)).json;
    const stages = async (): Promise<{ sent: number; notSent: number; setAside: number }[]> => (await replay()).stages;
    const sum = (all: readonly number[]): number => all.reduce((a, b) => a + b, 0);
    await until('the second stage under way', async () => ((await stages())[1]?.sent ?? 0) >= 3);
    await kill(first);
    await endClaims();

    const second = await home.start(env, keys.demo);
    const before = await replay();
    expect(before.state).toBe('running');
    expect(sum(before.stages.map(({ sent }: { sent: number }) => sent))).toBeLessThan(codes.length);
    const run = await until(
      'the replay done',
      async () => {
        const now = await replay();
        return now.endedAt ? now : undefined;
      },
      60_000,
    );
    expect(run).toMatchObject({ state: 'done', planned: codes.length });
    expect(run.stages.map(({ sent, succeeded }: Record<string, number>) => [sent, succeeded])).toEqual([
      [1, 1],
      [10, 10],
      [3, 3],
    ]);
    for (const code of codes) {
      const asked = (await second.client.timeline(code)).filter(({ kind }) => kind === 'operator.retry');
      expect(asked).toHaveLength(1);
      expect((await home.portal.held(code))?.counts.created).toBe(1);
    }
    expect(accepted(await operator.get('/v1/failure-classes?operation=syncDossier')).json.items).toEqual([]);
    second.press('SIGTERM');
    expect(await second.ended).toBe(0);
  }, 180_000);
});
