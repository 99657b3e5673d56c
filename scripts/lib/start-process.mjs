import { ensureBuilt } from './build.mjs';
import { runInFront } from './foreground.mjs';
import { ensureInstalled } from './install.mjs';

const cluster = `  LIENTHONG_CONFIG       configuration file, the same for all processes
  LIENTHONG_MASTER_KEY   key that seals personal values, or file:<path>; the same for all processes
  DATABASE_URL           PostgreSQL, postgres://user:password@host:port/database
  KAFKA_BROKERS          host:port, several separated by commas
  LISTEN_HOST            address to listen on; 0.0.0.0, every address of this machine
  LOG_LEVEL              info

DATABASE_URL, KAFKA_BROKERS, LIENTHONG_MASTER_KEY and LIENTHONG_CONFIG have no defaults; npm run infra starts both
servers on this machine for a trial and prints all four.`;

/** A process of a cluster, in front: installs and builds first where that is needed. */
export async function startProcess({ name, what, port, program }) {
  const help = `npm run start:${name}

${what}
Any number of them, over one PostgreSQL and one Apache Kafka. Installs and builds first where that is needed.
Ctrl-C stops in order, a second one at once.

Environment
${port}
${cluster}`;

  const options = process.argv.slice(2);
  const strange = options.filter((option) => !['--help', '-h'].includes(option));
  if (strange.length > 0) {
    console.error(`No such option: ${strange.join(' ')}. npm run start:${name} -- --help tells what can be set.`);
    process.exit(2);
  }
  if (options.length > 0) {
    console.log(help);
    process.exit(0);
  }
  const say = (line) => console.log(`${name}: ${line}`);
  try {
    ensureInstalled(say);
    ensureBuilt(say);
    process.exitCode = await runInFront([program]);
  } catch (error) {
    console.error(`${name}: ${error.message}`);
    process.exitCode = 1;
  }
}
