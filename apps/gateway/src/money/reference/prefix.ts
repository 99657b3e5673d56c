/** What banks put into transfer texts themselves: a prefix that begins so finds their numbers instead of our references. */
const bankPrefixes = ['FT', 'MB', 'VCB', 'GD', 'CT', 'ND', 'IBFT', 'TT', 'TF', 'NAPAS', 'QR'];

/** Words of transfer texts, blanks gone. A prefix inside one of them would be found in half of all texts. */
const bankWords = [
  'CHUYENTIEN',
  'CHUYENKHOAN',
  'THANHTOAN',
  'CUSTOMER',
  'TRANSFER',
  'PAYMENT',
  'TRACE',
  'MBVCB',
  'VIETQR',
  'QRIBFTTA',
  'QRIBFTTC',
  'NAPAS',
  'NGANHANG',
  'VIETCOMBANK',
  'VIETINBANK',
  'TECHCOMBANK',
  'AGRIBANK',
  'SACOMBANK',
  'BIDV',
  'LEPHI',
  'HOSO',
  'DICHVUCONG',
  'NGUYEN',
];

export const defaultPrefix = 'HSDVC';

/** Why a prefix cannot be used, in words for who configures it; undefined for a good one. */
export function faultOfPrefix(prefix: string): string | undefined {
  if (!/^[A-Z]{3,5}$/.test(prefix)) return 'a reference prefix is 3 to 5 letters A to Z';
  const taken = bankPrefixes.find((begin) => prefix.startsWith(begin));
  if (taken !== undefined)
    return `a reference prefix must not begin with ${taken}: banks begin numbers of their own so`;
  const word = bankWords.find((text) => text.includes(prefix));
  return word === undefined
    ? undefined
    : `a reference prefix must not be part of ${word}: transfer texts hold that word`;
}
