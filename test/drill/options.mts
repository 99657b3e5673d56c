import { existsSync } from 'node:fs';
import type { Command } from '../proof/prove.mts';
import { readCommand } from '../proof/read-command.mts';

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

const accepted = {
  numbers: ['seconds', 'rate', 'patience', 'seed'],
  aboveZero: ['seconds', 'rate', 'patience'],
  modes: ['embedded', 'cluster'],
  texts: ['of', 'to'],
} as const;

export const readOptions = (args: readonly string[]): Command<DrillOptions> =>
  readCommand(args, accepted, ({ mode, keep, number, seed, text }) => {
    const of = text('of');
    if (of !== undefined && !existsSync(of)) return `there is no file ${of}`;
    return {
      ...{ mode, of, seconds: number('seconds', 20), rate: number('rate', 15), patience: number('patience', 240) },
      ...{ keep, to: text('to') ?? '.', seed: seed() },
    };
  });
