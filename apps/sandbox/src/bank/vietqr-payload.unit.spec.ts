import { crc16, scanPayload, writePayload } from './vietqr-payload.js';

const good = { bankBin: '970436', accountNumber: '1017595600', amount: 150_000, text: 'HSDVC7K2QF9XAB' };
const withChecksum = (text: string) => text + crc16(text);

describe('a scanned payload', () => {
  it('is read back as it was written', () => {
    expect(scanPayload(writePayload(good))).toEqual(good);
    expect(scanPayload(writePayload({ bankBin: '970436', accountNumber: '1' }))).toEqual({
      bankBin: '970436',
      accountNumber: '1',
    });
  });

  it('has the check value of its checksum', () => expect(crc16('123456789')).toBe('29B1'));

  it('is refused where an inner length is wrong although its checksum is right: it would pay another account', () => {
    const printed = '00020101021138570010A00000072701270006970403011200110123456780208QRIBFTTA53037045802VN6304F4E5';
    const corrected = printed.replace('0112001', '0113001').slice(0, -4);
    expect(crc16(printed.slice(0, -4))).toBe('F4E5');
    expect(scanPayload(printed)).toEqual(expect.stringContaining('names no account'));
    expect(scanPayload(withChecksum(corrected))).toEqual({ bankBin: '970403', accountNumber: '0011012345678' });
  });

  it('may carry its amount with a dot, its checksum in lower case', () => {
    const dotted = writePayload(good).replace('5406150000', '5407150000.').slice(0, -4);
    const payload = withChecksum(dotted);
    expect(scanPayload(payload.slice(0, -4) + payload.slice(-4).toLowerCase())).toEqual(good);
  });

  it.each([
    ['no checksum', 'x', 'end with a checksum'],
    ['a wrong one', `${writePayload(good).slice(0, -4)}0000`, 'checksum (63) is wrong'],
    ['another currency', withChecksum(writePayload(good).slice(0, -4).replace('5303704', '5303840')), 'currency'],
    ['a fraction', withChecksum(writePayload(good).slice(0, -4).replace('5406150000', '540810000.50')), 'amount'],
    [
      'a scheme of others',
      withChecksum('00020101021126280010A000000775011001087990425303704580' + '2VN6304'),
      'names no account',
    ],
  ])('is refused for %s', (_name, payload, reason) => expect(scanPayload(payload)).toContain(reason));
});
