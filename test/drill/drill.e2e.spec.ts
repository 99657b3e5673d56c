import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { tempFolder } from '@lienthong/store/testing';
import { drillCommand, endCrashRuns, root, runDrill } from '../crash/run-crash.js';

describe('recovery drill', () => {
  const folder = tempFolder('drill');
  afterEach(endCrashRuns);
  afterAll(() => folder.remove());

  it('loses the store under load, and brings everything back that was accepted before the backup', async () => {
    const text = await runDrill('--seconds', '4', '--rate', '8', '--seed', '7', '--to', folder.path);
    expect(text).toContain('lost before the backup 0, doubled 0\neverything came back as promised');
    const report = readFileSync(join(folder.path, 'drill-report.md'), 'utf8');
    for (const step of ['backed up', 'the store is lost', 'restored', 'started', 'said again', 'reconciled'])
      expect(report).toMatch(new RegExp(`\\| ${step}[^|]* \\| \\d+\\.\\d \\|`));
    expect(report).toMatch(/lost: what was accepted after \S+Z, \d+\.\d s before the loss: \d+ revisions/);
  }, 240_000);

  it('explains its options, and refuses a backup that is not there', () => {
    const options = { cwd: root, encoding: 'utf8', stdio: 'pipe' } as const;
    expect(execFileSync(process.execPath, drillCommand('--help'), options)).toContain('--of FILE');
    expect(() => execFileSync(process.execPath, drillCommand('--of', '/nowhere'), options)).toThrow(
      /there is no file \/nowhere/,
    );
  });
});
