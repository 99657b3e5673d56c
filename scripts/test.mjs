/**
 * `npm test [tier…] [-- jest options]`: builds, then runs the tiers unit, int, e2e one after the other.
 * The last line is `N passed, N failed`; the exit code is 0 only where something ran and nothing failed.
 */
import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { ensureBuilt } from './lib/build.mjs';
import { describeNode, node24 } from './lib/node24.mjs';
import { repositoryFiles } from './lib/tracked.mjs';
import { root } from './lib/root.mjs';

/**
 * The Jest runs of each tier, one after the other, and how many files of a run go at the same time on two cores: stores, brokers and
 * deadlines are waited for half of the time. What measures a process has the machine to itself. `inMemory`: half of what a fresh database costs is its thousand files, and no test there asks what a disk does.
 */
const tiers = {
  unit: { runs: [{ files: ['*.unit'], atOnce: 2, inMemory: true }], minutes: 5 },
  int: { runs: [{ files: ['*.int'], atOnce: 4, inMemory: true }], minutes: 16 },
  e2e: {
    runs: [
      { files: ['*.e2e', '!*.alone.e2e'], atOnce: 3, inMemory: true },
      { files: ['*.alone.e2e'], atOnce: 1, inMemory: false },
    ],
    minutes: 20,
  },
};

/** So many failed files of a run are run once more, where `CI` says that nobody watches: more than these are no accident of the machine. */
const mostAgain = 2;

const help = `npm test [-- tier…] [-- jest options]

Builds, then runs the tiers one after the other: unit, int, e2e; npm run test:unit, test:int and test:e2e run one.
The last line is "N passed, N failed"; the exit code is 0 only where something ran and nothing failed.

  npm test -- unit int                  two tiers
  npm run test:unit -- -t "a title"     what has these words in its title
  npm run test:int -- apps/gateway      files whose path has this in it
  --help                                this text

Environment
  KAFKA_BROKERS, DATABASE_URL           servers to test against; without them they are started, see CONTRIBUTING.md
  CI                                    true: tests that miss a server fail, instead of being skipped; up to ${mostAgain} failed
                                        files of a run are run once more, alone, and named at the end if they pass then`;
if (process.argv.slice(2).some((arg) => arg === '--help' || arg === '-h')) {
  console.log(help);
  process.exit(0);
}

const [wanted, jestOptions] = split(process.argv.slice(2));
const scratch = mkdtempSync(join(tmpdir(), 'lienthong-test-'));
const memory = folderInMemory();
const total = { passed: 0, failed: 0, skipped: 0 };
const onlyAgain = [];

console.log(`tests under Node ${describeNode()}`);
const began = performance.now();
try {
  ensureBuilt((line) => console.log(line));
} catch (error) {
  finish(`no test was run: ${error.message}`);
}
console.log(`built after ${seconds(began)}`);

const specs = repositoryFiles().filter((file) => file.endsWith('.spec.ts') && !file.includes('/fixtures/'));
const tierless = specs.filter((file) => !Object.keys(tiers).some((tier) => file.endsWith(`.${tier}.spec.ts`)));
if (tierless.length > 0) finish(`no tier in the name (.unit, .int or .e2e before .spec.ts): ${tierless.join(', ')}`);

for (const tier of wanted) {
  if (!specs.some((file) => file.endsWith(`.${tier}.spec.ts`))) {
    console.log(`\n== ${tier}: no such tests`);
    continue;
  }
  console.log(`\n== ${tier}`);
  for (const run of tiers[tier].runs) add(tier, await secondChance(tier, run, await runFiles(tier, run)));
}
finish();

/** What came out, with the few files that failed run once more, alone. Each of them that passes then is named at the very end. */
async function secondChance(tier, run, result) {
  const failed = result?.testResults.filter((file) => file.status === 'failed') ?? [];
  if (process.env.CI !== 'true' || jestOptions.length > 0 || failed.length === 0 || failed.length > mostAgain)
    return result;
  console.log(`${tier}: ${failed.length} failed, once more and alone: ${failed.map(nameOf).join(', ')}`);
  const again = await runFiles(tier, { ...run, atOnce: 1, only: failed.map((file) => file.name) });
  if (again === undefined || again.code !== 0 || again.numPassedTests === 0) return result;
  for (const file of failed) {
    for (const test of file.assertionResults.filter(({ status }) => status === 'failed')) {
      onlyAgain.push(`${tier}: ${nameOf(file)} > ${test.fullName}`);
    }
    if (file.assertionResults.length === 0) onlyAgain.push(`${tier}: ${nameOf(file)}`);
  }
  const kept = result.testResults.filter((file) => file.status !== 'failed');
  return counted([...kept, ...again.testResults]);
}

