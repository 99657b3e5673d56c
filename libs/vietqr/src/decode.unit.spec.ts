import { decode, rejections, warnings } from './index.js';
import { signed, tlv, written } from './testing/payloads.js';

const vn = '53037045802VN';
const vietQr = (value: string) => tlv('38', value);
const beneficiary = tlv('01', '00069704360110101759560' + '0');
const full = `0010A000000727${beneficiary}0208QRIBFTTA`;

describe('decode', () => {
  it.each<[string, string, keyof typeof rejections, string]>([
    ['nothing at all', '', 'format.first', '00'],
    ['a web address', 'https://example.org/pay', 'format.first', '00'],
    ['no CRC', '000201010211', 'crc.missing', '63'],
    ['a CRC of other letters', `000201${vn}6304ZZZZ`, 'crc.missing', '63'],
    ['a blank behind the CRC', `${written({})} `, 'crc.missing', '63'],
    ['another version of the format', signed(`000202${vietQr(full)}${vn}`), 'format.version', '00'],
    ['object 00 not first', signed(`010211000201${vietQr(full)}${vn}`), 'format.first', '00'],
    ['no account template', signed(`000201010211${vn}`), 'account.missing', '38'],
    [
      'a template without beneficiary',
      signed(`000201${vietQr('0010A0000007270208QRIBFTTA')}${vn}`),
      'account.missing',
      '38.01',
    ],
    [
      'a bank without account',
      signed(`000201${vietQr('0010A00000072701100006970436')}${vn}`),
      'account.missing',
      '38.01.01',
    ],
    [
      'an account without bank',
      signed(`000201${vietQr('0010A000000727011401101017595600')}${vn}`),
      'bank.missing',
      '38.01.00',
    ],
    ['a bank id of 7 digits', written({ bank: '9704360' }), 'bank.format', '38.01.00'],
    ['a bank id of letters', written({ bank: '97043X' }), 'bank.format', '38.01.00'],
    ['a blank in the account', written({ account: '1017 595600' }), 'account.format', '38.01.01'],
    ['an account in other letters', written({ account: '１０１７５９５６００' }), 'account.format', '38.01.01'],
    ['two VietQR templates', signed(`000201${vietQr(full)}${tlv('39', full)}${vn}`), 'account.ambiguous', '39'],
    ['object 38 twice', signed(`000201${vietQr(full)}${vietQr(full)}${vn}`), 'tlv.duplicate', '38'],
    ['two amounts', written({ rest: `5303704540410005404200${'0'}5802VN` }), 'tlv.duplicate', '54'],
    ['two accounts in one template', written({ service: '0208QRIBFTTA0102xx' }), 'tlv.duplicate', '38.01'],
    ['an ID that 38 does not know', written({ service: '0208QRIBFTTA0302xx' }), 'tlv.undefined', '38.03'],
    [
      'an ID that 38.01 does not know',
      signed(`000201${vietQr(`0010A000000727${tlv('01', '00069704360110101759560003021x')}`)}${vn}`),
      'tlv.undefined',
      '38.01.03',
    ],
    ['an ID that 62 does not know', written({ rest: vn + tlv('62', '1002xx') }), 'tlv.undefined', '62.10'],
    ['a system template in 62 without GUID', written({ rest: vn + tlv('62', '50060102xx') }), 'tlv.undefined', '62.50'],
    ['another currency', written({ rest: '53038405802US' }), 'currency.notVnd', '53'],
    ['an amount without currency', written({ rest: '540410005802VN' }), 'currency.missing', '53'],
    ['a broken template of another scheme beside it', written({ rest: `${vn}26100015com.x0` }), 'tlv.overrun', '26.00'],
    ['a broken language template', written({ rest: `${vn}64080002vi01` }), 'tlv.leftover', '64'],
    ['an object 63 that holds the CRC among others', signed(`000201${vietQr(full)}${vn}6312abcd`), 'crc.notLast', '63'],
  ])('rejects %s', (_, payload, reason, at) => {
    expect(decode(payload)).toEqual({ outcome: 'reject', reason, at });
  });

  it.each<[string, string, keyof typeof warnings, string]>([
    ['an empty object', written({ rest: `${vn}6200` }), 'length.zero', '62'],
    ['an empty amount', written({ rest: '530370454005802VN' }), 'length.zero', '54'],
    ['an empty purpose', written({ rest: `${vn}62110800010300${'1'}` }), 'length.zero', '62.08'],
    ['no service code', written({ service: '' }), 'service.missing', '38.02'],
    ['an unknown service code', written({ service: '0206QRPUSH' }), 'service.unknown', '38.02'],
    ['no currency and no amount', written({ rest: '5802VN' }), 'currency.missing', '53'],
    ['no country', written({ rest: '5303704' }), 'country.missing', '58'],
    ['another country', written({ rest: '53037045802LA' }), 'country.notVietnam', '58'],
    ['an initiation of 13', written({ initiation: '13' }), 'initiation.unknown', '01'],
    ['no initiation', signed(`000201${vietQr(full)}${vn}`), 'initiation.missing', '01'],
    ['a dash in the account', written({ account: '1017-595600' }), 'account.characters', '38.01.01'],
    ['a category code of letters', written({ rest: `5204ABCD${vn}` }), 'field.format', '52'],
    ['a request named twice', written({ rest: `${vn}62060902AA` }), 'field.format', '62.09'],
    ['VietQR under another ID, known by its GUID', signed(`000201010211${tlv('26', full)}${vn}`), 'account.tag', '26'],
    ['a template without GUID beside it', written({ rest: `26060102xx${vn}` }), 'guid.missing', '26'],
  ])('warns of %s', (_, payload, reason, at) => {
    expect(decode(payload)).toMatchObject({
      outcome: 'warn',
      warnings: expect.arrayContaining([{ reason, at }]) as unknown,
    });
    expect(decode(payload)).toHaveProperty('transfer.bank', '970436');
  });

  it('reads bank ids of 8, unknown banks, and a purpose that the payer is to give', () => {
    expect(decode(written({ bank: '01203001' }))).toMatchObject({ outcome: 'accept', transfer: { bank: '01203001' } });
    expect(decode(written({ bank: '999999' }))).toMatchObject({ outcome: 'accept' });
    expect(decode(written({ rest: `${vn}62070803***` }))).toMatchObject({
      outcome: 'accept',
      transfer: { additional: { purpose: '***' } },
    });
  });

  it('tells another scheme by its GUID, also under 38', () => {
    const read = decode(signed(`000201010211${tlv('38', '0010A0000007750104abcd')}${vn}`));
    expect(read).toMatchObject({ outcome: 'otherScheme', schemes: [{ id: '38', guid: 'A000000775' }] });
  });

  it("the transfer limit is the payer bank's matter when reading", () => {
    expect(decode(written({ rest: '530370454139999999999999' + '5802VN' }))).toMatchObject({ outcome: 'accept' });
  });

  it('every reason has a sentence of its own', () => {
    const sentences = [...Object.values(rejections), ...Object.values(warnings)];
    expect(new Set(sentences).size).toBe(sentences.length);
  });
});
