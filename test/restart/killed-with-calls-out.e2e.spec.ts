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
});
