import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { inCopy } from './in-copy.mts';
import { withPatch, type Trial } from './trial.mts';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');

/** What came of one defect. */
export interface Verdict {
  /** It was caught; on the tree as it is: nothing was. */
  readonly right: boolean;
  readonly said: string;
  /** What the command said, for whoever must find out why it is not right. */
  readonly text: string;
}

export interface DefectProgram<Defect extends { readonly name: string }> {
  /** Its room under `test`: the patches are in `test/<room>/defects`, `npm run <room>:defects` starts it. */
  readonly room: string;
  /** One sentence for the help. */
  readonly does: string;
  readonly defects: readonly Defect[];
  /** Ways in which each defect is tried; with more than one, `--mode` chooses. */
  readonly modes?: readonly string[];
  /** With `--without` one trial stands for all: every defect has the same. */
  readonly sameTrial?: boolean;
  readonly show: (trial: Trial, defect: Defect, mode: string) => Verdict;
}

/**
 * Puts one defect after the other into a copy of the tree and shows that each is caught; `--without` shows that the same trials pass
 * without them. Prints a line for each. Sets the exit code: 0 = all as they must be, 1 = one is not, 2 = nothing like what was asked for.
 */
export function runDefects<Defect extends { readonly name: string }>(program: DefectProgram<Defect>): void {
  const { values } = parseArgs({
    options: {
      ...{ mode: { type: 'string' }, only: { type: 'string' } },
      ...{ without: { type: 'boolean' }, keep: { type: 'boolean' }, help: { type: 'boolean' } },
    },
  });
  const { defects, modes = [''] } = program;
  const chosen = defects.filter(({ name }) => values.only === undefined || values.only === name);
  const inModes = modes.filter((mode) => values.mode === undefined || values.mode === mode);
  if (values.help) return console.log(helpOf(program));
  if (chosen.length === 0 || inModes.length === 0) {
    const wrong = inModes.length === 0 ? `mode: ${values.mode}` : `defect: ${values.only}`;
    console.error(`no such ${wrong}; --help lists them`);
    process.exitCode = 2;
    return;
  }
  const without = values.without ?? false;
  const tried = without && program.sameTrial ? chosen.slice(0, 1) : chosen;
  process.exitCode = inCopy(root, `${program.room}-defects`, values.keep ?? false, (copy) => {
    const rows = tried.flatMap((defect) => inModes.map((mode) => showOne(program, defect, mode, copy, without)));
    const right = rows.filter((one) => one).length;
    console.log(`${right} of ${rows.length} ${without ? 'pass' : 'caught'}`);
    return right === rows.length ? 0 : 1;
  });
}

function showOne<Defect extends { readonly name: string }>(
  { room, show, defects, sameTrial }: DefectProgram<Defect>,
  defect: Defect,
  mode: string,
  copy: string,
  without: boolean,
): boolean {
  const { name } = defect;
  const patch = join(root, 'test', room, 'defects', `${name}.patch`);
  const { right, said, text } = withPatch(copy, patch, without, (trial) => show(trial, defect, mode));
  const widest = Math.max(...defects.map((one) => one.name.length));
  const label = without && sameTrial ? 'as it is' : name;
  console.log([label.padEnd(widest), ...(mode === '' ? [] : [mode.padEnd(8)]), said].join('  '));
  if (!right) console.log(text.slice(-3_000));
  return right;
}

function helpOf({ room, does, defects, modes }: Omit<DefectProgram<{ readonly name: string }>, 'show'>): string {
  const ofModes = modes ? ' [--mode MODE]' : '';
  return [
    ...[does, '', `  npm run ${room}:defects --${ofModes} [--only NAME] [--without] [--keep]`, ''],
    ...(modes ? [`  --mode MODE   ${modes.join(' or ')} (all)`] : []),
    `  --only NAME   one of the patches in test/${room}/defects:`,
    ...defects.map(({ name }) => `                ${name}`),
    ...['  --without     the same on the tree as it is: all must pass', '  --keep        keep the copy'],
  ].join('\n');
}
