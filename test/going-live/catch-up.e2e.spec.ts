import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { aDossier } from '../support/dossier.js';
import { startProduct, type Product } from '../support/product.js';
import { lookUp, sync } from '../support/portal-control.js';
import { until } from '../support/until.js';
import { upkeep } from '../support/upkeep.js';

/** From the file of what exists, through `npm run catch-up`, to the portal. */
describe('a province goes live with what exists', () => {
  let product: Product;
  beforeAll(async () => {
    product = await startProduct();
  }, 60_000);
  afterAll(() => product.dispose());

  const codes = (prefix: string, count: number): string[] =>
    Array.from({ length: count }, (_, n) => `H44.01-${prefix}-${n + 1}`);
  const bulk = async (lines: readonly object[]): Promise<readonly string[]> => {
    const body = lines.map((line) => JSON.stringify(line)).join('\n');
    const headers = { 'content-type': 'application/x-ndjson' };
    const { status, text } = await product.client.ask('POST', '/v1/dossiers/bulk', { body, headers });
    expect(status).toBe(200);
    return text
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { outcome: string }).outcome);
  };
  const catchUp = (...args: string[]) => upkeep(['catch-up', ...args], { DATA_DIR: product.dataDir });

  it('records without a call, then catches up: what the portal lacks is stated, what it has is brought up to date', async () => {
    const [known, ...others] = codes('a', 6) as [string, ...string[]];
    await product.client.putAndWait(known, aDossier());
    const lines = [{ code: known, ...aDossier({ revision: 2 }) }, ...others.map((code) => ({ code, ...aDossier() }))];
    expect(await bulk(lines)).toEqual(lines.map(() => 'recorded'));
    expect(await product.portal.held(others[0]!)).toBeUndefined();

    const { code, stdout, stderr } = await catchUp('--unit', 'H44', '--since', '2026-01-01', '--rate', '100/s');
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^Begun: H44 and the units below it, at 100 a second\. Ctrl-C stops it\.$/m);
    expect(stdout).toMatch(/^Ended: 6 told, 0 failed, 0 left that were never told\./m);
    for (const other of others) {
      await until(`${other} is at the portal`, async () => (await product.portal.held(other))?.record !== undefined);
      expect((await product.portal.held(other))?.counts).toMatchObject({ created: 1, updated: 0 });
      expect(await product.portal.calls(other, lookUp)).toHaveLength(1);
      expect(await product.portal.calls(other, sync)).toHaveLength(1);
    }
    await until('the known one is up to date', async () => (await product.portal.held(known))?.counts.updated === 1);
    expect((await product.portal.held(known))?.counts.created).toBe(1);
    await until('all have ended', async () => /by now: 6 done\./.test((await catchUp('--status')).stdout));
  }, 60_000);

  it('is stopped by Ctrl-C, says so, and goes on with what is left', async () => {
    await bulk(codes('b', 8).map((code) => ({ code, ...aDossier() })));
    const args = ['catch-up', '--unit', 'H44.01', '--since', '2026-01-01'];
    const slow = spawn(process.execPath, ['scripts/upkeep.mjs', ...args, '--rate', '30/min'], {
      env: { ...process.env, DATA_DIR: product.dataDir },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    slow.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
    await until('one has been told', () => /^[1-9] of 8 told$/m.test(said));
    slow.kill('SIGINT');
    const [code] = (await once(slow, 'close')) as [number];
    expect(code).toBe(0);
    const [, told, left] = /^Stopped: (\d) told, 0 failed, (\d) left that were never told\./m.exec(said) ?? [];
    expect(Number(told) + Number(left)).toBe(8);
    expect(Number(left)).toBeGreaterThan(0);

    const rest = await catchUp(...args.slice(1), '--rate', '100/s');
    expect(rest.stdout).toContain(`Ended: ${left} told, 0 failed, 0 left that were never told.`);
    for (const one of codes('b', 8)) {
      await until(`${one} is at the portal`, async () => (await product.portal.held(one))?.counts.created === 1);
      expect(await product.portal.calls(one, sync)).toHaveLength(1);
    }
  }, 60_000);

  it('what is asked wrongly is said in a sentence', async () => {
    const since = ['--since', '2026-01-01'];
    expect(await catchUp('--unit', 'H77', ...since)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/there is no unit H77/),
    });
    expect((await catchUp('--status')).stdout).toMatch(/^Refused: there is no unit H77 in the configuration/);
    expect(await catchUp('--unit', 'H44')).toMatchObject({ code: 2, stderr: expect.stringMatching(/--since/) });
    expect(await catchUp('--unit', 'H44', '--since', '2026-02')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/allowed: a day/),
    });
    expect(await catchUp('--unit', 'H44', ...since, '--rate', 'fast')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/--rate is fast; allowed/),
    });
  });
});
