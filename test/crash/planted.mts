import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { inCopy, must } from './in-copy.mts';

/** A deliberate defect, and the command that has to miss what it takes. */
export interface Planted {
  /** `<name>.patch` in the folder `defects` of its room. */
  readonly name: string;
  /** Where one defect is shown in more than one. */
  readonly mode?: string;
  /** Node's arguments, in a copy of the tree. */
  readonly command: readonly string[];
  /** Whether what is compiled has to be made anew first. */
  readonly isCompiled: boolean;
  /** After so long it has missed nothing. */
  readonly seconds: number;
  /** What it says that is about the defect, beside ending with an error; undefined where it says nothing of the kind. */
  readonly evidence: (text: string) => string | undefined;
  /** Whether it has tried anything at all, where that it ends well does not say so. */
  readonly hasTried?: (text: string) => boolean;
}

export interface PlantedIn {
  readonly root: string;
  /** The folder under `test`, and the script's name before `:defects`. */
  readonly room: string;
  readonly script: string;
  /** What it does, in a sentence. */
  readonly about: string;
  readonly all: readonly Planted[];
}

/**
 * Runs `npm run <script>:defects` with the arguments of this process: one defect after the other is put into a copy of the tree and
 * must be noticed. Prints a table; sets the exit code to 1 where one goes unseen, to 2 where there is none of that name.
 */
export function showPlanted({ root, room, script, about, all }: PlantedIn): void {
  const flag = { type: 'boolean' } as const;
  const text = { type: 'string' } as const;
  const { values } = parseArgs({ options: { only: text, mode: text, without: flag, keep: flag, help: flag } });
  const modes = [...new Set(all.flatMap(({ mode }) => mode ?? []))];
  if (values.help) return console.log(helpOf({ script, about, all, modes }));
  const isWanted = ({ name, mode }: Planted): boolean =>
    (values.only === undefined || values.only === name) && (values.mode === undefined || values.mode === mode);
  const wanted = all.filter(isWanted);
  if (wanted.length === 0) {
    console.error(`no such defect: ${[values.only, values.mode].filter(Boolean).join(', ')}; --help lists them`);
    process.exitCode = 2;
    return;
  }
  const without = values.without ?? false;
  const isRight = inCopy(root, `${room}-defects`, values.keep ?? false, (copy) => {
    const patches = join(root, 'test', room, 'defects');
    const rows = (without ? eachCommandOnce(wanted) : wanted).map((one) => show(copy, patches, one, without));
    const right = rows.filter((row) => row.isRight).length;
    console.log(
      ['', ...rows.map(({ line }) => line), `${right} of ${rows.length} ${without ? 'pass' : 'caught'}`].join('\n'),
    );
    return right === rows.length;
  });
  process.exitCode = isRight ? 0 : 1;
}

function eachCommandOnce(all: readonly Planted[]): readonly Planted[] {
  return [...new Map(all.map((one) => [one.command.join(' '), one])).values()];
}

function helpOf({
  script,
  about,
  all,
  modes,
}: Omit<PlantedIn, 'root' | 'room'> & { modes: readonly string[] }): string {
  const ofModes = modes.length > 0;
  return `${about}

  npm run ${script}:defects -- ${ofModes ? '[--mode MODE] ' : ''}[--only NAME] [--without] [--keep]

${ofModes ? `  --mode MODE   ${modes.join(' or ')} (both)\n` : ''}  --only NAME   one of ${[...new Set(all.map(({ name }) => name))].join(', ')}
  --without     the same commands on the tree as it is: all of them must pass
  --keep        keep the copy`;
}

function show(
  copy: string,
  patches: string,
  { name, mode, command, isCompiled, seconds: most, evidence, hasTried = () => true }: Planted,
  without: boolean,
): { readonly line: string; readonly isRight: boolean } {
  const title = mode === undefined ? name : `${name}, ${mode}`;
  const patch = join(patches, `${name}.patch`);
  if (!without) must(copy, 'git', ['apply', patch]);
  if (isCompiled) must(copy, process.execPath, ['node_modules/typescript-native/bin/tsc', '-b']);
  const began = performance.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, [...command], {
    ...{ cwd: copy, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024, timeout: most * 1000 },
  });
  const seconds = Math.round((performance.now() - began) / 1000);
  if (!without) must(copy, 'git', ['apply', '-R', patch]);
  const text = stdout + stderr;
  writeFileSync(join(copy, `${title.replace(', ', '-')}.log`), text);
  const seen = evidence(text);
  // That the program does not start proves nothing.
  const isRight = without ? status === 0 && hasTried(text) : status !== 0 && seen !== undefined;
  const said = without
    ? isRight
      ? 'passes'
      : 'FAILS'
    : isRight
      ? `caught (${seen})`
      : `NOT CAUGHT (exit code ${status})`;
  const line = `${title.padEnd(40)} ${said}, ${seconds} s`;
  console.log(line);
  if (!isRight) console.log(text.slice(-3_000));
  return { line, isRight };
}

/** The first place that says so. */
export const saying =
  (pattern: RegExp) =>
  (text: string): string | undefined =>
    pattern.exec(text)?.[0];
