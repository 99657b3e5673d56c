/**
 * Banks and wallets by their bank id (BIN). Reference data to check a configuration and to show a name, reviewed by hand:
 * never a reason to reject a code that somebody scanned, because acquirers use ids that no list has.
 */
export interface Bank {
  /** The key: names change. */
  bin: string;
  shortName: string;
  formerNames?: readonly string[];
  /** `receiveOnly`: takes transfers, its app makes none from a code. `none`: a card issuer without accounts. */
  transfers: 'supported' | 'receiveOnly' | 'none' | 'unknown';
  /**
   * `letter`: State Bank letter 1589/NHNN-TT of 5 March 2024, ids issued up to 31 December 2023, read in public copies.
   * `lists`: only in public bank lists, read in November 2026. `transfers` is from those lists in both cases.
   */
  listedIn: 'letter' | 'lists';
  /** ISO dates, both included. Absent where no source gives one. */
  validFrom?: string;
  validTo?: string;
}

export const banks: readonly Bank[] = [
  { bin: '970400', shortName: 'SaigonBank', transfers: 'supported', listedIn: 'letter' },
  { bin: '970403', shortName: 'Sacombank', transfers: 'supported', listedIn: 'letter' },
  { bin: '970405', shortName: 'Agribank', transfers: 'supported', listedIn: 'letter' },
  { bin: '970406', shortName: 'Vikki Bank', transfers: 'supported', listedIn: 'letter', formerNames: ['DongA Bank'] },
  { bin: '970407', shortName: 'Techcombank', transfers: 'supported', listedIn: 'letter' },
  { bin: '970408', shortName: 'GPBank', transfers: 'receiveOnly', listedIn: 'letter' },
  { bin: '970409', shortName: 'BacABank', transfers: 'supported', listedIn: 'letter' },
  { bin: '970410', shortName: 'StandardChartered', transfers: 'receiveOnly', listedIn: 'letter' },
  { bin: '970412', shortName: 'PVcomBank', transfers: 'supported', listedIn: 'letter' },
  { bin: '970414', shortName: 'MBV', transfers: 'supported', listedIn: 'letter', formerNames: ['Oceanbank'] },
  { bin: '970415', shortName: 'VietinBank', transfers: 'supported', listedIn: 'letter' },
  { bin: '970416', shortName: 'ACB', transfers: 'supported', listedIn: 'letter' },
  { bin: '970418', shortName: 'BIDV', transfers: 'supported', listedIn: 'letter' },
  { bin: '970419', shortName: 'NCB', transfers: 'supported', listedIn: 'letter' },
  { bin: '970421', shortName: 'VRBank', transfers: 'receiveOnly', listedIn: 'letter' },
  { bin: '970422', shortName: 'MBBank', transfers: 'supported', listedIn: 'letter' },
  { bin: '970423', shortName: 'TPBank', transfers: 'supported', listedIn: 'letter' },
  { bin: '970424', shortName: 'Shinhan Bank', transfers: 'supported', listedIn: 'letter' },
  { bin: '970425', shortName: 'ABBank', transfers: 'supported', listedIn: 'letter' },
  { bin: '970426', shortName: 'MSB', transfers: 'supported', listedIn: 'letter' },
  { bin: '970427', shortName: 'VietABank', transfers: 'supported', listedIn: 'letter' },
  { bin: '970428', shortName: 'NamABank', transfers: 'supported', listedIn: 'letter' },
  { bin: '970429', shortName: 'SCB', transfers: 'supported', listedIn: 'letter' },
  { bin: '970430', shortName: 'PGBank', transfers: 'supported', listedIn: 'letter' },
  { bin: '970431', shortName: 'Eximbank', transfers: 'supported', listedIn: 'letter' },
  { bin: '970432', shortName: 'VPBank', transfers: 'supported', listedIn: 'letter' },
  { bin: '970433', shortName: 'VietBank', transfers: 'supported', listedIn: 'letter' },
  { bin: '970434', shortName: 'IndovinaBank', transfers: 'receiveOnly', listedIn: 'letter' },
  { bin: '970436', shortName: 'Vietcombank', transfers: 'supported', listedIn: 'letter' },
  { bin: '970437', shortName: 'HDBank', transfers: 'supported', listedIn: 'letter' },
  { bin: '970438', shortName: 'BaoVietBank', transfers: 'supported', listedIn: 'letter' },
  { bin: '970439', shortName: 'PublicBank', transfers: 'receiveOnly', listedIn: 'letter' },
  { bin: '970440', shortName: 'SeABank', transfers: 'supported', listedIn: 'letter' },
  { bin: '970441', shortName: 'VIB', transfers: 'supported', listedIn: 'letter' },
  { bin: '970442', shortName: 'HongLeong', transfers: 'receiveOnly', listedIn: 'letter' },
  { bin: '970443', shortName: 'SHB', transfers: 'supported', listedIn: 'letter' },
  { bin: '970444', shortName: 'CBBank', transfers: 'receiveOnly', listedIn: 'letter' },
  { bin: '970446', shortName: 'COOPBANK', transfers: 'supported', listedIn: 'letter' },
  { bin: '970448', shortName: 'OCB', transfers: 'supported', listedIn: 'letter' },
  { bin: '970449', shortName: 'LPBank', transfers: 'supported', listedIn: 'letter', formerNames: ['LienVietPostBank'] },
  { bin: '970452', shortName: 'KienLongBank', transfers: 'supported', listedIn: 'letter' },
  { bin: '970454', shortName: 'VietCapitalBank', transfers: 'supported', listedIn: 'letter' },
  { bin: '970455', shortName: 'IBKHN', transfers: 'receiveOnly', listedIn: 'letter' },
  { bin: '970456', shortName: 'IBKHCM', transfers: 'receiveOnly', listedIn: 'letter' },
  { bin: '970457', shortName: 'Woori', transfers: 'receiveOnly', listedIn: 'letter' },
  { bin: '970458', shortName: 'UnitedOverseas', transfers: 'receiveOnly', listedIn: 'letter' },
  { bin: '970459', shortName: 'CIMBBank', transfers: 'unknown', listedIn: 'letter' },
  { bin: '970460', shortName: 'Vietcredit', transfers: 'none', listedIn: 'letter' },
  { bin: '970462', shortName: 'KookminHN', transfers: 'receiveOnly', listedIn: 'letter' },
  { bin: '970463', shortName: 'KookminHCM', transfers: 'receiveOnly', listedIn: 'letter' },
  { bin: '970464', shortName: 'TNEXFinance', transfers: 'none', listedIn: 'letter' },
  { bin: '970465', shortName: 'SINOPAC', transfers: 'unknown', listedIn: 'letter' },
  { bin: '970466', shortName: 'KEBHanaHCM', transfers: 'unknown', listedIn: 'letter' },
  { bin: '970467', shortName: 'KEBHANAHN', transfers: 'unknown', listedIn: 'letter' },
  { bin: '970468', shortName: 'MAFC', transfers: 'none', listedIn: 'letter' },
  { bin: '970470', shortName: 'MCredit', transfers: 'none', listedIn: 'letter' },
  { bin: '546034', shortName: 'CAKE by VPBank', transfers: 'supported', listedIn: 'lists' },
  { bin: '422589', shortName: 'CIMB Bank', transfers: 'receiveOnly', listedIn: 'lists' },
  { bin: '796500', shortName: 'DBS Bank', transfers: 'receiveOnly', listedIn: 'lists' },
  { bin: '458761', shortName: 'HSBC Vietnam', transfers: 'receiveOnly', listedIn: 'lists' },
  { bin: '668888', shortName: 'Kasikornbank', transfers: 'supported', listedIn: 'lists' },
  { bin: '963369', shortName: 'Liobank', transfers: 'supported', listedIn: 'lists' },
  { bin: '801011', shortName: 'Nonghyup Bank', transfers: 'receiveOnly', listedIn: 'lists' },
  { bin: '963388', shortName: 'Timo', transfers: 'supported', listedIn: 'lists' },
  { bin: '546035', shortName: 'Ubank by VPBank', transfers: 'supported', listedIn: 'lists' },
  { bin: '971025', shortName: 'MoMo', transfers: 'supported', listedIn: 'lists' },
];

const byBin = new Map(banks.map((bank) => [bank.bin, bank]));

/** What the table knows of an id, on a day (ISO date) where one is given. */
export function bankOf(bin: string, day?: string): Bank | undefined {
  const bank = byBin.get(bin);
  if (bank === undefined || day === undefined) return bank;
  const valid = (bank.validFrom === undefined || bank.validFrom <= day) && (bank.validTo ?? day) >= day;
  return valid ? bank : undefined;
}

/** Whether an account of ours may stand there: `unknown` is for a person to find out. */
export function mayReceiveTransfers(bin: string, day?: string): boolean | 'unknown' {
  const transfers = bankOf(bin, day)?.transfers ?? 'unknown';
  return transfers === 'unknown' ? 'unknown' : transfers !== 'none';
}
