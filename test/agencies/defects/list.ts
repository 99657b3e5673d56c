/** A deliberate defect: `<name>.patch` beside this file, and what the books must say of it. */
export interface AgenciesDefect {
  readonly name: string;
  /** That the run fails is not enough. */
  readonly evidence: RegExp;
}

const defect = (name: string, evidence: RegExp): AgenciesDefect => ({ name, evidence });

export const defects: readonly AgenciesDefect[] = [
  defect('answer-told-twice', /^events: not one beginning and one end: \d+/m),
  defect('lost-webhook', /^events: registry heard other than the feed shows: \d+/m),
  defect('line-missing-on-one-side', /^timelines: the two sides differ: \d+/m),
  defect('every-call-is-new', /^handovers: not once in the (sent|inbox) of \w+: \d+/m),
  defect('hub-not-told', /^hub: not what had to be told: \d+/m),
  defect('refused-in-no-words', /^ends: other words were said: \d+/m),
];
