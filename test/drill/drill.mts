import { whyNoServers } from '../proof/cluster/servers.mts';
import { prove } from '../proof/prove.mts';
import { help, readOptions } from './options.mts';
import { report } from './report.mts';
import { run } from './run.mts';

const command = readOptions(process.argv.slice(2));
const why = command.kind === 'run' && command.options.mode === 'cluster' ? whyNoServers() : undefined;
if (why === undefined) await prove(command, { name: 'drill', help, run, report });
else {
  console.error(`no cluster can be run here: ${why}`);
  process.exitCode = 2;
}
