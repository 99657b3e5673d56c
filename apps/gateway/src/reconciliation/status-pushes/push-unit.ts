/** A change of status that surely never reached the monitor, and that nobody sends any more: it is told again. */
export interface TellAgain {
  readonly kind: 'tellAgain';
  /** The dossier. */
  readonly subject: string;
  /** Of the change. */
  readonly number: number;
  /** The push that came to nothing. */
  readonly exchange: string;
}

export type TellAgainAnswer =
  | { readonly kind: 'told'; readonly exchange: string }
  /** Somebody else has told it meanwhile, or there is no monitor any more. */
  | { readonly kind: 'notOwed' };

export interface PushAnswerOf {
  readonly tellAgain: TellAgainAnswer;
}
