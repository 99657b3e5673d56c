import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { openStore } from '@lienthong/store';
import { aDossier } from '../support/dossier.js';
import { Home, type Started } from '../support/home.js';
import { sync } from '../support/portal-control.js';
import { cpuShare, isAlive, memoryMiB } from '../support/proc.js';
import { until } from '../support/until.js';

const idleMillis = 10_000;
const [firstCode, secondCode] = ['H44.01-261120-0900', 'H44.01-261120-0901'];

/** One folder through two lives, as a person at a terminal sees them. The tests follow each other. */
describe('npm start, from the first start to the last stop', () => {
  let home: Home;
  let running: Started;
  beforeAll(async () => {
    home = await Home.open();
  });
  afterAll(() => home.remove());

  const figures: Record<string, unknown> = {};
  afterAll(() => process.stderr.write(`npm start: ${JSON.stringify(figures)}\n`));

  /** At rest: what a start, or the machine's other work, leaves to do may take one window; a process that never rests fails. */
  async function expectIdle(name: string): Promise<void> {
    let cpu = 1;
    for (let window = 0; window < 2 && cpu >= 0.02; window++) {
      await sleep(2_000);
      cpu = await cpuShare(running.pid, idleMillis);
    }
    const memory = memoryMiB(running.pid);
    figures[name] = {
      startMillis: Math.round(running.millis),
      cpuPercent: Math.round(cpu * 1000) / 10,
      rssMiB: Math.round(memory.now),
      mostMiB: Math.round(memory.most),
    };
    expect(cpu).toBeLessThan(0.02);
    expect(memory.now).toBeLessThan(450);
    expect(memory.most).toBeLessThan(450);
  }

  /** A dossier whose call is out: the portal has it and does not answer. */
  async function callOut(code: string): Promise<string> {
    await home.portal.put({ situation: 'timeoutAfterEffect', all: true, key: code }, sync);
    const { status, json } = await running.client.put(code, aDossier());
    expect(status).toBe(202);
    await until('the portal holds the call', async () => (await home.portal.struck()) > 0);
    return json.exchanges[0] as string;
  }

  it('tells what a person needs to go on', async () => {
    running = await home.start();
    const table = running.said();
    for (const row of [
      `API +${home.url}/v1`,
      `API docs +${home.url}/docs`,
      `Data folder +${home.dataDir}`,
      'Try next +curl',
    ]) {
      expect(table).toMatch(new RegExp(`^  ${row}`, 'm'));
    }
    expect(table).toMatch(new RegExp(`^  Sandbox +http://127.0.0.1:${home.sandboxPort}`, 'm'));
    expect((await running.client.get('/health/ready')).status).toBe(200);
    expect((await running.client.get('/docs')).status).toBe(200);
  }, 90_000);

  it('rests: under 2 % of a core and 450 MB on the first start', () => expectIdle('first'), 40_000);

  it('refuses a second start on the same folder, naming folder and process, and leaves its sandbox as it is', async () => {
    const calledAt = async (): Promise<unknown> => {
      const answer = await fetch(`http://127.0.0.1:${home.sandboxPort}/bank/settings`);
      return ((await answer.json()) as { readonly callbackBase?: unknown }).callbackBase;
    };
    await until('the sandbox knows whom its bank calls', async () => (await calledAt()) === home.url);
    // On the port of the first, as everybody does it first, and on others.
    for (const port of [undefined, { PORT: '0' }, { PORT: '18999' }]) {
      const { code: exit, said } = home.startInVain(port);
      expect(exit).toBe(1);
      expect(said).toContain(`the data folder ${home.dataDir} is in use by the process ${running.pid}`);
      expect(said).not.toMatch(/\n\s+at |taken by another program/);
    }
    expect(isAlive(running.pid)).toBe(true);
    expect(await calledAt()).toBe(home.url);
  }, 60_000);

  it('ends at once at the second Ctrl-C, while the first still waits for a call that is out', async () => {
    await callOut(firstCode);
    running.press('SIGINT');
    await until('the first is heard', () => running.said().includes('stopping'));
    await sleep(1_000);
    expect(isAlive(running.pid)).toBe(true);
    const pressed = performance.now();
    running.press('SIGINT');

    expect(await running.ended).toBe(130);
    expect(performance.now() - pressed).toBeLessThan(1_500);
    expect(isAlive(running.pid)).toBe(false);
  }, 30_000);

  it('starts again in seconds, on what was accepted, and rests again', async () => {
    running = await home.start();

    expect(running.said()).toContain('sandbox still running');
    expect(running.millis).toBeLessThan(15_000);
    expect((await running.client.get(`/v1/dossiers/${firstCode}`)).json.revision).toBe(1);
    await expectIdle('second');
  }, 90_000);

  it('stops in order at one Ctrl-C: waits for the call that is out, stores it as unknown, ends with 0', async () => {
    await home.portal.clear();
    // Another dossier: what the killed process had out holds its own lane until it can no longer land.
    const exchange = await callOut(secondCode);
    const pressed = performance.now();
    running.press('SIGINT');

    expect(await running.ended).toBe(0);
    const took = performance.now() - pressed;
    figures['stopMillis'] = Math.round(took);
    expect(took).toBeLessThan(11_000);
    expect(isAlive(running.pid)).toBe(false);
    const store = await openStore({ dataDir: home.dataDir });
    try {
      expect(store.previousOwner).toBe('clean');
      const { rows } = await sql<{ state: string; outcome: string }>`
        select state, outcome from connectors.work where exchange = ${exchange}::uuid`.execute(store.db('connectors'));
      expect(rows).toEqual([{ state: 'unknown', outcome: 'unknown' }]);
    } finally {
      await store.close();
    }
  }, 30_000);

  it('refuses to open the folder with another master key, in one sentence', () => {
    const { code, said } = home.startInVain({ LIENTHONG_MASTER_KEY: randomBytes(32).toString('base64') }, [
      '--no-sandbox',
    ]);

    expect(code).toBe(1);
    expect(said.trim().split('\n').at(-1)).toMatch(/^the store was begun with another master key: .*\.$/);
  }, 30_000);
});
