/** What a credit says of whom it is for. */
export interface CreditSigns {
  readonly account: string;
  /** The provider's own exact order field. */
  readonly reference?: string;
  readonly virtualAccount?: string;
  /** Everything in its text that has the form of a reference of ours, with a right check character. */
  readonly codes: readonly string[];
  readonly amount: number;
  /** RFC 3339. */
  readonly bankTime: string;
  /** The bank told the day only, of which `bankTime` is noon. */
  readonly wholeDay?: true;
}

/** A payment that the signs may mean. */
export interface Candidate {
  readonly id: string;
  readonly reference: string;
  readonly account: string;
  readonly virtualAccount?: string;
  readonly amount: number;
  /** What was still to be paid. */
  readonly due: number;
  /** RFC 3339. */
  readonly createdAt: string;
  /** When it was settled, expired or was cancelled. */
  readonly endedAt?: string;
}
