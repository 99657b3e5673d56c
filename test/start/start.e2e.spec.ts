import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { freePort } from '../support/program.js';
import { blocksOf, readersFolder, runPage, type Place } from './printed-commands.js';

const root = resolve(__dirname, '../..');
const seconds = 60_000;

/** Everything that tells a reader to type something. */
const pages = [
  'README.md',
  ...['docs/tutorial', 'docs/how-to'].flatMap((folder) =>
    readdirSync(join(root, folder))
      .filter((name) => name.endsWith('.md'))
      .map((name) => `${folder}/${name}`),
  ),
].filter((page) => blocksOf(readFileSync(join(root, page), 'utf8')).some(({ notRun }) => notRun === undefined));

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

  describe('while it runs', () => {
    let place: Place;
    let here: Awaited<ReturnType<typeof start>>;
    beforeAll(async () => {
      here = await start();
      running.length = 0; // stopped below, not after each test
      const folder = mkdtempSync(join(tmpdir(), 'lienthong-reader-'));
      place = { root, folder, dataDir, port: Number(env['PORT']), sandboxPort: Number(env['SANDBOX_PORT']) };
      readersFolder(place);
    }, seconds);
    afterAll(async () => {
      here.child.kill('SIGTERM');
      await here.ended;
      rmSync(place.folder, { recursive: true, force: true });
    });

    it.each(pages)(
      '%s: every printed command does what the page says',
      async (page) => {
        const before = readdirSync(join(place.folder, 'reader'));
        const ran = await runPage(join(root, page), place);
        const refused = (statuses: readonly number[]) => statuses.filter((status) => status < 200 || status > 399);
        expect(ran.map(({ block, statuses }) => [block.text, refused(statuses)])).toEqual(
          ran.map(({ block }) => [block.text, block.refused]),
        );
        // Nothing of it is left in the reader's own folder.
        expect(readdirSync(join(place.folder, 'reader'))).toEqual(before);
      },
      70_000,
    );

    it('exposes no metric that the reference does not explain', async () => {
      const exposed = await (await fetch(`http://127.0.0.1:${env['PORT']}/metrics`)).text();
      const names = [...exposed.matchAll(/^# TYPE (lienthong_\w+) (\w+)$/gm)].map(
        ([, name, type]) => name! + (type === 'counter' ? '_total' : ''),
      );
      const explained = readFileSync(join(root, 'docs/reference/metrics.md'), 'utf8');
      expect(names.length).toBeGreaterThan(20);
      expect(names.filter((name) => !explained.includes(`| \`${name}\` |`))).toEqual([]);
    });
  });

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
