import type { Command } from '../proof/prove.mts';
import { readCommand } from '../proof/read-command.mts';

export interface ChaosOptions {
  readonly mode: 'embedded' | 'cluster';
  /** Of load under trouble, at least. */
  readonly minutes: number;
  /** Load and trouble go on until there are so many. */
  readonly exchanges: number;
  /** New dossiers of the crash run's load per second. */
  readonly rate: number;
  /** New fees, results by post and handovers per second, each. */
  readonly others: number;
  /** Longest time between two things that befall the product, of either line, seconds. */
  readonly pause: number;
  /** Longest wait for anything to come to rest, seconds. */
  readonly patience: number;
  readonly seed: number;
  /** Where the report and its picture go. */
  readonly to: string;
  readonly keep: boolean;
}

export const help = `All journeys at once (portal, identity, money, post, monitor, handovers) while everything goes wrong: processes are killed and
frozen, connections cut, held up and refused, records and callbacks repeated and out of order, wall clocks jump, a disk runs full
(embedded), broker and database are restarted (cluster), partners fail. Then four books are compared: what clients were answered,
both sides' tables, and the partners' journals.

  npm run chaos -- [options]

  --minutes N    load and trouble for N minutes; from 5 on the run fails where it never came to something
                 that can go wrong                                          (5)
  --exchanges N  and longer, until there are so many exchanges              (0)
  --mode M       embedded or cluster                                        (embedded)
  --seed N       the same load and faults; not the same instants, jumps of clocks or repeats
                                                                            (from the clock)
  --rate N       new dossiers per second                                    (8)
  --others N     new fees, results by post and handovers per second, each   (1)
  --pause N      longest time between two faults, of processes and of servers each, seconds; a long run wants longer ones
                                                                            (4)
  --patience N   longest wait for anything to come to rest, seconds         (300)
  --to FOLDER    where chaos-report.md and chaos-timeline.svg go            (.)
  --keep         keep the folder of the run
  --help         this text

Exit code 0 = every promise held, 1 = one was broken (which and where is printed, and in the report), 2 = the run could not be made.`;

const accepted = {
  numbers: ['minutes', 'exchanges', 'rate', 'others', 'pause', 'patience', 'seed'],
  fractions: true,
  aboveZero: ['minutes', 'rate', 'pause', 'patience'],
  modes: ['embedded', 'cluster'],
  texts: ['to'],
} as const;

export const readOptions = (args: readonly string[]): Command<ChaosOptions> =>
  readCommand(args, accepted, ({ mode, keep, number, seed, text }) => ({
    ...{ mode, minutes: number('minutes', 5), exchanges: number('exchanges', 0) },
    ...{ rate: number('rate', 8), others: number('others', 1), pause: number('pause', 4) },
    ...{ patience: number('patience', 300), keep, to: text('to') ?? '.', seed: Math.floor(seed()) },
  }));
