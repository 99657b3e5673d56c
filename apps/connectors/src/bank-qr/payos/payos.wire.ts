/** The signed part of payOS's notification. What stands outside `data` is not signed and not believed. */
export interface PayosDataWire {
  readonly orderCode: number;
  readonly amount: number;
  readonly description: string;
  readonly accountNumber: string;
  /** The bank's number of the movement. */
  readonly reference: string;
  /** `YYYY-MM-DD HH:mm:ss`, Vietnamese time. */
  readonly transactionDateTime: string;
  readonly currency: string;
  readonly paymentLinkId: string;
  readonly code: string;
  readonly desc: string;
  readonly counterAccountBankName: string | null;
  readonly counterAccountName: string | null;
  readonly counterAccountNumber: string | null;
  readonly virtualAccountNumber: string | null;
}

/** Creation of a payment link (recalled from the public client, not read in a contract). Times in seconds. */
export interface PayosOrderWire {
  readonly orderCode: number;
  readonly amount: number;
  readonly description: string;
  readonly returnUrl: string;
  readonly cancelUrl: string;
  readonly expiredAt: number;
  readonly signature: string;
}

/** The part of a link's answer that we use. */
export interface PayosLinkWire {
  readonly orderCode?: number;
  readonly paymentLinkId?: string;
  readonly id?: string;
  readonly amount?: number;
  readonly checkoutUrl?: string;
  readonly qrCode?: string;
  readonly status?: string;
}

/** `code` of an answer that is none of an error. */
export const payosOk = '00';
/** `code` of an order that is there already; recalled. */
export const payosOrderExists = '231';
/** `code` of an order that is not there; recalled. */
export const payosOrderUnknown = '101';

/** Their names of what a person may be told by. */
export const payosPersonalFields: readonly string[] = [
  'description',
  'buyerName',
  'buyerEmail',
  'buyerPhone',
  'buyerAddress',
  'counterAccountName',
  'counterAccountNumber',
];
