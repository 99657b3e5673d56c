import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { killAll } from '../crash/program.mts';
import { help, readOptions } from './options.mts';
import { report } from './report.mts';
import { run } from './run.mts';

process.on('exit', killAll);
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => process.exit(2));

const command = readOptions(process.argv.slice(2));
if (command.kind === 'help') console.log(help);
else if (command.kind === 'problem') {
  console.error(`${command.problem}; --help lists the options`);
  process.exitCode = 2;
} else {
  const folder = mkdtempSync(join(tmpdir(), 'lienthong-money-'));
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
