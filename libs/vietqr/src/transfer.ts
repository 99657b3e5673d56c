/** NAPAS247 carries transfers below this, in VND. */
export const transferLimit = 500_000_000;

/** `account`: QRIBFTTA, to an account number. `card`: QRIBFTTC, to a card number. */
export type Service = 'account' | 'card';

/** Object 62. Every text at most 25 characters; all of them with their IDs and lengths at most 99. */
export interface AdditionalData {
  billNumber?: string;
  mobile?: string;
  store?: string;
  loyalty?: string;
  reference?: string;
  customer?: string;
  terminal?: string;
  /** Banking apps copy it into the transfer text. */
  purpose?: string;
  /** What the payer's app is asked to add: address `A`, mobile `M`, e-mail `E`, each at most once. */
  requests?: string;
}

/** A transfer to an account at a Vietnamese bank, as a VietQR code says it. */
export interface Transfer {
  /** Bank id (BIN), 6 digits. Decoding accepts ids of 8 letters and digits too. */
  bank: string;
  /** Account or card number, at most 19; virtual accounts hold letters. */
  account: string;
  service?: Service;
  /** `static`: may be paid many times. `dynamic`: once. */
  initiation?: 'static' | 'dynamic';
  /** Whole VND. Without it the payer chooses. */
  amount?: number;
  /** ISO 18245, 4 digits. */
  categoryCode?: string;
  merchantName?: string;
  merchantCity?: string;
  postalCode?: string;
  additional?: AdditionalData;
}
