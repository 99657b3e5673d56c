import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Effect } from './journal/records.js';
import { commandForTest, type CommandForTest, type Running } from './testing/process-for-test.js';
import { golden, goldenCode, goldenHeaders, paths } from './testing/sandbox-for-test.js';

const create = golden('sync-create.request.json');
const answered = golden('sync-ok-string.response.json');

let command: CommandForTest;
let dataDir: string;
beforeEach(async () => {
  command = await commandForTest();
  dataDir = command.dataDir;
});
afterEach(() => command.end());

const start = (...args: string[]) => command.start(...args);
const kill = (running: Running, signal: NodeJS.Signals) => command.kill(running, signal);

const post = async (url: string, path: string, body: string) =>
  (await fetch(url + path, { method: 'POST', headers: goldenHeaders, body })).text();
const login = async (url: string) =>
  (JSON.parse(await post(url, paths.login, golden('login.request.json'))) as { session: string }).session;

const countEffects = async (url: string) =>
  ((await (await fetch(`${url}/journal`)).json()) as { effects: number }).effects;

/** Creates dossiers as fast as they are answered until the process dies; returns the codes that were answered. */
async function createUntilDeath(url: string, prefix: string): Promise<string[]> {
  const session = await login(url);
  const codes: string[] = [];
  const worker = async (name: string) => {
    for (let n = 0; ; n++) {
      const code = `${prefix}-${name}-${n}`;
      const body = create.replace('s-0001', session).replaceAll(goldenCode, code);
      if ((await post(url, paths.synchronise, body)) === answered) codes.push(code);
    }
  };
  await Promise.allSettled([...'abcdefgh'].map(worker));
  return codes;
}

describe('the command', () => {
  it('keeps every effect it answered, whatever moment it is killed at', async () => {
    const answeredCodes: string[] = [];
    for (let round = 0; round < 4; round++) {
      const running = await start();
      const before = await countEffects(running.url);
      const load = createUntilDeath(running.url, `R${round}`);
      const { promise: enough, resolve: go } = Promise.withResolvers<void>();
      const watch = setInterval(() => {
        countEffects(running.url).then(
          (effects) => void (effects > before + 40 && go()),
          () => undefined,
        );
      }, 20);
      await enough;
      clearInterval(watch);
      await kill(running, 'SIGKILL');
      answeredCodes.push(...(await load));
      if (round === 1) await appendFile(join(dataDir, 'effects.ndjson'), '{"seq":99999,"end":tr');
    }
    const running = await start();
    const exported = await (await fetch(`${running.url}/journal/effects.ndjson`)).text();
    const effects = exported
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Effect);
    const kept = new Set(effects.map(({ key }) => key));
    expect(answeredCodes.length).toBeGreaterThan(4 * 30);
    expect(answeredCodes.filter((code) => !kept.has(code))).toEqual([]);
    expect(kept.size).toBe(effects.length);
    expect(effects.map(({ seq }) => seq)).toEqual(effects.map((_effect, i) => i + 1));
    const session = await login(running.url);
    const again = create.replace('s-0001', session).replaceAll(goldenCode, answeredCodes[0]!);
    expect(await post(running.url, paths.synchronise, again)).toBe(golden('sync-exists-3.response.json'));
    expect(await kill(running, 'SIGTERM')).toBe(0);
  }, 60_000);

  it('says that a torn last line was cut off', async () => {
    await kill(await start(), 'SIGTERM');
    await appendFile(join(dataDir, 'effects.ndjson'), '{"seq":1,"end":tr');
    const running = await start();
    expect(running.said.join()).toContain('17 bytes was cut off');
    expect(await kill(running, 'SIGINT')).toBe(0);
  });

  it('tells who it is, so that a starter may adopt it', async () => {
    const running = await start();
    const health = (await (await fetch(`${running.url}/health`)).json()) as Record<string, unknown>;
    expect(health).toMatchObject({ product: 'lienthong-sandbox', pid: running.process.pid, dataDir });
    expect(Date.parse(String(health['startedAt']))).toBeGreaterThan(0);
  });

  it('stops at once on SIGTERM while a caller is kept waiting', async () => {
    const running = await start();
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ situation: 'timeoutBeforeEffect', all: true });
    await fetch(`${running.url}/situations/dvc-portal`, { method: 'PUT', headers, body });
    const held = login(running.url).then(
      () => 'answered',
      () => 'cut',
    );
    for (let calls = 0; calls === 0;) {
      const shown = (await (await fetch(`${running.url}/situations`)).json()) as { items: { applied: number }[] };
      calls = shown.items[0]!.applied;
    }
    const began = performance.now();
    expect(await kill(running, 'SIGTERM')).toBe(0);
    expect(performance.now() - began).toBeLessThan(5000);
    expect(await held).toBe('cut');
  });

  it('refuses a folder that another one writes, a taken port, a file for a folder, an unknown option', async () => {
    const running = await start();
    const onSameFolder = await start();
    expect(onSameFolder.url).toBe('');
    expect(onSameFolder.said.join()).toContain(`in use by another sandbox, process ${running.process.pid}`);
    const onSamePort = await start('--port', new URL(running.url).port, '--data', join(dataDir, 'other'));
    expect(onSamePort.said.join()).toMatch(/Port \d+ on 127\.0\.0\.1 is taken/);
    const onFile = await start('--data', join(dataDir, 'effects.ndjson'));
    expect(onFile.said.join()).toContain('is not a folder');
    const onSystemFolder = await start('--data', '/proc/lienthong');
    expect(onSystemFolder.said.join()).toContain('/proc/lienthong cannot be made');
    const mistyped = await start('--prot', '1');
    expect(mistyped.said.join()).toContain('--help');
    for (const { process: child, said } of [onSameFolder, onSamePort, onFile, onSystemFolder, mistyped]) {
      expect(child.exitCode).toBe(1);
      expect(said).toHaveLength(1);
    }
  });
});
