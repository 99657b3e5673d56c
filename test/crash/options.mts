import { parseArgs } from 'node:util';
import { faultKinds, type FaultKind } from './cluster/fault-kinds.mts';
import type { Command } from '../proof/prove.mts';

export interface CrashOptions {
  /** One process with both sides, or gateways and connectors on Kafka and PostgreSQL. */
  readonly mode: 'embedded' | 'cluster';
  /** The load lasts at least until so many dossiers have begun. */
  readonly dossiers: number;
  /** The load lasts at least so long; without kills left it ends. */
  readonly seconds: number;
  /** What befalls it in cluster mode; undefined = everything. */
  readonly faults: readonly FaultKind[] | undefined;
  /** In cluster mode nothing new befalls it after so many seconds, even if not everything has; undefined = until it has. */
  readonly within: number | undefined;
  /** Kills at random instants. */
  readonly kills: number;
  /** Named points to be hit, each at least once; undefined = all. */
  readonly points: readonly string[] | undefined;
  /** How many of the named points, taken in turn by seed; undefined = all. */
  readonly turn: number | undefined;
  /** New dossiers per second. */
  readonly rate: number;
  readonly seed: number;
  /** Keep the folder with data, journals and logs also after a good run. */
  readonly keep: boolean;
  /** No more than so many dossiers are under way: while they are, new ones are held back, and the report says for how long. */
  readonly most: number;
  /** Longest wait for what is under way at the end, seconds. */
  readonly drain: number;
  /** A random kill comes within so many seconds after the gateway was ready and has accepted up to 150 words. */
  readonly life: number;
}

export const help = `Kills the gateway at random instants and at every named point, under load, and compares the books. In cluster mode two gateways
and two connectors are killed and frozen, so are broker, database and the sandbox; connections are cut, held up and refused.

  npm run crash -- [options]

  --mode M       embedded or cluster (embedded)
  --seconds N    load for at least N seconds           (until all kills are done)
  --dossiers N   load until N dossiers have begun, at least
  --faults A,B   cluster: of ${faultKinds.join(', ')} (all); "none" for none
  --within N     no new faults after N seconds, cluster (until each has come)
  --kills N      kills at random instants, embedded    (200)
  --points A,B   named points instead of all of them; "none" for none
  --turn N       only N named points, in turn by seed
  --rate N       new dossiers per second               (50)
  --most N       hold new dossiers back while N are not accepted (1500)
  --life N       a random kill comes within N seconds of some accepted words, embedded (2)
  --drain N      longest wait at the end, seconds      (300)
  --seed N       the same load, faults and kills; not the same instants (from the clock)
  --keep         keep the folder of the run
  --help         this text

Exit code 0 = every promise held, 1 = a promise was broken (the books are printed), 2 = the run could not be made.`;

export function readOptions(args: readonly string[], known: readonly string[]): Command<CrashOptions> {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  const options = {
    ...{
      mode: text,
      dossiers: text,
      seconds: text,
      within: text,
      faults: text,
      kills: text,
      points: text,
      turn: text,
      rate: text,
      most: text,
      life: text,
      drain: text,
      seed: text,
    },
    ...{ keep: flag, help: flag },
  };
  let values;
  try {
    ({ values } = parseArgs({ args: [...args], options }));
  } catch (error) {
    return { kind: 'problem', problem: (error as Error).message };
  }
  if (values.help) return { kind: 'help' };
  const wrong = (
    ['seconds', 'within', 'dossiers', 'kills', 'turn', 'rate', 'most', 'life', 'drain', 'seed'] as const
  ).find((name) => values[name] !== undefined && !/^\d{1,9}(\.\d+)?$/.test(values[name]));
  if (wrong) return { kind: 'problem', problem: `--${wrong} must be a number, got "${values[wrong]}"` };
  const nothing = (['rate', 'most', 'life', 'drain'] as const).find(
    (name) => values[name] !== undefined && Number(values[name]) === 0,
  );
  if (nothing) return { kind: 'problem', problem: `--${nothing} must be above 0, got "${values[nothing]}"` };
  const mode = values.mode ?? 'embedded';
  if (mode !== 'embedded' && mode !== 'cluster') {
    return { kind: 'problem', problem: `--mode must be embedded or cluster, got "${mode}"` };
  }
  const points = values.points === 'none' ? [] : values.points?.split(',');
  const strange = points?.find((point) => !known.includes(point));
  if (strange !== undefined) {
    return { kind: 'problem', problem: `no such point: ${strange}; known are ${known.join(', ')}` };
  }
  const faults = values.faults === 'none' ? [] : values.faults?.split(',');
  const unknown = faults?.find((kind) => !(faultKinds as readonly string[]).includes(kind));
  if (unknown !== undefined) {
    return { kind: 'problem', problem: `no such fault: ${unknown}; known are ${faultKinds.join(', ')}` };
  }
  const number = (value: string | undefined, otherwise: number): number => Number(value ?? otherwise);
  return {
    kind: 'run',
    options: {
      mode,
      dossiers: number(values.dossiers, 0),
      seconds: number(values.seconds, 0),
      faults: faults as readonly FaultKind[] | undefined,
      within: values.within === undefined ? undefined : Number(values.within),
      kills: number(values.kills, 200),
      points,
      turn: values.turn === undefined ? undefined : Number(values.turn),
      rate: number(values.rate, 50),
      most: number(values.most, 1_500),
      seed: number(values.seed, Math.floor(Date.now() / 1000) % 1_000_000),
      keep: values.keep ?? false,
      drain: number(values.drain, 300),
      life: number(values.life, 2),
    },
  };
}
