/**
 * `npm run crash:defects`: five deliberate defects, each applied to a copy of the tree and built there, must be caught, by a short
 * crash run or by the test of the connector contract that is about it. Prints a table; exit code 1 when one goes unseen.
 */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { inCopy, must } from './in-copy.mts';

interface Shown {
  readonly command: readonly string[];
  /** What the command must say: that it fails is not enough. */
  readonly evidence: RegExp;
}
interface Defect {
  readonly name: string;
  readonly embedded: Shown;
  readonly cluster: Shown;
}

const crash = (...args: string[]): string[] => [
  ...['--disable-warning=ExperimentalWarning', 'test/crash/crash.mts'],
  ...['--seed', '11', '--rate', '25', '--most', '300', '--life', '2', '--drain', '40', ...args],
];
const jest = (file: string, title: string): string[] => [
  ...['--experimental-vm-modules', 'node_modules/jest/bin/jest.js', '--runInBand', file, '-t', title],
];
const alone = (...points: string[]): string[] => crash('--kills', '0', '--points', points.join(',') || 'none');
const clustered = (faults: string, ...args: string[]): string[] =>
  crash('--mode', 'cluster', '--rate', '15', '--faults', faults, ...args);

const doubled = /doubled: a resolvable effect/;
const undone = /not as the situations call for: \w+ waiting|lost: /;

const defects: readonly Defect[] = [
  {
    name: 'attempt-stored-after-the-send',
    embedded: {
      command: alone('transport.firstByte', 'transport.answered', 'outcome.beforeCommit', 'transport.answered'),
      evidence: doubled,
    },
    cluster: {
      command: clustered('points', '--points', 'transport.firstByte,transport.answered,outcome.beforeCommit'),
      evidence: doubled,
    },
  },
  {
    name: 'no-deduplication-on-arrival',
    embedded: {
      command: alone('outcome.committed', 'journey.committed', 'outcome.committed', 'consumer.committed'),
      evidence: doubled,
    },
    cluster: {
      command: clustered('points', '--points', 'consumer.committed,relay.published,consumer.committed'),
      evidence: doubled,
    },
  },
  {
    name: 'unknown-is-sent-again',
    embedded: { command: [...alone(), '--seconds', '25'], evidence: doubled },
    cluster: { command: clustered('none', '--seconds', '25'), evidence: doubled },
  },
  {
    name: 'no-fencing',
    // One process alone has nobody to be fenced off from.
    embedded: {
      command: jest('libs/connector-kit/src/testing/reference.contract', 'an owner that does not know'),
      evidence: /✕ an owner that does not know that it has lost its lease writes nothing/,
    },
    cluster: {
      command: clustered('frozenPoint', '--points', 'outcome.beforeCommit', '--seconds', '50'),
      evidence: /unfenced: stored without the lease/,
    },
  },
  {
    name: 'dropped-outbox-row',
    embedded: { command: crash('--kills', '2', '--points', 'none'), evidence: undone },
    cluster: { command: clustered('kill', '--drain', '25'), evidence: undone },
  },
];

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '../..');
const help = `Shows that five deliberate defects are caught.

  npm run crash:defects -- [--mode MODE] [--only NAME] [--without] [--keep]

  --mode MODE   embedded or cluster (both)
  --only NAME   one of ${defects.map(({ name }) => name).join(', ')}
  --without     the same commands on the tree as it is: all of them must pass
  --keep        keep the copy`;

const { values } = parseArgs({
  options: {
    mode: { type: 'string' },
    only: { type: 'string' },
    without: { type: 'boolean' },
    keep: { type: 'boolean' },
    help: { type: 'boolean' },
  },
});
const wanted = defects.filter(({ name }) => values.only === undefined || values.only === name);
const modes = (['embedded', 'cluster'] as const).filter((mode) => values.mode === undefined || values.mode === mode);
if (values.help) console.log(help);
else if (wanted.length === 0 || modes.length === 0) {
  console.error(`no such ${modes.length === 0 ? `mode: ${values.mode}` : `defect: ${values.only}`}; --help lists them`);
  process.exitCode = 2;
} else process.exitCode = showAll(wanted, values.without ?? false);

function showAll(chosen: readonly Defect[], without: boolean): number {
  return inCopy(root, 'defects', values.keep ?? false, (copy) => {
    const rows = chosen.flatMap((defect) => modes.map((mode) => show(copy, defect, mode, without)));
    console.log(['', ...rows.map(({ line }) => line)].join('\n'));
    return rows.every(({ right }) => right) ? 0 : 1;
  });
}

function show(
  copy: string,
  { name, ...shown }: Defect,
  mode: 'embedded' | 'cluster',
  without: boolean,
): { line: string; right: boolean } {
  const { command, evidence } = shown[mode];
  const patch = join(here, 'defects', `${name}.patch`);
  console.log(`${name}, ${mode}: ${without ? 'left out' : 'applied'}, building and running`);
  if (!without) must(copy, 'git', ['apply', patch]);
  must(copy, process.execPath, ['node_modules/typescript-native/bin/tsc', '-b']);
  const began = performance.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, [...command], {
    cwd: copy,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    timeout: 400_000,
  });
  const seconds = Math.round((performance.now() - began) / 1000);
  const text = stdout + stderr;
  writeFileSync(join(copy, `${name}-${mode}.log`), text);
  if (!without) must(copy, 'git', ['apply', '-R', patch]);
  const seen = evidence.exec(text)?.[0];
  const right = without ? status === 0 : status !== 0 && seen !== undefined;
  const said = without ? (right ? 'passes' : 'FAILS') : right ? `caught (${seen})` : `NOT CAUGHT (exit code ${status})`;
  if (!right) console.log(text.slice(-3_000));
  return { right, line: `${name.padEnd(30)} ${mode.padEnd(8)} ${said}, ${seconds} s` };
}
