import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { tempFolder } from '@lienthong/store/testing';
import { chaosCommand, endCrashRuns, root, runChaos, seedOfTheDay } from '../proof/run-proof.js';
import { until } from '../support/until.js';

const short = ['--minutes', '0.4', '--rate', '5', '--others', '0.5', '--patience', '120'];

describe('chaos', () => {
  const folder = tempFolder('chaos');
  afterEach(endCrashRuns);
  afterAll(() => folder.remove());

  it('keeps every promise of every journey, half a minute of it, and reports it with a picture', async () => {
    const text = await runChaos('--seed', seedOfTheDay(), '--to', folder.path, ...short);
    expect(text).toMatch(
      /journeys: [1-9]\d* dossiers with steps, [1-9]\d* fees, [1-9]\d* results by post .*, [1-9]\d* handovers/,
    );
    expect(Number(/^faults: (\d+)/m.exec(text)?.[1])).toBeGreaterThanOrEqual(4);
    for (const what of ['agency to gateway: said again late', 'bus: records repeated late', 'jumps of wall clocks'])
      expect(text).toMatch(new RegExp(`^  ${what}.* [1-9]\\d*$`, 'm'));
    expect(text).toContain('lost 0, doubled 0, out of order 0, dong astray 0\nevery promise held');
    const report = readFileSync(join(folder.path, 'chaos-report.md'), 'utf8');
    expect(report).toContain('every promise held');
    expect(report).toMatch(/\| \d+\.\d \| \d+\.\d s \| \w+/);
    expect(readFileSync(join(folder.path, 'chaos-timeline.svg'), 'utf8')).toMatch(/<polyline points="\d/);
  }, 480_000);

  it.each([
    ['SIGINT', [], false],
    ['SIGTERM', [], false],
    ['SIGTERM', ['--keep'], true],
  ] as const)(
    'ended by %s %j it leaves its folder behind: %s',
    async (signal, args, isKept) => {
      const temporary = tempFolder('chaos-ended');
      const command = chaosCommand('--to', temporary.path, ...args, ...short);
      const child = spawn(process.execPath, command, { cwd: root, env: { ...process.env, TMPDIR: temporary.path } });
      let said = '';
      child.stdout.on('data', (bytes: Buffer) => (said += bytes.toString()));
      try {
        const folders = (): string[] =>
          readdirSync(temporary.path).filter((name) => name.startsWith('lienthong-chaos-'));
        await until('it names its folder', () => /^seed \d+, folder /m.test(said) || child.exitCode !== null, 120_000);
        expect(folders()).toHaveLength(1);
        child.kill(signal);
        const [code] = (await once(child, 'exit')) as [number | null];
        expect([code, folders().length]).toEqual([2, isKept ? 1 : 0]);
      } finally {
        child.kill('SIGKILL');
        temporary.remove();
      }
    },
    180_000,
  );

  it('explains its options, and refuses a mode that does not exist and a folder that cannot be made', () => {
    const options = { cwd: root, encoding: 'utf8', stdio: 'pipe' } as const;
    expect(execFileSync(process.execPath, chaosCommand('--help'), options)).toContain('--minutes N');
    expect(() => execFileSync(process.execPath, chaosCommand('--mode', 'nowhere'), options)).toThrow(
      /--mode must be embedded or cluster/,
    );
    const under = join('package.json', 'reports');
    expect(() => execFileSync(process.execPath, chaosCommand('--to', under), options)).toThrow(/--to .*ENOTDIR/);
  });
});
