import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { points as allPoints } from '@lienthong/contracts';
import { whyNoServers } from './cluster/servers.mts';
import { help, readOptions } from './options.mts';
import { killAll } from './program.mts';
import { report } from './report.mts';
import { run } from './run.mts';

process.on('exit', killAll);
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => process.exit(2));

const command = readOptions(process.argv.slice(2), allPoints);
if (command.kind === 'help') console.log(help);
else if (command.kind === 'problem') {
  console.error(`${command.problem}; --help lists the options`);
  process.exitCode = 2;
} else if (command.options.mode === 'cluster' && whyNoServers() !== undefined) {
  console.error(`no cluster can be run here: ${whyNoServers()}`);
  process.exitCode = 2;
} else {
  const folder = mkdtempSync(join(tmpdir(), 'lienthong-crash-'));
  console.log(`seed ${command.options.seed}, folder ${folder}`);
  try {
    const result = await run(command.options, folder);
    console.log(report(result));
    process.exitCode = result.violations.none ? 0 : 1;
  } catch (error) {
    console.error(error);
    process.exitCode = 2;
  }
  if (process.exitCode === 0 && !command.options.keep) rmSync(folder, { recursive: true, force: true });
  else console.log(`kept: ${folder}`);
}
