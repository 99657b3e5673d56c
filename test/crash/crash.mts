import { points as allPoints } from '@lienthong/contracts';
import { whyNoServers } from '../proof/cluster/servers.mts';
import { help, readOptions } from './options.mts';
import { prove } from '../proof/prove.mts';
import { report } from './report.mts';
import { run } from './run.mts';

const command = readOptions(process.argv.slice(2), allPoints);
const why = command.kind === 'run' && command.options.mode === 'cluster' ? whyNoServers() : undefined;
if (why === undefined) await prove(command, { name: 'crash', help, run, report });
else {
  console.error(`no cluster can be run here: ${why}`);
  process.exitCode = 2;
}
