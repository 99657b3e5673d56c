/** A dossier was recorded without telling anybody: its partners are to be told now. */
export interface CatchUpUnit {
  readonly kind: 'catchUp';
  /** The dossier. */
  readonly subject: string;
}

export type CatchUpAnswer =
  | { readonly kind: 'told'; readonly exchanges: readonly string[] }
  /** A newer statement, a fact or another run has told it meanwhile. */
  | { readonly kind: 'notOwed' }
  /** What the agency stated of it is not there any more. */
  | { readonly kind: 'contentMissing' };

export interface CatchUpAnswerOf {
  readonly catchUp: CatchUpAnswer;
}
