import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { freePort } from '../support/program.js';

const root = resolve(__dirname, '../..');
const seconds = 60_000;

describe('npm start', () => {
  let env: NodeJS.ProcessEnv;
  let dataDir: string;
  const running: { child: ChildProcess; ended: Promise<number | null> }[] = [];

  beforeAll(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'lienthong-start-'));
    const [port, sandboxPort] = [String(await freePort()), String(await freePort())];
    env = { ...process.env, DATA_DIR: dataDir, PORT: port, SANDBOX_PORT: sandboxPort };
  });
  afterEach(async () => {
    // What a failed test left: asked once, then at once.
    for (const { child, ended } of running.splice(0)) {
      child.kill('SIGTERM');
      await ended;
    }
  });
  afterAll(() => {
    node('scripts/stop-sandbox.mjs');
    rmSync(dataDir, { recursive: true, force: true });
  });

  const node = (script: string) => execFileSync(process.execPath, [script], { cwd: root, env, encoding: 'utf8' });

  /** Resolves with everything printed up to the ready table, and how the process ends. */
  async function start(): Promise<{
    child: ChildProcess;
    said: () => string;
    pid: number;
    ended: Promise<number | null>;
  }> {
    const child = spawn(process.execPath, ['scripts/start.mjs'], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let text = '';
    const ended = new Promise<number | null>((done) => child.once('exit', done));
    running.push({ child, ended });
    const ready = new Promise<void>((done) => {
      for (const stream of [child.stdout, child.stderr]) {
        stream.on('data', (bytes: Buffer) => {
          text += bytes.toString('utf8');
          if (/"msg":"ready"\}/.test(text)) done();
        });
      }
    });
    const early = await Promise.race([ready, ended]);
    if (early !== undefined) throw new Error(`ended with ${early} before it was ready:\n${text}`);
    const line = text.split('\n').find((candidate) => candidate.includes('"msg":"ready"'));
    const { pid } = JSON.parse(line ?? '{}') as { pid: number };
    return { child, said: () => text, pid, ended };
  }

  /** The commands of the README's first request, with this test's ports and folder in place of the default ones. */
  const readmeCommands = (): string[] => {
    const [, section = ''] = readFileSync(join(root, 'README.md'), 'utf8').split('## First request');
    return [...(section.split('\n## ')[0] ?? '').matchAll(/```sh\n([^]*?)```/g)].map(([, command = '']) =>
      command
        .replaceAll(':8080', `:${env['PORT']}`)
        .replaceAll(':8091', `:${env['SANDBOX_PORT']}`)
        .replaceAll('.data/', `${dataDir}/`),
    );
  };
  const shell = (command: string): unknown =>
    JSON.parse(execFileSync('sh', ['-c', command], { cwd: root, encoding: 'utf8', timeout: 30_000 }));

  /** What differs from run to run, made equal. */
  const folded = (answer: unknown): unknown =>
    JSON.parse(
      JSON.stringify(answer)
        .replace(/[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g, 'id')
        .replace(/"1-[0-9a-f]{16}"/g, '"etag"')
        .replace(/"(createdAt|changedAt)":"[^"]*"/g, '"$1":"time"'),
    );

  it(
    'answers the first request as the README prints it, and the portal has it',
    async () => {
      const { child, said, ended } = await start();
      const readme = readFileSync(join(root, 'README.md'), 'utf8');
      const printed: unknown = JSON.parse(/```json\n([^]*?)```/.exec(readme)?.[1] ?? '');
      const [put = '', state = ''] = readmeCommands();

      expect(folded(shell(put))).toEqual(folded(printed));
      expect(shell(state)).toMatchObject({ record: { MaHoSo: 'H44.01-20261120-0001', ChuHoSo: 'NGUYEN VAN A' } });

      child.kill('SIGTERM');
      expect(await ended).toBe(0);
      expect(said()).toContain('sandbox started');
    },
    seconds,
  );

  it(
    'leaves the sandbox alive when the process is killed, adopts it at the next start, and still has the dossier',
    async () => {
      const first = await start();
      process.kill(first.pid, 'SIGKILL');
      expect(await first.ended).toBe(137);

      const second = await start();
      expect(second.said()).toContain('sandbox still running');
      expect(shell(readmeCommands()[0] ?? '')).toMatchObject({ revision: 1, result: 'same' });

      second.child.kill('SIGINT');
      expect(await second.ended).toBe(0);
    },
    seconds,
  );

  it(
    'says in one sentence that the port is taken',
    async () => {
      const taken = createServer();
      await new Promise<void>((done, failed) => {
        taken.once('error', failed).listen(Number(env['PORT']), '127.0.0.1', done);
      });
      try {
        await expect(start()).rejects.toThrow(new RegExp(`ended with 1 [^]*${env['PORT']}`));
      } finally {
        await new Promise((done) => taken.close(done));
      }
    },
    seconds,
  );
});
