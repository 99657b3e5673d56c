import type { AdditionalData, Service } from './transfer.js';

/** What the format says of its objects: NAPAS, VietQR format 1.0 (September 2021), tables 1, 2, 4 and 8. */

export const guid = 'A000000727';
export const vnd = '704';
export const maxAccount = 19;
export const maxAmount = 13;
export const maxAdditional = 99;

export const serviceCodes: Record<Service, string> = { account: 'QRIBFTTA', card: 'QRIBFTTC' };

interface TextField<Name> {
  id: string;
  name: Name;
  max: number;
  /** Beyond printable ASCII and length. */
  form?: RegExp;
}

export const additionalFields: readonly TextField<keyof AdditionalData>[] = [
  { id: '01', name: 'billNumber', max: 25 },
  { id: '02', name: 'mobile', max: 25 },
  { id: '03', name: 'store', max: 25 },
  { id: '04', name: 'loyalty', max: 25 },
  { id: '05', name: 'reference', max: 25 },
  { id: '06', name: 'customer', max: 25 },
  { id: '07', name: 'terminal', max: 25 },
  { id: '08', name: 'purpose', max: 25 },
  { id: '09', name: 'requests', max: 3, form: /^(?!.*(.).*\1)[AME]+$/ },
];

type MerchantField = 'categoryCode' | 'merchantName' | 'merchantCity' | 'postalCode';

export const merchantFields: readonly TextField<MerchantField>[] = [
  { id: '52', name: 'categoryCode', max: 4, form: /^\d{4}$/ },
  { id: '59', name: 'merchantName', max: 25 },
  { id: '60', name: 'merchantCity', max: 15 },
  { id: '61', name: 'postalCode', max: 10 },
];

/** Tips and fees: read for their form only, never written. */
export const tipForms: readonly { id: string; form: RegExp }[] = [
  { id: '55', form: /^0[123]$/ },
  { id: '56', form: /^\d[\d.]{0,12}$/ },
  { id: '57', form: /^\d{1,2}(\.\d{1,2})?$/ },
];

/** The common character set of EMV: printable ASCII. */
export const printableAscii = /^[\x20-\x7e]*$/;
