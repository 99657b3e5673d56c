import type { Command } from '../proof/prove.mts';
import { readCommand } from '../proof/read-command.mts';

export interface MoneyOptions {
  readonly fees: number;
  /** While the fees are paid; a fifth more while operators work. */
  readonly kills: number;
  /** Dossiers under way at the same time. */
  readonly atOnce: number;
  /** A kill comes within so many seconds after the gateway was ready and has accepted some words. */
  readonly life: number;
  /** Longest wait for anything to come to rest, seconds. */
  readonly patience: number;
  readonly seed: number;
  readonly mode: 'embedded';
  readonly keep: boolean;
}

export const help = `Fees are paid in every way that goes right or wrong, the gateway is killed again and again, notifications are lost, doubled,
late and out of order. At the end every dong has an owner, and all books say the same.

  npm run money-proof -- [options]

  --fees N       fees, each with one of all cases in turn, mixed by seed    (20000)
  --kills N      SIGKILLs of the gateway while the fees are paid            (50)
  --seed N       the same fees, payers and losses; not the same instants    (from the clock)
  --at-once N    dossiers under way at the same time                        (200)
  --life N       a kill comes within N seconds of some accepted words       (3)
  --patience N   longest wait for anything to come to rest, seconds         (300)
  --mode M       embedded
  --keep         keep the folder of the run
  --help         this text

Exit code 0 = the books agree to the dong, 1 = they do not (what, where and which fees is printed), 2 = the run could not be made.`;

const accepted = {
  numbers: ['fees', 'kills', 'seed', 'at-once', 'life', 'patience'],
  fractions: true,
  aboveZero: ['fees', 'at-once', 'life', 'patience'],
  modes: ['embedded'],
} as const;

export const readOptions = (args: readonly string[]): Command<MoneyOptions> =>
  readCommand(args, accepted, ({ mode, keep, number, seed }) => ({
    ...{ fees: number('fees', 20_000), kills: number('kills', 50), atOnce: number('at-once', 200) },
    ...{ life: number('life', 3), patience: number('patience', 300), mode, seed: seed(), keep },
  }));
