/** Names of EMC's wire (test/contract/emc), in the order in which they are sent. Codes are as the tables have them: digits. */
export interface EmcWire {
  readonly codeProfile: string;
  readonly siteId: string;
  readonly codeTTHC: string;
  readonly nameTTHC: string;
  readonly status: string;
  readonly formsReception: string;
  readonly formsPayments: string;
  readonly level: string;
  readonly isFromDVCQG: string;
  readonly isDVCBC: string;
  readonly data: string;
  /** A JSON text of `EmcUserWire`, or empty. */
  readonly user: string;
  /** JSON dialect only. */
  readonly maHoSo: string;
}

export interface EmcUserWire {
  readonly ID_local?: string;
  readonly TYPE: string;
  readonly LOCATION?: string;
}

/** Fields that are numbers where codes go as numbers. */
export const numberFields: ReadonlySet<string> = new Set<keyof EmcWire>([
  'siteId',
  'status',
  'formsReception',
  'formsPayments',
  'level',
  'isFromDVCQG',
  'isDVCBC',
]);

/** Fields that the form dialect does not have. */
export const jsonOnlyFields: ReadonlySet<string> = new Set<keyof EmcWire>(['maHoSo']);
