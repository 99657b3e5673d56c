import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { whyNoKafkaJars } from '@lienthong/bus/testing';
import { tempFolder, whyNoBinaries } from '@lienthong/store/testing';
import { drillCommand, endCrashRuns, root, runDrill } from '../proof/run-proof.js';

const short = ['--seconds', '4', '--rate', '8', '--seed', '7'];
const steps = ['backed up', 'store and topics are lost', 'restored', 'started', 'said again', 'reconciled'];

const whyNot = whyNoKafkaJars() ?? whyNoBinaries();
if (whyNot !== undefined) console.warn(`the recovery drill in cluster mode is not run: ${whyNot}`);

describe('recovery drill', () => {
  const folder = tempFolder('drill');
  let kept: string | undefined;
  afterEach(endCrashRuns);
  afterAll(() => {
    if (kept !== undefined) rmSync(kept, { recursive: true, force: true });
    folder.remove();
  });

  const drilled = async (
    ...options: readonly string[]
  ): Promise<{ readonly text: string; readonly report: string }> => {
    const text = await runDrill(...short, '--to', folder.path, ...options);
    expect(text).toContain('lost before the backup 0, doubled 0\neverything came back as promised');
    const report = readFileSync(join(folder.path, 'drill-report.md'), 'utf8');
    for (const step of steps) expect(report).toMatch(new RegExp(`\\| ${step}[^|]* \\| \\d+\\.\\d \\|`));
    expect(report).toMatch(/lost: what was accepted after \S+Z, \d+\.\d s before the loss: \d+ revisions/);
    return { text, report };
  };

  it('loses the store under load, and brings everything back that was accepted before the backup', async () => {
    const { text, report } = await drilled('--keep');
    kept = /^kept: (\S+)$/m.exec(text)![1]!;
    expect(report).toMatch(/^- destroyed: the folder pg\b/m);
  }, 240_000);

  (whyNot !== undefined && !process.env['CI'] ? it.skip : it)(
    `loses database and topics of a cluster, and makes both anew${whyNot === undefined ? '' : `: ${whyNot}`}; another backup is looked at`,
    async () => {
      const { report } = await drilled('--mode', 'cluster', '--of', join(kept!, 'drill.backup'));
      expect(report).toMatch(/^- destroyed: the database lienthong, .*lienthong\.exchanges with [1-9]\d* records/m);
      expect(report).toMatch(
        /^- your own backup \S+drill\.backup \(\d+\.\d MB\): [1-9]\d* rows restored .*lanes with a gap 0/m,
      );
    },
    240_000,
  );

  it('explains its options, and refuses a backup that is not there', () => {
    const options = { cwd: root, encoding: 'utf8', stdio: 'pipe' } as const;
    expect(execFileSync(process.execPath, drillCommand('--help'), options)).toContain('--of FILE');
    expect(() => execFileSync(process.execPath, drillCommand('--of', '/nowhere'), options)).toThrow(
      /there is no file \/nowhere/,
    );
  });
});
