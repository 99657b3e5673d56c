/** A deliberate defect: `<name>.patch` beside this file, and what the books must say of it. */
export interface ChaosDefect {
  readonly name: string;
  /** That the run fails is not enough. */
  readonly evidence: RegExp;
}

const defect = (name: string, evidence: RegExp): ChaosDefect => ({ name, evidence });

/** One for each hop on which words come twice or late, and for books that no other proof compares. */
export const defects: readonly ChaosDefect[] = [
  defect('older-word-counts', /^strange: answers to a client: \d+(?=\n.*said again: 2\d\d)/m),
  defect('step-again-is-another', /^(doubled: steps that nobody said|strange: answers to a client): \d+/m),
  // What has ended waits again on one side: it is done twice, or the run ends before it is.
  defect('record-again-starts-anew', /^(doubled: a resolvable effect|sides: the two sides say different things): \d+/m),
  defect(
    'money-told-twice',
    /^sums.*: (credits are not what the bank moved|heard by the connectors and not by the gateway): \d+/m,
  ),
  defect('access-under-another-number', /^doubled: an access that no look-up stands for: \d+/m),
  defect('return-not-told', /^lost: the monitor holds another status: \d+/m),
];