/** Runs files of one tier; undefined where Jest itself did not come to an end with a report. */
async function runFiles(tier, { files, atOnce, inMemory, only }) {
  const report = join(scratch, `${tier}.json`);
  rmSync(report, { force: true });
  const { minutes } = tiers[tier];
  // By name, not as a pattern: where somebody gives a pattern, only what meets both is run.
  const match = files.map((name) => name.replace(/^(!?)(.*)$/, '$1**/$2.spec.ts'));
  const args = ['--experimental-vm-modules', 'node_modules/jest/bin/jest.js', '--testMatch', ...match];
  args.push(...(atOnce === 1 ? ['--runInBand'] : [`--maxWorkers=${atOnce}`, '--workerIdleMemoryLimit=1GB']));
  // Processes that start while another file has the machine busy.
  if (tier === 'e2e') args.push('--testTimeout=90000');
  args.push('--passWithNoTests', '--json', '--outputFile', report, ...jestOptions);
  if (only) args.push('--runTestsByPath', ...only);
  const env = inMemory && memory !== undefined ? { ...process.env, TMPDIR: memory, ON_DISK: tmpdir() } : process.env;
  // A group of its own: what a test leaves running must not outlive the tier.
  const jest = spawn(node24(), args, { cwd: root, env, stdio: ['ignore', 'ignore', 'inherit'], detached: true });
  const pass = (signal) => endGroup(jest.pid, signal);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, pass);
  const overtime = setTimeout(() => {
    console.error(`${tier}: still running after ${minutes} minutes, ended`);
    endGroup(jest.pid, 'SIGKILL');
  }, minutes * 60_000);
  const code = await new Promise((resolve) => jest.once('close', (status) => resolve(status)));
  clearTimeout(overtime);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.off(signal, pass);
  endGroup(jest.pid, 'SIGKILL');
  try {
    return { code, ...JSON.parse(readFileSync(report, 'utf8')) };
  } catch {
    return undefined;
  }
}

/** A report of Jest's kind over these files, none of which failed. */
function counted(testResults) {
  const statuses = testResults.flatMap((file) => file.assertionResults.map(({ status }) => status));
  const count = (...wanted) => statuses.filter((status) => wanted.includes(status)).length;
  return {
    ...{ code: 0, testResults, numFailedTests: count('failed') },
    ...{ numPassedTests: count('passed'), numPendingTests: count('pending', 'skipped'), numTodoTests: count('todo') },
  };
}

function nameOf(file) {
  return basename(file.name);
}

function add(tier, result) {
  if (result === undefined) {
    total.failed += 1;
    console.log(`${tier}: ended without a report`);
    return;
  }
  // A file that cannot even be loaded has no tests to count, and is a failure all the same.
  const unloadable = result.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  );
  const failed = result.numFailedTests + unloadable.length;
  total.passed += result.numPassedTests;
  total.failed += failed === 0 && result.code !== 0 ? 1 : failed;
  total.skipped += result.numPendingTests + result.numTodoTests;
  for (const file of result.testResults) {
    for (const test of file.assertionResults) {
      if (test.status !== 'passed') console.log(`${tier}: ${test.status}: ${nameOf(file)} > ${test.fullName}`);
    }
  }
  for (const file of unloadable) console.log(`${tier}: could not be loaded: ${nameOf(file)}`);
}

function finish(why) {
  for (const folder of [scratch, memory]) if (folder) rmSync(folder, { recursive: true, force: true });
  if (why !== undefined) {
    console.log(why);
    total.failed += 1;
  }
  const none = total.passed + total.failed === 0;
  if (none) console.log('nothing was run');
  for (const line of onlyAgain) console.log(`passed only when run once more, alone: ${line}`);
  console.log(`\n${wanted.join(', ')}: ${seconds(began)}, ${total.skipped} skipped`);
  console.log(`${total.passed} passed, ${total.failed} failed`);
  process.exit(none || total.failed > 0 ? 1 : 0);
}

function split(args) {
  const names = args.filter((arg) => arg in tiers);
  const rest = args.filter((arg) => !(arg in tiers));
  const strange = rest.find((arg) => /^[a-z]\w*$/.test(arg));
  if (strange !== undefined && rest.length === args.length) {
    console.error(
      `No such tier: ${strange}. Tiers: ${Object.keys(tiers).join(', ')}. For Jest: npm test -- -t "a title"`,
    );
    process.exit(2);
  }
  return [names.length > 0 ? names : Object.keys(tiers), rest];
}

/** A fresh folder of a file system in memory with room for the data of three files at a time; undefined where there is none. */
function folderInMemory() {
  try {
    const { bavail, bsize } = statfsSync('/dev/shm');
    if (bavail * bsize < 4 * 2 ** 30) return undefined;
    const folder = mkdtempSync('/dev/shm/lienthong-');
    // PostgreSQL, which as root runs as nobody, has to get to its own folder in there.
    chmodSync(folder, 0o711);
    return folder;
  } catch {
    return undefined;
  }
}

function endGroup(pid, signal) {
  try {
    process.kill(-pid, signal);
  } catch {
    // The group has ended by itself.
  }
}

function seconds(since) {
  return `${((performance.now() - since) / 1000).toFixed(1)} s`;
}
