import { type ChildProcessByStdio, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import type { Readable } from 'node:stream';

const root = resolve(__dirname, '../..');
const node = (...args: string[]): string[] => [
  '--disable-warning=ExperimentalWarning',
  'test/crash/crash.mts',
  ...args,
];

describe('crash run', () => {
  let child: ChildProcessByStdio<null, Readable, Readable> | undefined;
  afterEach(() => {
    child?.kill('SIGTERM');
    child = undefined;
  });

  it('keeps every promise over random kills and named points, a minute of it', async () => {
    // Every day other kills, other faults and other points; a failure is repeated with the seed that it prints.
    const seed = process.env['CRASH_SEED'] ?? String(Math.floor(Date.now() / 86_400_000));
    const args = [
      '--seed',
      seed,
      '--kills',
      '4',
      '--turn',
      '5',
      '--rate',
      '25',
      '--most',
      '300',
      '--life',
      '2',
      '--drain',
      '100',
    ];
    child = spawn(process.execPath, node(...args), { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    let text = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes: Buffer) => (text += bytes.toString()));
    const [code] = (await once(child, 'exit')) as [number];
    if (code !== 0) throw new Error(`exit code ${code}\n${text}`);
    const [, random = '', hit = '', wanted = ''] = /killed at random: (\d+).*points: (\d+) of (\d+)/.exec(text) ?? [];
    console.log(text.slice(text.indexOf('\nseed')));
    expect(Number(random) + Number(hit)).toBeGreaterThanOrEqual(8);
    expect(hit).toBe(wanted);
    expect(text).toContain('lost 0, doubled 0, out of order 0\nevery promise held');
  }, 300_000);

  it('explains its options, and refuses a point that does not exist', () => {
    const options = { cwd: root, encoding: 'utf8', stdio: 'pipe' } as const;
    expect(execFileSync(process.execPath, node('--help'), options)).toContain('--kills N');
    expect(() => execFileSync(process.execPath, node('--points', 'nowhere'), options)).toThrow(
      /no such point: nowhere; known are intake\.committed/,
    );
  });
});
