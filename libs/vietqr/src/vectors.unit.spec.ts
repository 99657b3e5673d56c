import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc16, decode, encode } from './index.js';
import type { DecodedTransfer } from './index.js';

interface Vector {
  id: string;
  payload: string;
  expect: 'accept' | 'warn' | 'reject' | 'otherScheme';
  decoded: {
    root: Record<string, string>;
    beneficiary?: Record<string, string>;
    additional?: Record<string, string>;
    service?: string;
    amount?: string;
  };
}

const { vectors } = JSON.parse(readFileSync(join(__dirname, 'fixtures/vietqr-vectors.json'), 'utf8')) as {
  vectors: Vector[];
};
const named = (id: string) => vectors.find((vector) => vector.id === id)!;

/** Issued with a CRC that belongs to another text: where they were printed, and the CRC that would be right. */
const wrongCrc = [
  {
    where: 'NAPAS 6.1.4, first line',
    payload: '00020101021138600010A00000072701300006970403011697040311012345670208QRIBFTTC53037045802VN6304A203',
    right: 0x4f52,
  },
  {
    where: 'a test of vietnam-qr-pay: another account',
    payload:
      '00020101021238530010A0000007270123000697041601092576788590208QRIBFTTA5303704540410005802VN62150811Chuyen tien6304BBB5',
    right: 0xbbb8,
  },
  {
    where: 'a test of vietnam-qr-pay: VNPAY',
    payload:
      '00020101021126280010A000000775011001087990425204597753037045802VN5909MYPHAMHER6005HANOI62260311MY PHAM HER0707MPHER0163041C55',
    right: 0x1c50,
  },
  {
    where: 'a comment in public Java code: pasted from another payload',
    payload: '00020101021138540010A00000072701240006970422011003393530730208QRIBFTTA5303704540720000005802VN63044451',
    right: 0x6bb3,
  },
  {
    where: 'the README of subiz/vietqr: wrong lengths as well',
    payload:
      '0002010102113838000697042201120023457923440208QRIBFTTA530370454061800005802VN62160814ung ho bao lut6304E69F',
    right: 0x13bc,
  },
];

describe('the collected payloads', () => {
  it.each(vectors)('$id is read as $expect', ({ payload, expect: expected }) => {
    expect(decode(payload).outcome).toBe(expected);
  });

  it.each(vectors.filter(({ expect: expected }) => expected === 'accept' || expected === 'warn'))(
    '$id pays the account that the independent reading names',
    ({ payload, decoded }) => {
      const { transfer, objects } = decode(payload) as DecodedTransfer;
      expect(transfer.bank).toBe(decoded.beneficiary!['00']);
      expect(transfer.account).toBe(decoded.beneficiary!['01']);
      expect(transfer.amount).toBe(decoded.amount === undefined ? undefined : Number(decoded.amount));
      expect(transfer.additional?.billNumber).toBe(decoded.additional?.['01']);
      expect(transfer.additional?.purpose).toBe(decoded.additional?.['08']);
      expect(Object.fromEntries(objects)).toMatchObject(decoded.root);
    },
  );

  it.each(['V01', 'V02', 'V03', 'V04', 'V07', 'V10', 'V11', 'V13', 'V21', 'V31', 'V32', 'V38', 'V50', 'V54', 'V55'])(
    '%s comes back from encode() as it was',
    (id) => {
      const { payload } = named(id);
      expect(encode((decode(payload) as DecodedTransfer).transfer)).toEqual({ ok: true, payload });
    },
  );

  it('names the other scheme instead of a beneficiary', () => {
    expect(decode(named('V14').payload)).toMatchObject({ schemes: [{ id: '26', guid: 'A000000775' }] });
    expect(decode(named('V18').payload)).toMatchObject({ schemes: [{ id: '26', guid: 'vn.airpay.www' }] });
    expect(decode(named('V39').payload)).toMatchObject({ otherSchemes: [{ id: '26', guid: 'vn.zalopay' }] });
    for (const { payload } of vectors.filter(({ expect: expected }) => expected === 'otherScheme')) {
      expect(decode(payload)).not.toHaveProperty('transfer');
    }
  });

  it.each(wrongCrc)('rejects a wrong CRC: $where', ({ payload, right }) => {
    expect(decode(payload)).toEqual({ outcome: 'reject', reason: 'crc.mismatch', at: '63' });
    expect(crc16(payload.slice(0, -4))).toBe(right);
  });
});
