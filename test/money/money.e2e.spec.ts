import { execFileSync } from 'node:child_process';
import { endCrashRuns, moneyCommand, root, runMoney, seedOfTheDay } from '../proof/run-proof.js';

const run = ['--fees', '800', '--kills', '5', '--at-once', '300', '--life', '2', '--patience', '120'];

describe('money proof', () => {
  afterEach(endCrashRuns);

  it('every dong of 800 fees has its owner, whatever was lost, doubled, late or killed', async () => {
    const text = await runMoney('--seed', seedOfTheDay(), ...run);
    expect(Number(/fees: killed at random: (\d+)/.exec(text)?.[1])).toBeGreaterThanOrEqual(5);
    expect(text).toMatch(/fees: killed at random.*points: 2 of 2/);
    expect(text).toMatch(/: 800 fees, \d{3,4} payments, \d{4} movements/);
    expect(text).toContain('every dong has its owner');
  }, 480_000);

  it('explains its options, and refuses a mode that does not exist', () => {
    const options = { cwd: root, encoding: 'utf8', stdio: 'pipe' } as const;
    expect(execFileSync(process.execPath, moneyCommand('--help'), options)).toContain('--kills N');
    expect(() => execFileSync(process.execPath, moneyCommand('--mode', 'nowhere'), options)).toThrow(
      /--mode must be embedded/,
    );
  });
});
