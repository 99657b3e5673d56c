import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Command } from '../crash/prove.mts';

export interface DrillOptions {
  readonly mode: 'embedded' | 'cluster';
  /** Of load, the backup in its middle. */
  readonly seconds: number;
  /** New dossiers per second. */
  readonly rate: number;
  /** Longest wait for anything to come to rest, seconds. */
  readonly patience: number;
  readonly seed: number;
  /** A backup of one's own, restored beside everything and looked at. */
  readonly of: string | undefined;
  /** Where the report goes. */
  readonly to: string;
  readonly keep: boolean;
}

export const help = `The yearly drill of a loss of all data: a product of its own is put under load, backed up, loses its store (in a cluster its
topics too), is restored by the commands of the manual, which make the topics anew, is told again what was lost, and is compared with its partners. Times, and what
was lost since when, are in drill-report.md. It never touches a running product: everything is in a folder of its own.

  npm run drill -- [options]

  --mode M       embedded or cluster                                        (embedded)
  --of FILE      also restore this backup of yours into a folder of the drill and look whether it is whole; nothing is started on it,
                 so that no partner is called
  --seconds N    load for N seconds, the backup in its middle               (20)
  --rate N       new dossiers per second                                    (15)
  --patience N   longest wait for anything to come to rest, seconds         (240)
  --seed N       the same dossiers                                          (from the clock)
  --to FOLDER    where drill-report.md goes                                 (.)
  --keep         keep the folder of the drill
  --help         this text

Exit code 0 = everything came back as promised, 1 = it did not (what and where is printed), 2 = the drill could not be made.`;

const numbers = ['seconds', 'rate', 'patience', 'seed'] as const;

export function readOptions(args: readonly string[]): Command<DrillOptions> {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  const named = Object.fromEntries(numbers.map((name) => [name, text]));
  const options = { ...named, mode: text, of: text, to: text, keep: flag, help: flag };
  let values: Record<string, string | boolean | undefined>;
  try {
    ({ values } = parseArgs({ args: [...args], options }) as { values: typeof values });
  } catch (error) {
    return { kind: 'problem', problem: (error as Error).message };
  }
  if (values['help']) return { kind: 'help' };
  const wrong = numbers.find((name) => values[name] !== undefined && !/^\d{1,7}$/.test(String(values[name])));
  if (wrong) return { kind: 'problem', problem: `--${wrong} must be a whole number, got "${String(values[wrong])}"` };
  const mode = values['mode'] ?? 'embedded';
  if (mode !== 'embedded' && mode !== 'cluster')
    return { kind: 'problem', problem: `--mode must be embedded or cluster, got "${String(mode)}"` };
  const of = values['of'] === undefined ? undefined : String(values['of']);
  if (of !== undefined && !existsSync(of)) return { kind: 'problem', problem: `there is no file ${of}` };
  const number = (name: (typeof numbers)[number], otherwise: number): number => Number(values[name] ?? otherwise);
  return {
    kind: 'run',
    options: {
      ...{ mode, of, seconds: number('seconds', 20), rate: number('rate', 15), patience: number('patience', 240) },
      ...{ keep: values['keep'] === true, to: String(values['to'] ?? '.') },
      seed: number('seed', Math.floor(Date.now() / 1000) % 1_000_000),
    },
  };
}
