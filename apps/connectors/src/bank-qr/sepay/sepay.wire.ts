/** SePay's notification as its documentation names the fields; `code` is what SePay found in the text and is not believed. */
export interface SepayNotificationWire {
  readonly id: number;
  readonly gateway: string;
  /** `YYYY-MM-DD HH:mm:ss`, Vietnamese time. */
  readonly transactionDate: string;
  readonly accountNumber: string;
  /** Virtual account. */
  readonly subAccount: string | null;
  readonly code: string | null;
  readonly content: string;
  readonly transferType: 'in' | 'out';
  /** VND. */
  readonly transferAmount: number;
  readonly accumulated: number;
  readonly referenceCode: string;
  readonly description: string;
}

export const sepayHeaders = {
  /** `sha256=<hex>` over timestamp, a dot and the raw body. */
  signature: 'x-sepay-signature',
  /** Unix seconds. */
  timestamp: 'x-sepay-timestamp',
  /** `Apikey <key>` */
  authorization: 'authorization',
} as const;

/** A row of the transactions API (recalled, not read in a contract): other names, amounts as decimal texts. */
export interface SepayTransactionWire {
  readonly id: string;
  readonly account_number: string;
  readonly transaction_date: string;
  readonly amount_out: string;
  readonly amount_in: string;
  readonly transaction_content: string;
  readonly reference_number: string;
  readonly sub_account: string | null;
}

/** Their names of what a person may be told by. */
export const sepayPersonalFields: readonly string[] = ['content', 'description', 'transaction_content'];
