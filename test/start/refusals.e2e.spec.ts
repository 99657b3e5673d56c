import { spawnSync } from 'node:child_process';
import { readdirSync, renameSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { Home, root } from '../support/home.js';
import { freePort } from '../support/program.js';

/** What stops a start: one sentence for the person who started, and an exit code that is not zero. */
describe('npm start refuses', () => {
  let home: Home;
  beforeAll(async () => {
    home = await Home.open('prepared');
  });
  afterAll(() => home.remove());

  const lastLine = (said: string): string => said.trim().split('\n').at(-1) ?? '';
  const stack = /\n\s+at /;

  it('a data folder below a file', () => {
    const file = join(home.path, 'a-file');
    writeFileSync(file, '');
    const { code, said } = home.startInVain({ DATA_DIR: join(file, 'data') });

    expect(code).toBe(1);
    expect(lastLine(said)).toContain(join(file, 'data'));
    expect(lastLine(said)).toContain('DATA_DIR');
    expect(said).not.toMatch(stack);
  });

  it.each([[['--no-sandbox']], [[]]])('a data folder that is a file %j', (args) => {
    const file = join(home.path, 'another-file');
    writeFileSync(file, '');
    const { code, said } = home.startInVain({ DATA_DIR: file }, args);

    expect(code).toBe(1);
    expect(said.trim().split('\n')).toEqual([
      expect.stringMatching(/the data folder .*another-file cannot be written.*DATA_DIR/),
    ]);
    expect(said).not.toMatch(stack);
  });

  it('a data folder that is a file, also without the starter', () => {
    const file = join(home.path, 'another-file');
    writeFileSync(file, '');
    const program = spawnSync(process.execPath, ['apps/embedded/dist/main.js'], {
      cwd: root,
      env: home.env({ DATA_DIR: file }),
      encoding: 'utf8',
      timeout: 60_000,
    });

    expect([program.status, program.stdout]).toEqual([1, '']);
    expect(program.stderr.trim()).toMatch(
      /^the data folder .*another-file cannot be written \(EEXIST\); set DATA_DIR.*$/,
    );
  });

  it('a wrong configuration, with file, line, what was found and what is allowed', () => {
    const file = join(home.path, 'wrong.yaml');
    writeFileSync(
      file,
      ['units:', '  - code: H44', '    name: UBND', 'clients: []', 'limits:', '  bodyBytes: many', 'colour: red'].join(
        '\n',
      ),
    );
    const { code, said } = home.startInVain({ LIENTHONG_CONFIG: file }, ['--no-sandbox']);
    const lines = said.split('\n').filter((line) => line.startsWith(file));

    expect(code).toBe(1);
    expect(lines).toHaveLength(2);
    expect(lines.find((line) => line.startsWith(`${file}:6:`))).toMatch(
      /limits\.bodyBytes: found .*; allowed: integer/,
    );
    expect(lines.find((line) => line.startsWith(`${file}:7:`))).toMatch(/colour.*found .*; allowed: .*units/);
    expect(said).not.toMatch(stack);
  });

  it('a partner in the own network that the transport may not call, rather than to try in vain for ever', () => {
    const file = join(home.path, 'private.yaml');
    const partner = [
      '  dvc-portal:',
      '    baseUrl: http://10.0.0.7/dvcqg',
      '    destinationCode: a',
      '    unitCode: b',
    ];
    const secrets = ['    username: u', '    password: ${PORTAL_PASSWORD}'];
    const units = ['units: [{ code: H44, name: UBND }]', 'clients: []'];
    writeFileSync(file, [...units, 'partners:', ...partner, ...secrets].join('\n'));
    const { code, said } = home.startInVain({ LIENTHONG_CONFIG: file, PORTAL_PASSWORD: 'synthetic' }, ['--no-sandbox']);

    expect(code).toBe(1);
    expect(lastLine(said)).toMatch(/:5:14: partners\.dvc-portal\.baseUrl: .*transport\.allowPrivateAddresses: true/);
    expect(lastLine(said)).toContain(file);
    expect(said).not.toMatch(stack);
  });

  it('the port of the API for the sandbox too', () => {
    for (const change of [
      { PORT: String(home.port), SANDBOX_PORT: String(home.port) },
      { PORT: '', SANDBOX_PORT: '8080' },
    ]) {
      const { code, said } = home.startInVain(change);
      expect(code).toBe(1);
      expect(said.trim().split('\n')).toHaveLength(1);
      expect(said).toMatch(/PORT and SANDBOX_PORT are both \d+; .*/);
    }
  });

  it('a port that is taken, before anything else is done, and nothing but the sentence', async () => {
    const taken = createServer();
    await new Promise<void>((done) => taken.listen(home.port, '127.0.0.1', done));
    const fresh = join(home.path, 'fresh');
    const { code, said } = home.startInVain({ DATA_DIR: fresh }, ['--no-sandbox']);
    await new Promise((done) => taken.close(done));

    expect(code).toBe(1);
    expect(said.trim()).toBe(`port ${home.port} is taken by another program; set PORT to a free one.`);
    expect(readdirSync(fresh)).toEqual([]);
  });

  it('a port that is none, before anything else is said or started', () => {
    const { code, said } = home.startInVain({ PORT: '70000' });
    expect(code).toBe(1);
    expect(said.trim()).toBe('start: PORT must be a port from 0 to 65535, got "70000"');
  });

  it('a folder whose master key is lost, and makes none', () => {
    const [key, away] = [join(home.dataDir, 'master.key'), join(home.path, 'away.key')];
    renameSync(key, away);
    const before = readdirSync(home.dataDir);
    const { code, said } = home.startInVain({}, ['--no-sandbox']);
    const after = readdirSync(home.dataDir);
    renameSync(away, key);

    expect(code).toBe(1);
    expect(said.trim().split('\n')).toHaveLength(1);
    expect(said).toMatch(/^the master key .*master\.key is not there, .* put .* back .*, or set LIENTHONG_MASTER_KEY/);
    expect(after).toEqual(before);
  });

  it('a LISTEN_HOST that is no name of an address', () => {
    const { code, said } = home.startInVain({ LISTEN_HOST: '999.1.1.1' }, ['--no-sandbox']);
    expect(code).toBe(1);
    expect(said.trim()).toMatch(/^LISTEN_HOST names no address of this machine: 999\.1\.1\.1 \(\w+\)\.$/);
  });

  it('without leaving the sandbox that it has started, and leaves one that was there', async () => {
    const wrong = { DATABASE_URL: 'postgres://u:p@127.0.0.1:1/none' };
    const { code, said } = home.startInVain(wrong);
    expect(code).toBe(1);
    expect(said).toMatch(/^start: sandbox started/m);
    expect(lastLine(said)).toMatch(/^DATABASE_URL .*unset them\.$/);
    const health = `http://127.0.0.1:${home.sandboxPort}/health`;
    await expect(fetch(health)).rejects.toThrow();

    const started = await home.start();
    // Another port for everything: the folder is the same.
    const [port, sandboxPort] = [await freePort(), await freePort()].map(String) as [string, string];
    const second = home.startInVain({ PORT: port, SANDBOX_PORT: sandboxPort });
    expect(second.code).toBe(1);
    expect(second.said.trim()).toBe(
      `start: the data folder ${home.dataDir} is in use by the process ${started.pid}; stop it first, or choose another folder`,
    );
    started.press('SIGINT');
    expect(await started.ended).toBe(0);
    expect(home.startInVain(wrong).said).toMatch(/^start: sandbox still running/m);
    expect((await fetch(health)).status).toBe(200);
  });

  it('a configuration file that is not there', () => {
    const file = join(home.path, 'nowhere.yaml');
    const { code, said } = home.startInVain({ LIENTHONG_CONFIG: file }, ['--no-sandbox']);

    expect(code).toBe(1);
    expect(lastLine(said)).toContain(file);
    expect(said).not.toMatch(stack);
  });

  it('environment variables that cannot be', () => {
    const wrong = { KAFKA_BROKERS: 'nowhere', LOG_LEVEL: 'loud' };
    const { code, said } = home.startInVain(wrong, ['--no-sandbox']);

    expect(code).toBe(1);
    expect(said).toMatch(/^KAFKA_BROKERS must be .*nowhere/m);
    expect(said).toMatch(/^LOG_LEVEL must be .*loud/m);
    expect(said).not.toMatch(stack);
  });

  it('a master key that is none, without showing it', () => {
    const { code, said } = home.startInVain({ LIENTHONG_MASTER_KEY: 'not-a-key-but-secret' }, ['--no-sandbox']);

    expect(code).toBe(1);
    expect(lastLine(said)).toMatch(/LIENTHONG_MASTER_KEY.*32 bytes/);
    expect(said).not.toContain('not-a-key-but-secret');
    expect(said).not.toMatch(stack);
  });

  it.each([
    ['opens its database', 0],
    ['makes its tables', 1_000_000],
  ])('a disk that is full when it %s', async (_, bytes) => {
    const full = await Home.open('prepared');
    const preload = `--require "${join(root, 'test/support/full-disk.cjs')}"`;
    const { code, said } = full.startInVain({ NODE_OPTIONS: preload, BYTES_LEFT_ON_DISK: String(bytes) }, [
      '--no-sandbox',
    ]);
    await full.remove();

    expect(code).toBe(1);
    expect(lastLine(said)).toMatch(/^the disk (that holds .* )?is full: .*\.$/);
    expect(said).not.toMatch(stack);
  });
});
