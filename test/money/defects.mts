/**
 * `npm run money:defects`: takes one check after the other out of a copy of the tree, and shows that a test goes red for each. Prints a
 * table; exit code 1 when one is not missed by anybody.
 */
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { inCopy, must } from '../crash/in-copy.mts';
import { defects, type MoneyDefect } from './defects/list.mts';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '../..');
const help = `Takes one check of money after the other out of a copy of the tree; a test must go red for each.

  npm run money:defects -- [--only NAME] [--without] [--keep]

  --only NAME   one of the patches in test/money/defects
  --without     the same tests on the tree as it is: all of them must pass
  --keep        keep the copy`;

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    without: { type: 'boolean' },
    keep: { type: 'boolean' },
    help: { type: 'boolean' },
  },
});
const wanted = defects.filter(({ name }) => values.only === undefined || values.only === name);
if (values.help) console.log(help);
else if (wanted.length === 0) {
  console.error(`no such defect: ${values.only}; their names are those of the patches in test/money/defects`);
  process.exitCode = 2;
} else process.exitCode = showAll(wanted, values.without ?? false);

function showAll(chosen: readonly MoneyDefect[], without: boolean): number {
  return inCopy(root, 'money-defects', values.keep ?? false, (copy) => {
    const shown = chosen.map((defect) => show(copy, defect, without));
    const right = shown.filter((one) => one).length;
    console.log(`${right} of ${shown.length} ${without ? 'pass' : 'caught'}`);
    return right === shown.length ? 0 : 1;
  });
}

function show(copy: string, { name, spec, title }: MoneyDefect, without: boolean): boolean {
  const patch = join(here, 'defects', `${name}.patch`);
  if (!without) must(copy, 'git', ['apply', patch]);
  const began = performance.now();
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [
      ...['--disable-warning=ExperimentalWarning', '--experimental-vm-modules', 'node_modules/jest/bin/jest.js'],
      ...['--runInBand', '--verbose', spec, ...(title === '' ? [] : ['-t', escaped(title)])],
    ],
    { cwd: copy, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024, timeout: 180_000 },
  );
  const seconds = Math.round((performance.now() - began) / 1000);
  if (!without) must(copy, 'git', ['apply', '-R', patch]);
  const text = stdout + stderr;
  // That the program does not start proves nothing: the very test has to fail.
  const red = text.match(/^\s*✕ .*$/gm) ?? [];
  const green = /^\s*✓ /m.test(text);
  const right = without ? status === 0 && green : status === 1 && red.length > 0;
  const what = without ? (right ? 'passes' : 'FAILS') : right ? `caught: ${red.length} red` : 'NOT CAUGHT';
  console.log(`${name.padEnd(28)} ${what.padEnd(16)} ${seconds} s  ${spec.split('/').at(-1)}`);
  if (!right) console.log(text.slice(-3_000));
  return right;
}

function escaped(title: string): string {
  return title.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
