/** Tests of one file: those whose title holds one of these texts, or all. */
export interface Tests {
  readonly spec: string;
  readonly titles: readonly string[];
}
