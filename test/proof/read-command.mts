import { parseArgs } from 'node:util';
import type { Command } from './prove.mts';

/** What a program of tests may be told on its command line, besides `--mode`, `--keep` and `--help`. */
export interface Accepted<Name extends string, Mode extends string, Text extends string> {
  readonly numbers: readonly Name[];
  /** Also `0.5`; otherwise whole numbers only. */
  readonly fractions?: boolean;
  /** Those of which 0 would be no run at all. */
  readonly aboveZero?: readonly Name[];
  /** The first one unless another is named. */
  readonly modes: readonly [Mode, ...Mode[]];
  readonly texts?: readonly Text[];
}

export interface Told<Name extends string, Mode extends string, Text extends string> {
  readonly mode: Mode;
  readonly keep: boolean;
  number(name: Name, otherwise: number): number;
  /** `--seed`; without one another each second. */
  seed(): number;
  text(name: Text): string | undefined;
}

/** Reads a command line; `make` gives what it means, or says in a sentence what is wrong with it. */
export function readCommand<Name extends string, Mode extends string, Text extends string, Options extends object>(
  args: readonly string[],
  { numbers, fractions = false, aboveZero = [], modes, texts = [] }: Accepted<Name, Mode, Text>,
  make: (told: Told<Name | 'seed', Mode, Text>) => Options | string,
): Command<Options> {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  const named = Object.fromEntries([...numbers, ...texts, 'mode'].map((name) => [name, text]));
  let values: Record<string, string | boolean | undefined>;
  try {
    ({ values } = parseArgs({ args: withNegatives(args, named), options: { ...named, keep: flag, help: flag } }) as {
      values: typeof values;
    });
  } catch (error) {
    return { kind: 'problem', problem: (error as Error).message };
  }
  if (values['help']) return { kind: 'help' };
  const form = fractions ? /^\d{1,7}(\.\d+)?$/ : /^\d{1,7}$/;
  const wrong = numbers.find((name) => values[name] !== undefined && !form.test(String(values[name])));
  if (wrong) {
    const what = fractions ? 'a number' : 'a whole number';
    return { kind: 'problem', problem: `--${wrong} must be ${what}, got "${String(values[wrong])}"` };
  }
  const nothing = aboveZero.find((name) => values[name] !== undefined && Number(values[name]) === 0);
  if (nothing) return { kind: 'problem', problem: `--${nothing} must be above 0, got "${String(values[nothing])}"` };
  const mode = modes.find((one) => one === (values['mode'] ?? modes[0]));
  if (mode === undefined)
    return { kind: 'problem', problem: `--mode must be ${modes.join(' or ')}, got "${String(values['mode'])}"` };
  const number = (name: Name | 'seed', otherwise: number): number => Number(values[name] ?? otherwise);
  const made = make({
    ...{ mode, keep: values['keep'] === true, number },
    seed: () => number('seed', Math.floor(Date.now() / 1000) % 1_000_000),
    text: (name) => (values[name] === undefined ? undefined : String(values[name])),
  });
  return typeof made === 'string' ? { kind: 'problem', problem: made } : { kind: 'run', options: made };
}

/** `--minutes -1` as `--minutes=-1`: the value is to be refused by what it is, not for its look. */
function withNegatives(args: readonly string[], named: object): string[] {
  const joined: string[] = [];
  for (const arg of args) {
    const before = joined.at(-1);
    if (/^-\d/.test(arg) && before?.startsWith('--') && Object.hasOwn(named, before.slice(2))) {
      joined[joined.length - 1] = `${before}=${arg}`;
    } else joined.push(arg);
  }
  return joined;
}
