import type { AttemptSummary, SealedBox } from '@lienthong/contracts';

/** Something that was asked of the partner and is no attempt of the exchange: shown beside them, counted as none of them. */
export interface SideCall {
  readonly exchange: string;
  readonly kind: 'question' | 'strayCall';
  /** Kind `question`: the version it led to, for several may ask about one attempt. Kind `strayCall`: its attempt. */
  readonly n: number;
  /** Kind `strayCall`: who sent it. Empty for a question: only the owner asks. */
  readonly process: string;
  readonly call: AttemptSummary;
  readonly detail?: SealedBox;
}

/** The same for what is told again. */
export const keyOfSideCall = ({ exchange, kind, n, process }: Omit<SideCall, 'call' | 'detail'>): string =>
  `${exchange}/${kind}/${n}/${process}`;
