/** `npm run bench [-- name [options]]`: measurements, never tests. Builds first where that is needed. */
import { ensureBuilt } from './lib/build.mjs';
import { describeNode, runNode } from './lib/node24.mjs';

const benches = {
  throughput: {
    what: 'dossiers per second held with the oldest waiting < 5 s, CPU by process, accept latency (about 10 min per mode)',
    options:
      '[--mode both|embedded|cluster] [--seconds 180] [--warm 60] [--probe 20] [--from 100] [--step 100] [--to 2000] [--stored 0 (exchanges, a cluster)] [--out bench-results]',
  },
  sizing: {
    what: 'what a province needs, by what throughput has written: Markdown, or with --write into docs/operations.md (1 s)',
    options: '[--from bench-results] [--per-day 1000,10000,100000] [--busiest-hour 0.25] [--write]',
  },
  outage: {
    what: 'accept latency and memory with the partner away against alive, and the drain in rank order of each process (about 45 min)',
    options:
      '[--mode embedded|cluster (two connectors processes)] [--seconds 300] [--baseline 300] [--rate 100] [--runs 3]',
  },
  overload: {
    what: 'one client at 3 × the sustainable rate beside another: latency, estimates, memory, the drain (about 9 min)',
    options:
      '[--mode embedded|cluster] [--minutes 5] [--sustainable 300] [--share 20] [--alone 60] [--perClient 32] [--quota 100 (0: none)]',
  },
  callbacks: {
    what: "answers to partners' notifications at a fixed rate, each stored before it is answered (about 1 min)",
    options: '[--mode embedded|cluster] [--seconds 30] [--rate 200]',
  },
  startup: {
    what: 'gateway and connectors after SIGKILL under a light load, with many stored exchanges (about 6 min)',
    options: '[--exchanges 1000000] [--open 1000] [--rate 20] [--times 3] [--limit 10 (seconds)]',
  },
  backup: {
    what: 'backup under a light load and restore, with many stored exchanges (about 6 min)',
    options: '[--exchanges 1000000] [--rate 20]',
  },
  statement: {
    what: "a bank's statement against as many open references: read, compared, settled (about 5 min)",
    options: '[--entries 100000] [--mode postgres|embedded] [--until done|compared]',
  },
  backfill: {
    what: 'going live with what exists: dossiers in one body of lines, then the same again (about 5 min)',
    options: '[--dossiers 123631]',
  },
  'admission-day': {
    what: "all candidates' fees through one admission window: accepted, paid, settled, told; books to the dong (hours for all of them)",
    options:
      '[--fees 616522] [--gateways 1] [--connectors 1] [--at-once 64] [--per-day 200000000] [--dead-minutes 0] [--slow 200 (ms, then)] [--patience 120 (seconds)] [--out bench-results]',
  },
  feed: {
    what: 'readers of the feed who wait while nothing happens, in percent of a core (about 90 s)',
    options: '[--readers 200] [--seconds 30] [--limit 5 (percent)]',
  },
  vietqr: { what: 'VietQR payloads written and read per second (about 3 s)', options: '' },
  'statutory-clock': { what: 'due dates and working time per second (about 3 s)', options: '' },
  transport: { what: 'a partner call against plain axios and bare undici (about 20 s)', options: '' },
};

const help = `npm run bench [-- [name] [options]]

Without a name throughput, embedded and then as a cluster; with all, every one after the other.

${Object.entries(benches)
  .map(([name, { what, options }]) => `  ${name.padEnd(17)}${what}${options && `\n${' '.repeat(19)}${options}`}`)
  .join('\n')}

Load generator, product and sandbox share this machine: quote figures with the load average printed beside them.`;

const args = process.argv.slice(2);
if (args.includes('--help') || args.includes('-h')) {
  console.log(help);
  process.exit(0);
}
const [first, ...options] = args[0]?.startsWith('-') === false ? args : ['throughput', ...args];
if (first !== 'all' && !(first in benches)) {
  console.error(`No such bench: ${first}.\n\n${help}`);
  process.exit(2);
}
try {
  ensureBuilt((line) => console.log(line));
} catch (error) {
  console.error(`nothing was measured: ${error.message}`);
  process.exit(1);
}
console.log(`under Node ${describeNode()}`);
for (const name of first === 'all' ? Object.keys(benches) : [first]) {
  console.log(`\n== ${name}`);
  const code = runNode(['--disable-warning=ExperimentalWarning', `test/bench/${name}.bench.mts`, ...options]);
  if (code !== 0) process.exitCode = code;
}
