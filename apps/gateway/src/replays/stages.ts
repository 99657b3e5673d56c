/** How many each stage sends; the one behind them sends the rest. */
const sizes: readonly number[] = [1, 10];

/** How many stages there can be. */
export const lastStage = sizes.length + 1;

/** Where a stage stands. */
export interface StageStanding {
  readonly stage: number;
  /** Sent, without what others' acts have set aside since. */
  readonly sent: number;
  readonly succeeded: number;
  /** Sent, and nobody knows yet whether it was done. */
  readonly doubtful: number;
  /** Of the replay, not taken yet. */
  readonly left: number;
}

export type StageStep =
  { readonly kind: 'send'; readonly most: number } | { readonly kind: 'wait' | 'nextStage' | 'done' };

/** A stage goes on while nothing is in doubt, and ends when all that it sent has succeeded. That something failed is judged before. */
export function nextStep({ stage, sent, succeeded, doubtful, left }: StageStanding): StageStep {
  const room = (sizes[stage - 1] ?? Infinity) - sent;
  if (left > 0 && room > 0) return doubtful > 0 ? { kind: 'wait' } : { kind: 'send', most: room };
  if (succeeded < sent) return { kind: 'wait' };
  return { kind: left > 0 ? 'nextStage' : 'done' };
}
