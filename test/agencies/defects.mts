/**
 * `npm run agencies:defects`: puts one defect after the other into a copy of the tree, and shows that the three agencies miss what it
 * takes. Prints a table; exit code 1 when one goes unseen.
 */
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { inCopy, must } from '../crash/in-copy.mts';
import { defects, type AgenciesDefect } from './defects/list.mts';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '../..');
const run = ['--dossiers', '90', '--seed', '7', '--kills', '0', '--away', '3', '--patience', '30'];
const help = `Puts one defect after the other into a copy of the tree; the three agencies must miss what it takes.

  npm run agencies:defects -- [--only NAME] [--without] [--keep]

  --only NAME   one of ${defects.map(({ name }) => name).join(', ')}
  --without     the same run on the tree as it is: it must pass
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
  console.error(`no such defect: ${values.only}; --help lists them`);
  process.exitCode = 2;
} else process.exitCode = showAll(wanted, values.without ?? false);

function showAll(chosen: readonly AgenciesDefect[], without: boolean): number {
  return inCopy(root, 'agencies-defects', values.keep ?? false, (copy) => {
    const shown = (without ? chosen.slice(0, 1) : chosen).map((defect) => show(copy, defect, without));
    const right = shown.filter((one) => one).length;
    console.log(`${right} of ${shown.length} ${without ? 'pass' : 'caught'}`);
    return right === shown.length ? 0 : 1;
  });
}

function show(copy: string, { name, evidence }: AgenciesDefect, without: boolean): boolean {
  const patch = join(here, 'defects', `${name}.patch`);
  if (!without) must(copy, 'git', ['apply', patch]);
  must(copy, process.execPath, ['node_modules/typescript-native/bin/tsc', '-b']);
  const began = performance.now();
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', 'test/agencies/agencies.mts', ...run],
    { cwd: copy, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024, timeout: 300_000 },
  );
  const seconds = Math.round((performance.now() - began) / 1000);
  if (!without) must(copy, 'git', ['apply', '-R', patch]);
  const text = stdout + stderr;
  const seen = evidence.exec(text)?.[0];
  const right = without ? status === 0 : status === 1 && seen !== undefined;
  const said = without ? (right ? 'passes' : 'FAILS') : right ? `caught (${seen})` : `NOT CAUGHT (exit code ${status})`;
  console.log(`${(without ? 'as it is' : name).padEnd(26)} ${said}, ${seconds} s`);
  if (!right) console.log(text.slice(-3_000));
  return right;
}
