import { spawn, spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { tempFolder } from '@lienthong/store/testing';
import { root } from '../support/home.js';
import { until } from '../support/until.js';

/** `npm run demo`, in a temporary folder of its own, which is empty again when it has left nothing behind. */
describe('the demo', () => {
  const folder = tempFolder('demo');
  afterAll(() => folder.remove());

  function demo(...args: readonly string[]) {
    const child = spawn(process.execPath, ['scripts/demo.mjs', ...args], {
      cwd: root,
      env: { ...process.env, TMPDIR: folder.path, DATABASE_URL: 'postgres://nobody', KAFKA_BROKERS: 'nowhere:1' },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes: Buffer) => (said += bytes.toString()));
    const ended = new Promise<number | null>((done) => child.once('close', done));
    return { child, ended, said: () => said };
  }
  const isGone = async (address: string | undefined) => {
    await expect(fetch(address!)).rejects.toThrow('fetch failed');
  };

  it('a portal that is away delays nobody but itself: returned, and in step everywhere', async () => {
    const { ended, said } = demo('--fault', 'portal-down');
    const code = await ended;
    expect([code, code === 0 ? '' : said()]).toEqual([0, '']);
    const text = said();
    expect([...text.matchAll(/^ \d /gm)]).toHaveLength(9);
    // What waited for the portal went out after it was back, and the fee had been paid before.
    const places = ['the portal is down', 'thử lại', 'payment.settled', 'the portal is back', 'delivery.delivered'];
    expect(places.map((word) => text.indexOf(word))).toEqual(
      places.map((word) => text.indexOf(word)).sort((a, b) => a - b),
    );
    expect(text.indexOf('thử lại')).toBeGreaterThan(0);
    expect([...text.matchAll(/^ {3}in step /gm)]).toHaveLength(9);
    expect(text).toMatch(/Returned, and in step everywhere, \d+ s after the beginning/);
    expect(readdirSync(folder.path)).toEqual([]);
  }, 120_000);

  it('Ctrl-C stops all that it started, in the middle of a step', async () => {
    const { child, ended, said } = demo('--step');
    await until('it asks for Enter', () => said().includes('Enter to go on'), 90_000);
    const [, api, sandbox] = /API (\S+)\/docs, sandbox (\S+)\//.exec(said()) ?? [];
    expect((await fetch(`${api}/health/live`)).status).toBe(200);
    child.kill('SIGINT');
    expect(await ended).toBe(130);
    expect(said()).toContain('stopped by SIGINT');
    await isGone(api);
    await isGone(sandbox);
    expect(readdirSync(folder.path)).toEqual([]);
  }, 120_000);

  it.each([
    [['--fault', 'rain'], /--fault takes bank-silent, portal-down, kill, got "rain"/],
    [['--running', '--fault=kill'], /kills only what it has started/],
    [['--fast'], /No such option: --fast/],
  ])('refuses %j before it starts anything', (args, sentence) => {
    const { status, stderr } = spawnSync(process.execPath, ['scripts/demo.mjs', ...args], {
      cwd: root,
      encoding: 'utf8',
    });
    expect(status).toBe(2);
    expect(stderr).toMatch(sentence);
  });
});
