/** Payment references as the pipeline needs them. */
export interface PaymentReferences {
  /** The reference of a number of the sequence; different numbers never have the same. */
  at(sequence: number): string;
  /** Letters that references begin with, the present ones first. */
  readonly prefixes: readonly string[];
  /** Everything in a text that has the form of a reference and a right check character; distinct. */
  codesIn(text: string): readonly string[];
}
