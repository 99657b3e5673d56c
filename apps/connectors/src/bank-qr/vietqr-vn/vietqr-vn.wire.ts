/**
 * VietQR.vn's notification. Its pages write the same names in two letter cases (`bankaccount`, `bankAccount`): they are read
 * without regard to case, in lower case as here.
 */
export interface VietqrTransactionWire {
  readonly bankaccount: string;
  readonly amount: number;
  /** Credit or debit. */
  readonly transtype: 'C' | 'D';
  readonly content: string;
  readonly transactionid?: string;
  /** Seconds or milliseconds since 1970 (recalled). */
  readonly transactiontime?: number | string;
  readonly referencenumber?: string;
  /** At most 19 characters, none special. */
  readonly orderid?: string;
  readonly terminalcode?: string;
  readonly subterminalcode?: string;
  readonly servicecode?: string;
  readonly urllink?: string;
  readonly sign?: string;
}

/** Their names of what a person may be told by. */
export const vietqrVnPersonalFields: readonly string[] = ['content'];
