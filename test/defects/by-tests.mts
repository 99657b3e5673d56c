import type { Verdict } from './run-defects.mts';
import type { Tests } from './tests.ts';
import type { Trial } from './trial.mts';

const mostMillis = 400_000;

/** Runs them. Each title must have a test that turns red with the patch; without it all of them must be green, and one there is. */
export function byTests(trial: Trial, { spec, titles }: Tests): Verdict {
  const only = titles.length === 0 ? [] : ['-t', titles.map(escaped).join('|')];
  const { status, text, seconds } = trial.run(
    [
      ...['--disable-warning=ExperimentalWarning', '--experimental-vm-modules', 'node_modules/jest/bin/jest.js'],
      ...['--runInBand', '--verbose', spec, ...only],
    ],
    mostMillis,
  );
  // That the program does not start proves nothing: the very test has to fail.
  // Where what was begun does not end either, only the failures themselves are printed.
  const red = text.match(/^\s*✕ .*$/gm) ?? [...new Set(text.match(/^\s*● .* › .*$/gm))];
  const green = text.match(/^\s*✓ .*$/gm) ?? [];
  const everyTitle = (lines: readonly string[]): boolean =>
    lines.length > 0 && (titles.length < 2 || titles.every((title) => lines.some((line) => line.includes(title))));
  const right = trial.without ? status === 0 && everyTitle(green) : status === 1 && everyTitle(red);
  const what = trial.without ? (right ? 'passes' : 'FAILS') : right ? `caught: ${red.length} red` : 'NOT CAUGHT';
  return { right, text, said: `${what.padEnd(16)} ${seconds} s  ${spec.split('/').at(-1)}` };
}

function escaped(title: string): string {
  return title.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
