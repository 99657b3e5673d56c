import { crc16, decode, encode } from './index.js';
import type { RefusalReason, Transfer } from './index.js';
import { signed, tlv, written } from './testing/payloads.js';

/** Where documents and libraries disagree, one test for each point. */
const plain: Transfer = { bank: '970436', account: '1017595600' };
const additional = (value: string, length?: number) => `53037045802VN${tlv('62', value, length)}`;
const refusedFor = (transfer: Transfer) => {
  const encoded = encode(transfer);
  return encoded.ok ? [] : encoded.refusals;
};

describe('where documents and libraries disagree', () => {
  it('the printed static-account example says length 12 for a 13-digit account: rejected; the corrected text is read', () => {
    const head = '00020101021138570010A0000007270127000697040301';
    const tail = '00110123456780208QRIBFTTA53037045802VN';
    expect(decode(`${head}12${tail}6304F4E5`)).toEqual({ outcome: 'reject', reason: 'tlv.leftover', at: '38.01' });
    expect(decode(`${head}13${tail}63049E6F`)).toMatchObject({
      outcome: 'accept',
      transfer: { account: '0011012345678' },
    });
  });

  it('the dynamic-card example shows the static text with the CRC of the dynamic one: only the full text is read', () => {
    const card = '38600010A00000072701300006970403011697040311012345670208QRIBFTTC5303704';
    expect(decode(`000201010211${card}5802VN6304A203`)).toMatchObject({ reason: 'crc.mismatch' });
    expect(decode(`000201010211${card}5802VN63044F52`)).toMatchObject({ outcome: 'accept' });
    expect(decode(`000201010212${card}54061800005802VN62340107NPS68690819thanh toan don hang6304A203`)).toMatchObject({
      outcome: 'accept',
      transfer: { service: 'card', amount: 180_000 },
    });
  });

  it('object 62 is conditional in the table and optional in the text: it may be absent', () => {
    expect(decode(written({}))).toMatchObject({ outcome: 'accept' });
  });

  it('decoders accept F4E5 and read account 001101234567: no reading of ours names that account', () => {
    const read = decode(
      '00020101021138570010A00000072701270006970403011200110123456780208QRIBFTTA53037045802VN6304F4E5',
    );
    expect(JSON.stringify(read)).not.toContain('001101234567');
  });

  it.each([
    ['the length of the purpose alone', additional(tlv('08', 'thanh toan don hang', 23)), 'tlv.overrun', '62.08'],
    ['both lengths, by four', additional(tlv('08', 'thanh toan don hang', 23), 27), 'tlv.header', 'root'],
    ['both lengths, by eight', additional(tlv('08', 'thanh toan don hang', 27), 31), 'crc.notLast', '63'],
    ['both lengths, by nine', additional(tlv('08', 'thanh toan don hang', 28), 32), 'tlv.overrun', '62'],
  ])('an over-long inner length swallows the CRC: rejected (%s)', (_, rest, reason, at) => {
    expect(decode(written({ rest }))).toEqual({ outcome: 'reject', reason, at });
  });

  it.each([96, 105])('a purpose of %i characters is refused, no length is written modulo 100', (length) => {
    expect(refusedFor({ ...plain, additional: { purpose: 'a'.repeat(length) } })).toEqual([
      { reason: 'field.tooLong', at: 'additional.purpose' },
    ]);
  });

  it('the additional data hold 99 characters with IDs and lengths: 99 are written, 100 are refused', () => {
    const three = { billNumber: 'a'.repeat(25), store: 'b'.repeat(25), purpose: 'c'.repeat(25) };
    const full = encode({ ...plain, additional: { ...three, terminal: 'd'.repeat(8) } });
    expect(full).toMatchObject({ ok: true, payload: expect.stringContaining('6299') as string });
    expect(decode((full as { payload: string }).payload)).toMatchObject({ outcome: 'accept' });
    expect(refusedFor({ ...plain, additional: { ...three, terminal: 'd'.repeat(9) } })).toEqual([
      { reason: 'additional.tooLong', at: 'additional' },
    ]);
  });

  it.each<[string, Partial<Transfer>, RefusalReason]>([
    ['a purpose of 26 characters', { additional: { purpose: 'a'.repeat(26) } }, 'field.tooLong'],
    ['an account of 25 characters', { account: '1'.repeat(25) }, 'account.format'],
    ['an amount of 14 digits', { amount: 99_999_999_999_999 }, 'amount.overTransferLimit'],
    ['the amount 0', { amount: 0 }, 'amount.notPositive'],
    ['the amount -5', { amount: -5 }, 'amount.notPositive'],
    ['the amount 1e21', { amount: 1e21 }, 'amount.notWhole'],
    ['the amount 1000.5', { amount: 1000.5 }, 'amount.notWhole'],
    ['the amount NaN', { amount: Number.NaN }, 'amount.notWhole'],
  ])('field limits are kept when writing: %s is refused', (_, part, reason) => {
    expect(refusedFor({ ...plain, ...part }).map((refusal) => refusal.reason)).toEqual([reason]);
  });

  it.each([
    ['0', 'amount.zero'],
    ['000.', 'amount.zero'],
    ['-5', 'amount.format'],
    ['1e21', 'amount.format'],
    ['1000.5', 'amount.decimals'],
    ['1000.00', 'amount.decimals'],
    ['50 000', 'amount.format'],
    ['1.000.000', 'amount.format'],
    ['50,000', 'amount.format'],
    ['.5', 'amount.format'],
    ['99999999999999', 'amount.tooLong'],
  ])('field limits are kept when reading: amount "%s" is rejected', (amount, reason) => {
    const rest = `5303704${tlv('54', amount)}5802VN`;
    expect(decode(written({ rest }))).toEqual({ outcome: 'reject', reason, at: '54' });
  });

  it('field limits are kept when reading: an account of 20 characters is rejected, a purpose of 26 is warned of', () => {
    expect(decode(written({ account: '1'.repeat(20) }))).toMatchObject({ reason: 'account.tooLong', at: '38.01.01' });
    expect(decode(written({ rest: additional(tlv('08', 'a'.repeat(26))) }))).toMatchObject({
      outcome: 'warn',
      warnings: [{ reason: 'field.tooLong', at: '62.08' }],
      transfer: { additional: { purpose: 'a'.repeat(26) } },
    });
  });

  it('a text that is too long is never cut: a cut reference is another reference', () => {
    for (const [field, max] of [
      ['merchantName', 25],
      ['merchantCity', 15],
      ['postalCode', 10],
    ] as const) {
      expect(encode({ ...plain, [field]: 'x'.repeat(max) }).ok).toBe(true);
      expect(refusedFor({ ...plain, [field]: 'x'.repeat(max + 1) })).toEqual([{ reason: 'field.tooLong', at: field }]);
    }
  });

  it('diacritics are refused when writing and read with a warning; the CRC is over the UTF-8 bytes', () => {
    const purpose = 'Thanh toán hồ sơ';
    expect(refusedFor({ ...plain, additional: { purpose } })).toEqual([
      { reason: 'field.notAscii', at: 'additional.purpose' },
    ]);
    const read = decode(
      `00020101021238540010A00000072701240006970436011010175956000208QRIBFTTA530370454061800005802VN62200816${purpose}63043C7A`,
    );
    expect(read).toMatchObject({
      outcome: 'warn',
      warnings: [{ reason: 'charset.notAns', at: '62.08' }],
      transfer: { additional: { purpose } },
    });
    expect(crc16('á')).toBe(crcOfBytes([0xc3, 0xa1]));
    expect(crc16(`1${'á'}`)).toBe(crcOfBytes([0x31, 0xc3, 0xa1]));
    expect(crc16('123456789')).toBe(0x29b1);
  });

  it('lengths count characters, not bytes: a byte-counted payload with a right CRC is rejected', () => {
    const purpose = 'Thanh toán hóa đơn';
    const bytes = Buffer.byteLength(purpose);
    expect(bytes).toBe(22);
    const byBytes = additional(`08${bytes}${purpose}`, bytes + 4);
    expect(decode(written({ rest: byBytes }))).toMatchObject({ outcome: 'reject' });
    expect(decode(written({ rest: additional(tlv('08', purpose)) }))).toMatchObject({ outcome: 'warn' });
  });

  it('an emoji is one character: counted as two UTF-16 units it is rejected, counted as one it is read', () => {
    const purpose = 'Le phi 🏛';
    const byUnits = additional(`0809${purpose}`, 13);
    expect(purpose).toHaveLength(9);
    expect(decode(written({ rest: byUnits }))).toMatchObject({ outcome: 'reject' });
    expect(decode(written({ rest: additional(`0808${purpose}`, 12) }))).toMatchObject({
      outcome: 'warn',
      transfer: { additional: { purpose } },
    });
  });

  it('a CRC keeps its leading zeros: 1 payload in 16 has one', () => {
    let found = 0;
    for (let amount = 1; amount <= 2000; amount += 1) {
      const encoded = encode({ ...plain, amount });
      if (!encoded.ok) throw new Error('refused');
      expect(encoded.payload).toMatch(/6304[0-9A-F]{4}$/);
      if (encoded.payload.at(-4) === '0') found += 1;
    }
    expect(found).toBeGreaterThan(2000 / 32);
  });

  it('a CRC in lower case is read and never written', () => {
    const payload = '00020101021138530010A0000007270123000697041601092576788590208QRIBFTTA53037045802VN6304ae9f';
    expect(decode(payload)).toMatchObject({ outcome: 'accept', warnings: [] });
  });

  it('initiation 11 with an amount and 12 without one are both read; with an amount we write 12', () => {
    const rest = '530370454041000' + '5802VN';
    expect(decode(written({ rest, initiation: '11' }))).toMatchObject({
      outcome: 'accept',
      transfer: { amount: 1000 },
    });
    expect(decode(written({ initiation: '12' }))).toMatchObject({ outcome: 'accept' });
    expect(encode({ ...plain, amount: 1000 })).toMatchObject({
      payload: expect.stringMatching(/^000201010212/) as string,
    });
    expect(encode(plain)).toMatchObject({ payload: expect.stringMatching(/^000201010211/) as string });
    expect(refusedFor({ ...plain, amount: 1000, initiation: 'static' })).toEqual([
      { reason: 'initiation.staticWithAmount', at: 'initiation' },
    ]);
  });

  it('a service code inside 38.01 is read with a warning and written at 38.02', () => {
    const payload = '00020101021138570010A00000072701390006970422011301234567890200208QRIBFTTA53037045802VN6304A3CF';
    expect(decode(payload)).toMatchObject({
      outcome: 'warn',
      warnings: [{ reason: 'service.nested', at: '38.01.02' }],
      transfer: { bank: '970422', account: '0123456789020', service: 'account' },
    });
  });

  it('the postal code is object 61, not 51', () => {
    const encoded = encode({ ...plain, postalCode: '100000' });
    expect(encoded).toMatchObject({ payload: expect.stringContaining('6106100000') as string });
  });

  it('nothing is lost in reading: objects that a transfer does not name stay at hand, in their order', () => {
    const read = decode(written({ rest: '53037045802VN65030468007anyText' }));
    expect(read).toMatchObject({ outcome: 'accept' });
    if (read.outcome === 'reject') return;
    expect([...read.objects.keys()]).toEqual(['00', '01', '38', '53', '58', '65', '80', '63']);
    expect(read.objects.get('80')).toBe('anyText');
  });

  it('a merchant name of 31 characters, as utilities print it, is read with a warning', () => {
    const name = 'DIEN LUC MOT QUAN NAO DO 1234567';
    const long = name.slice(0, 31);
    expect(decode(written({ rest: `53037045802VN${tlv('59', long)}` }))).toMatchObject({
      outcome: 'warn',
      warnings: [{ reason: 'field.tooLong', at: '59' }],
      transfer: { merchantName: long },
    });
    const other = signed(`000201010212${tlv('26', '0010A000000775011001053131445')}53037045802VN${tlv('59', long)}`);
    expect(decode(other).outcome).toBe('reject'); // one character too many in 26
    const otherScheme = signed(
      `000201010212${tlv('26', '0010A00000077501100105313144')}53037045802VN${tlv('59', long)}`,
    );
    expect(decode(otherScheme)).toMatchObject({
      outcome: 'otherScheme',
      warnings: [{ reason: 'field.tooLong', at: '59' }],
    });
  });
});

/** Bit by bit, as the definition says it: independent of the table. */
function crcOfBytes(bytes: Iterable<number>): number {
  let crc = 0xffff;
  for (const byte of bytes) {
    for (let bit = 7; bit >= 0; bit -= 1) {
      const out = ((crc >> 15) ^ (byte >> bit)) & 1;
      crc = ((crc << 1) & 0xffff) ^ (out ? 0x1021 : 0);
    }
  }
  return crc;
}
