import { LineOutcomes, outcomesIn, type LineOutcome } from './line-outcomes.js';

const written = (outcomes: readonly LineOutcome[]): string => {
  const kept = new LineOutcomes();
  for (const outcome of outcomes) kept.add(outcome);
  return kept.toString();
};

describe('outcomes of lines', () => {
  it.each<[string, readonly LineOutcome[]]>([
    ['', []],
    ['1r', ['recorded']],
    ['2r1-1u2-', ['recorded', 'recorded', 'refused', 'unchanged', 'refused', 'refused']],
    ['12u', Array.from({ length: 12 }, () => 'unchanged')],
  ])('are kept as runs, and read line by line: %s', (runs, outcomes) => {
    expect(written(outcomes)).toBe(runs);
    expect([...outcomesIn(runs)]).toEqual(outcomes);
  });
});
