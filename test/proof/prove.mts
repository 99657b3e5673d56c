import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Violations } from './books/violations.mts';
import { killAll } from './program.mts';

/** What was asked for on the command line. */
export type Command<Options> =
  | { readonly kind: 'help' }
  | { readonly kind: 'problem'; readonly problem: string }
  | { readonly kind: 'run'; readonly options: Options };

export interface Proof<Options, Result> {
  /** Of its folder. */
  readonly name: string;
  readonly help: string;
  /** Why it cannot be run here; asked before anything is begun. */
  readonly whyNot?: (options: Options) => string | undefined | Promise<string | undefined>;
  readonly run: (options: Options, folder: string) => Promise<Result>;
  /** The last lines of a run. */
  readonly report: (result: Result) => string;
}

/** Sets the exit code: 0 = every promise held, 1 = a promise was broken, 2 = the run could not be made. */
export async function prove<
  Options extends { readonly seed: number; readonly keep: boolean },
  Result extends { readonly violations: Violations },
>(command: Command<Options>, { name, help, whyNot, run, report }: Proof<Options, Result>): Promise<void> {
  process.on('exit', killAll);
  if (command.kind === 'help') return console.log(help);
  if (command.kind === 'problem') {
    console.error(`${command.problem}; --help lists the options`);
    process.exitCode = 2;
    return;
  }
  const { options } = command;
  const why = await whyNot?.(options);
  if (why !== undefined) {
    console.error(why);
    process.exitCode = 2;
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), `lienthong-${name}-`));
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => end(signal, folder, options.keep));
  console.log(`seed ${options.seed}, folder ${folder}`);
  try {
    const result = await run(options, folder);
    console.log(report(result));
    process.exitCode = result.violations.none ? 0 : 1;
  } catch (error) {
    console.error(error);
    process.exitCode = 2;
  }
  if (process.exitCode === 0 && !options.keep) rmSync(folder, { recursive: true, force: true });
  else console.log(`kept: ${folder}`);
}

/** Whoever ended it wants nothing of it. */
function end(signal: string, folder: string, keep: boolean): never {
  killAll();
  // Who has just been killed may still be writing.
  if (!keep) rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  console.error(`ended by ${signal}${keep ? `, kept: ${folder}` : ''}`);
  process.exit(2);
}
