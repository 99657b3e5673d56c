export type LineOutcome = 'recorded' | 'unchanged' | 'refused';

const signs = { recorded: 'r', unchanged: 'u', refused: '-' } as const;
const outcomes: Readonly<Record<string, LineOutcome>> = { r: 'recorded', u: 'unchanged', '-': 'refused' };

/** What became of each line, as runs: `4999r1-5000r`. */
export class LineOutcomes {
  #runs = '';
  #last: LineOutcome | undefined;
  #length = 0;

  add(outcome: LineOutcome): void {
    if (outcome !== this.#last) this.#end();
    this.#last = outcome;
    this.#length += 1;
  }

  toString(): string {
    this.#end();
    return this.#runs;
  }

  #end(): void {
    if (this.#last !== undefined) this.#runs += `${this.#length}${signs[this.#last]}`;
    this.#last = undefined;
    this.#length = 0;
  }
}

/** Line by line what {@link LineOutcomes} wrote. */
export function* outcomesIn(runs: string): Generator<LineOutcome, undefined> {
  for (const [, length, sign] of runs.matchAll(/(\d+)([ru-])/g)) {
    for (let n = Number(length); n > 0; n -= 1) yield outcomes[sign!]!;
  }
}
