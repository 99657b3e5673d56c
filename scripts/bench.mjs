/** `npm run bench [-- name [options]]`: measurements, never tests. Builds first where that is needed. */
import { optionsText, readBenchOptions } from './lib/bench-options.mjs';
import { ensureBuilt } from './lib/build.mjs';
import { describeNode, runNode } from './lib/node24.mjs';

const benches = {
  throughput:
    'dossiers per second held with the oldest waiting < 5 s, CPU by process, accept latency (about 10 min per mode)',
  sizing:
    'what a province needs, by what throughput has written: Markdown, or with --write into docs/operations.md (1 s)',
  outage:
    'accept latency and memory with the partner away against alive, and the drain in rank order of each process, in a cluster of two (about 45 min)',
  overload:
    'one client at 3 × the sustainable rate beside another: latency, estimates, memory, the drain (about 9 min)',
  callbacks: "answers to partners' notifications at a fixed rate, each stored before it is answered (about 1 min)",
  startup: 'gateway and connectors after SIGKILL under a light load, with many stored exchanges (about 6 min)',
  backup: 'backup under a light load and restore, with many stored exchanges (about 6 min)',
  statement: "a bank's statement against as many open references: read, compared, settled (about 5 min)",
  backfill: 'going live with what exists: dossiers in one body of lines, then the same again (about 5 min)',
  'admission-day':
    "all candidates' fees through one admission window: accepted, paid, settled, told; books to the dong (hours for all of them)",
  feed: 'readers of the feed who wait while nothing happens, in percent of a core (about 90 s)',
  vietqr: 'VietQR payloads written and read per second (about 3 s)',
  'statutory-clock': 'due dates and working time per second (about 3 s)',
  transport: 'a partner call against plain axios and bare undici (about 20 s)',
};

const help = `npm run bench [-- [name] [options]]

Without a name throughput, embedded and then as a cluster; with all, every one after the other.

${Object.entries(benches)
  .map(([name, what]) => `  ${name.padEnd(17)}${what}${optionsText(name) && `\n${' '.repeat(19)}${optionsText(name)}`}`)
  .join('\n')}

Load generator, product and sandbox share this machine: quote figures with the load average printed beside them.`;

const args = process.argv.slice(2);
if (args.includes('--help') || args.includes('-h')) {
  console.log(help);
  process.exit(0);
}
const [first, ...options] = args[0]?.startsWith('-') === false ? args : ['throughput', ...args];
if (first !== 'all' && !Object.hasOwn(benches, first)) {
  console.error(`There is no bench "${first}". npm run bench -- --help tells what there is.`);
  process.exit(2);
}
const wanted = first === 'all' ? Object.keys(benches) : [first];
const refused = wanted.map((name) => readBenchOptions(name, options).refused).find((one) => one !== undefined);
if (refused !== undefined) {
  console.error(`${refused} npm run bench -- --help tells what there is.`);
  process.exit(2);
}
try {
  ensureBuilt((line) => console.log(line));
} catch (error) {
  console.error(`nothing was measured: ${error.message}`);
  process.exit(1);
}
console.log(`under Node ${describeNode()}`);
for (const name of wanted) {
  console.log(`\n== ${name}`);
  const code = runNode(['--disable-warning=ExperimentalWarning', `test/bench/${name}.bench.mts`, ...options]);
  if (code !== 0) process.exitCode = code;
}
