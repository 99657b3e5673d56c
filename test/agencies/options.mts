import type { Command } from '../proof/prove.mts';
import { readCommand } from '../proof/read-command.mts';

export interface AgenciesOptions {
  readonly dossiers: number;
  /** SIGKILLs of the product's processes while the agencies work. */
  readonly kills: number;
  /** How long an agency, or the hub, is away at a time, seconds. */
  readonly away: number;
  /** Longest wait until all is answered, seconds. */
  readonly patience: number;
  readonly seed: number;
  /** One process with both sides, or two gateways and two connectors on Kafka and PostgreSQL. */
  readonly mode: 'embedded' | 'cluster';
  readonly keep: boolean;
}

export const help = `Three agencies, each a program of its own, hand each other dossiers through the API: one hears by webhooks, one by the feed, one is
behind another hub. Meanwhile the product is killed, an agency is away, so is the hub. At the end four books have to say the same.

  npm run agencies -- [options]

  --dossiers N   dossiers of all agencies together                      (2000)
  --kills N      SIGKILLs of the product's processes, in turn by seed    (20)
  --away N       an agency, or the hub, is away for N seconds            (6)
  --patience N   longest wait until all is answered, seconds             (240)
  --seed N       the same dossiers, acts and faults; not the same instants (from the clock)
  --mode M       embedded or cluster                                     (embedded)
  --keep         keep the folder of the run
  --help         this text

Exit code 0 = the books agree, 1 = they do not (what and where is printed), 2 = the run could not be made.`;

const accepted = {
  numbers: ['dossiers', 'kills', 'away', 'patience', 'seed'],
  aboveZero: ['dossiers', 'patience'],
  modes: ['embedded', 'cluster'],
} as const;

export const readOptions = (args: readonly string[]): Command<AgenciesOptions> =>
  readCommand(args, accepted, ({ mode, keep, number, seed }) => ({
    ...{ dossiers: number('dossiers', 2_000), kills: number('kills', 20), away: number('away', 6), mode },
    ...{ patience: number('patience', 240), keep, seed: seed() },
  }));
