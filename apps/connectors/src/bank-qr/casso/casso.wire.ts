/** Casso v2's notification: `data` of the envelope. */
export interface CassoDataWire {
  readonly id: number;
  /** The bank's number. */
  readonly reference: string;
  readonly description: string;
  readonly amount: number;
  readonly runningBalance: number;
  /** `YYYY-MM-DD HH:mm:ss`, Vietnamese time. */
  readonly transactionDateTime: string;
  readonly accountNumber: string;
  readonly bankName: string;
  readonly bankAbbreviation: string;
  readonly virtualAccountNumber: string;
  readonly virtualAccountName: string;
  readonly counterAccountName: string;
  readonly counterAccountNumber: string;
  readonly counterAccountBankId: string;
  readonly counterAccountBankName: string;
}

/** `t=<milliseconds>,v1=<hex>` over the time, a dot and the body as JSON with its keys in order at every level. */
export const cassoSignature = 'x-casso-signature';

/** Their names of what a person may be told by. */
export const cassoPersonalFields: readonly string[] = ['description', 'counterAccountName', 'counterAccountNumber'];
