import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const variables = ['DATABASE_URL', 'KAFKA_BROKERS', 'LIENTHONG_MASTER_KEY', 'LIENTHONG_CONFIG'] as const;
const kinds = ['gateway', 'connectors'] as const;

/** Starts that end by themselves, with a sentence for the person who tried. */
describe.each(kinds)('%s does not start', (kind) => {
  const folder = mkdtempSync(join(tmpdir(), 'lienthong-refusals-'));
  const configFile = join(folder, 'lienthong.yaml');
  const config = { units: [{ code: 'H44', name: 'UBND tỉnh Mẫu' }], clients: [] };
  writeFileSync(configFile, JSON.stringify(config));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const start = (env: Readonly<Record<string, string>>): { code: number | null; lines: readonly string[] } => {
    const without = Object.fromEntries(
      Object.entries(process.env).filter(([name]) => !variables.includes(name as never)),
    );
    const { status, stderr } = spawnSync(process.execPath, [`apps/${kind}/dist/main.js`], {
      env: { ...without, PORT: '0', CALLBACK_PORT: '0', LISTEN_HOST: '127.0.0.1', ...env },
      encoding: 'utf8',
      timeout: 60_000,
    });
    return { code: status, lines: stderr.trim().split('\n') };
  };
  const whole = {
    // Nobody listens on the port of discarded packets.
    DATABASE_URL: 'postgres://user:pass-word@127.0.0.1:9/lienthong',
    KAFKA_BROKERS: '127.0.0.1:9',
    LIENTHONG_MASTER_KEY: 'q2Z0c3VwZXJzZWNyZXRrZXlmb3J0ZXN0czEyMzQ1Njc=',
    LIENTHONG_CONFIG: configFile,
  };

  it('without its four variables: a sentence for each', () => {
    const { code, lines } = start({});
    expect(code).toBe(1);
    expect(lines.map((line) => line.split(' ')[0])).toEqual(variables);
  });

  it('without a database that answers: which, and nobody’s password', () => {
    const { code, lines } = start(whole);
    expect([code, lines]).toEqual([
      1,
      [expect.stringMatching(/^PostgreSQL at 127\.0\.0\.1:9\/lienthong cannot be reached/)],
    ]);
  });

  it('with a configuration that is wrong: file, line and what is allowed', () => {
    writeFileSync(configFile, JSON.stringify({ ...config, bus: { partitions: 0, replicas: 3 } }, undefined, 2));
    const { code, lines } = start(whole);
    expect(code).toBe(1);
    expect(lines).toEqual([
      expect.stringMatching(
        /:\d+:\d+: bus\.replicas: found a key that is not known; allowed: partitions, replication, /,
      ),
      expect.stringMatching(/:\d+:\d+: bus\.partitions: found 0 \(number\); allowed: >= 1/),
    ]);
  });

  it('with a master key that is none', () => {
    writeFileSync(configFile, JSON.stringify(config));
    const { code, lines } = start({ ...whole, LIENTHONG_MASTER_KEY: 'too-short-to-be-a-key' });
    expect([code, lines]).toEqual([
      1,
      [expect.stringMatching(/^the master key in LIENTHONG_MASTER_KEY is not 32 bytes/)],
    ]);
    expect(lines.join()).not.toContain('too-short');
  });
});

/** Only a new process helps, and whoever supervises starts one when this one ends. */
it('a process whose consumer stays stuck says so as its last word and ends with 1', () => {
  const { status, stdout } = spawnSync(process.execPath, ['test/cluster/stuck-process.mjs'], {
    env: { ...process.env, PORT: '0' },
    encoding: 'utf8',
    timeout: 20_000,
  });
  expect(status).toBe(1);
  expect(stdout).toContain('gateway listens on http://127.0.0.1:1 ');
  expect(JSON.parse(stdout.trim().split('\n').at(-1)!)).toMatchObject({
    ...{ level: 'fatal', what: 'bus', msg: 'only a new process helps' },
    fault: expect.stringMatching(/^the consumer of gateway fetches nothing although .* built anew 2 times$/),
  });
});
