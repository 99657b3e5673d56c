import { execFileSync } from 'node:child_process';
import { crashCommand, endCrashRuns, root, runCrash, seedOfTheDay } from '../proof/run-proof.js';

/** Less than a minute of it; the chaos run has another. */
const short = ['--kills', '2', '--turn', '3', '--rate', '25', '--most', '300', '--life', '2', '--drain', '100'];

describe('crash run', () => {
  afterEach(endCrashRuns);

  it('keeps every promise over random kills and named points, a short run of it', async () => {
    const text = await runCrash('--seed', seedOfTheDay(), ...short);
    const [, random = '', hit = '', wanted = ''] = /killed at random: (\d+).*points: (\d+) of (\d+)/.exec(text) ?? [];
    expect(Number(random) + Number(hit)).toBeGreaterThanOrEqual(5);
    expect(hit).toBe(wanted);
    expect(text).toContain('lost 0, doubled 0, out of order 0\nevery promise held');
  }, 480_000);

  it('explains its options, and refuses a point that does not exist', () => {
    const options = { cwd: root, encoding: 'utf8', stdio: 'pipe' } as const;
    expect(execFileSync(process.execPath, crashCommand('--help'), options)).toContain('--kills N');
    expect(() => execFileSync(process.execPath, crashCommand('--points', 'nowhere'), options)).toThrow(
      /no such point: nowhere; known are intake\.committed/,
    );
  });
});
