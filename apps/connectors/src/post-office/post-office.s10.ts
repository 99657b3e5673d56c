import type { ItemCodeFault } from '@lienthong/contracts';

const weights = [8, 6, 4, 2, 3, 5, 9, 7] as const;

/** Check digit of eight digits by UPU S10. */
export function checkDigit(serial: string): number {
  const sum = weights.reduce((all, weight, at) => all + weight * Number(serial[at]), 0);
  const check = 11 - (sum % 11);
  return check === 10 ? 0 : check === 11 ? 5 : check;
}

/** What is odd about a waybill number by S10: for a warning. Domestic numbers need not keep to it, so nothing is refused for it. */
export function faultOfItemCode(code: string): ItemCodeFault | undefined {
  const [, serial, check] = /^[A-Z]{2}(\d{8})(\d)[A-Z]{2}$/.exec(code.replaceAll(' ', '').toUpperCase()) ?? [];
  if (serial === undefined) return 'form';
  return checkDigit(serial) === Number(check) ? undefined : 'checkDigit';
}
