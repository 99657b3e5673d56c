import { execFileSync } from 'node:child_process';
import { agenciesCommand, endCrashRuns, root, runAgencies, seedOfTheDay } from '../proof/run-proof.js';

const run = ['--dossiers', '200', '--kills', '3', '--away', '2', '--patience', '120'];

describe('three agencies', () => {
  afterEach(endCrashRuns);

  it('hand each other 200 dossiers under kills and outages: all answered, none twice, timelines agree', async () => {
    const text = await runAgencies('--seed', seedOfTheDay(), ...run);
    expect(text).toMatch(/: 200 dossiers, \d+ handovers/);
    expect(text).toMatch(/what happened: .*kill embedded 3/);
    for (const outage of ['registry refuses', 'registry gone', 'building gone', 'archive gone', 'hub away'])
      expect(text).toContain(`${outage} 1`);
    expect(text).toContain('every handover has ended once, and the four books agree');
  }, 300_000);

  it('explain their options, and refuse a mode that does not exist', () => {
    const options = { cwd: root, encoding: 'utf8', stdio: 'pipe' } as const;
    expect(execFileSync(process.execPath, agenciesCommand('--help'), options)).toContain('--dossiers N');
    expect(() => execFileSync(process.execPath, agenciesCommand('--mode', 'nowhere'), options)).toThrow(
      /--mode must be embedded or cluster/,
    );
  });
});
