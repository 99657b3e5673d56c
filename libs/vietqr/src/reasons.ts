/** Why a payload is rejected. The keys are stable: programs may tell cases apart by them. */
export const rejections = {
  'text.tooLong': 'longer than the largest QR symbol holds (4,296 characters)',
  'text.illFormed': 'not well-formed Unicode: half of a surrogate pair',
  'format.first': 'does not begin with object 00, the payload format indicator',
  'format.version': 'the payload format indicator is not 01',
  'crc.missing': 'does not end with object 63: "6304" and four hex digits',
  'crc.mismatch': 'the CRC does not belong to the text before it: some character differs from what was issued',
  'crc.notLast': 'the lengths do not lead to object 63 as the last one: some length swallows it',
  'tlv.header': 'no two-digit ID and two-digit length where an object must begin: some length before is wrong',
  'tlv.leftover': 'fewer characters left than an object needs: some length before is wrong',
  'tlv.overrun': 'a length reaches past the end of what holds it',
  'tlv.duplicate': 'the same ID twice: readers would choose differently',
  'tlv.undefined': 'an ID that the format does not define here; a wrong length before it looks just so',
  'guid.length': 'the GUID is that of VietQR but for a length one too small or too large',
  'account.missing': 'names no account: no account template, or one without a beneficiary',
  'account.ambiguous': 'two VietQR templates: readers would pay different accounts',
  'account.tooLong': 'the account or card number is longer than 19 characters: readers would cut it differently',
  'account.format': 'the account or card number holds something else than printable ASCII without blanks',
  'bank.missing': 'names no beneficiary bank',
  'bank.format': 'the bank id is neither 6 digits nor 8 letters and digits',
  'currency.notVnd': 'the currency is not 704 (VND)',
  'currency.missing': 'an amount without a currency',
  'amount.format': 'the amount is not digits with at most one point',
  'amount.tooLong': 'the amount is longer than 13 characters',
  'amount.zero': 'the amount is zero',
  'amount.decimals': 'the amount has decimals; the currency has none',
} as const;

/** What is not as the format demands although the beneficiary is unambiguous. Stable keys. */
export const warnings = {
  'length.zero': 'an empty object: lengths go from 01 to 99',
  'guid.missing': 'an account template without a GUID',
  'account.tag': 'the VietQR template stands under another ID than 38',
  'account.characters': 'the account or card number holds something else than letters and digits',
  'service.nested': 'the service code stands inside 38.01 instead of 38.02',
  'service.missing': 'no service code: account or card is not said',
  'service.unknown': 'the service code is neither QRIBFTTA nor QRIBFTTC',
  'initiation.missing': 'no point of initiation',
  'initiation.unknown': 'the point of initiation is neither 11 nor 12',
  'currency.missing': 'no currency',
  'country.missing': 'no country',
  'country.notVietnam': 'the country is not VN',
  'field.tooLong': 'longer than the format allows',
  'field.format': 'not of the form that the format gives it',
  'charset.notAns': 'characters outside printable ASCII: what banks make of them differs',
} as const;

/** Why a transfer is not encoded. Stable keys. */
export const refusals = {
  'bank.format': 'a bank id is 6 digits',
  'account.format': 'an account number is 1 to 19 letters and digits',
  'card.format': 'a card number is 1 to 19 digits',
  'amount.notWhole': 'an amount is a whole number of VND',
  'amount.notPositive': 'an amount is at least 1 VND; leave it out to let the payer choose',
  'amount.overTransferLimit': 'NAPAS247 carries less than 500,000,000 VND in one transfer: pay in parts or another way',
  'initiation.staticWithAmount': 'a code with an amount is to be paid once: dynamic, not static',
  'field.empty': 'an empty text: leave the field out',
  'field.tooLong': 'too long for its field; it is never cut, because a cut reference is another reference',
  'field.notAscii': 'holds a character outside printable ASCII; unaccented() helps with Vietnamese',
  'field.format': 'not of the form that the format gives it',
  'additional.tooLong': 'the additional data with their IDs and lengths exceed 99 characters',
} as const;

export type RejectReason = keyof typeof rejections;
export type WarningReason = keyof typeof warnings;
export type RefusalReason = keyof typeof refusals;

/** A reason, and where: the path of IDs (`38.01.01`) in a payload, the field's name in a transfer. Never holds a value. */
export interface Finding<Reason extends string> {
  readonly reason: Reason;
  readonly at: string;
}

/** Told of what is not as the format demands and does not stop the reading. */
export type Warn = (reason: WarningReason, at: string) => void;

/** A reading that came to nothing. */
export interface Failed {
  readonly ok: false;
  readonly fault: Finding<RejectReason>;
}
export const failed = (reason: RejectReason, at: string): Failed => ({ ok: false, fault: { reason, at } });
