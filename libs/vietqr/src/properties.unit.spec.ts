import fc from 'fast-check';
import { decode, encode, transferLimit } from './index.js';
import type { AdditionalData, Transfer } from './index.js';
import { additionalFields } from './layout.js';
import { signed, tlv } from './testing/payloads.js';
import { walk } from './tlv.js';

const from = (alphabet: string, min: number, max: number) =>
  fc.array(fc.constantFrom(...alphabet), { minLength: min, maxLength: max }).map((letters) => letters.join(''));
const digits = '0123456789';
const alphanumeric = `${digits}ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz`;
const printable = Array.from({ length: 95 }, (_, index) => String.fromCharCode(0x20 + index)).join('');
const given = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });

const additional: fc.Arbitrary<AdditionalData | undefined> = given(
  fc
    .record(
      {
        billNumber: from(printable, 1, 20),
        mobile: from(digits, 9, 11),
        reference: from(alphanumeric, 1, 10),
        purpose: from(printable, 1, 25),
        requests: fc.shuffledSubarray(['A', 'M', 'E'], { minLength: 1 }).map((letters) => letters.join('')),
      },
      { requiredKeys: [] },
    )
    .filter((data) => Object.keys(data).length > 0),
);

const transfers: fc.Arbitrary<Transfer> = fc
  .record({
    bank: from(digits, 6, 6),
    account: from(alphanumeric, 1, 19),
    service: fc.constantFrom('account' as const, 'card' as const),
    initiation: fc.constantFrom('static' as const, 'dynamic' as const),
    amount: given(fc.integer({ min: 1, max: transferLimit - 1 })),
    categoryCode: given(from(digits, 4, 4)),
    merchantName: given(from(printable, 1, 25)),
    merchantCity: given(from(printable, 1, 15)),
    postalCode: given(from(printable, 1, 10)),
    additional,
  })
  .map((transfer) => {
    const account = transfer.service === 'card' ? transfer.account.replace(/\D/g, '7') : transfer.account;
    const initiation = transfer.amount === undefined ? transfer.initiation : 'dynamic';
    return JSON.parse(JSON.stringify({ ...transfer, account, initiation })) as Transfer; // without the undefined ones
  });

function payloadOf(transfer: Transfer): string {
  const encoded = encode(transfer);
  if (!encoded.ok) throw new Error(JSON.stringify(encoded.refusals));
  return encoded.payload;
}

const objectsOf = (text: string, within = '') => {
  const walked = walk(text, within);
  if (!walked.ok) throw new Error(walked.fault.reason);
  return [...walked.objects];
};

describe('properties of the codec', () => {
  it('decode(encode(x)) = x, in printable ASCII, without a warning', () => {
    fc.assert(
      fc.property(transfers, (transfer) => {
        const payload = payloadOf(transfer);
        expect(payload).toMatch(/^[\x20-\x7e]+$/);
        expect(decode(payload)).toMatchObject({ outcome: 'accept', warnings: [], otherSchemes: [] });
        expect(decode(payload)).toHaveProperty('transfer', transfer);
        expect(encode(transfer)).toEqual({ ok: true, payload });
      }),
      { numRuns: 2000 },
    );
  });

  it('any one-character change breaks the CRC', () => {
    fc.assert(
      fc.property(transfers, fc.nat(), fc.constantFrom(...printable), (transfer, place, letter) => {
        const payload = payloadOf(transfer);
        const at = place % (payload.length - 8);
        fc.pre(payload[at] !== letter);
        const changed = payload.slice(0, at) + letter + payload.slice(at + 1);
        const read = decode(changed);
        expect(read.outcome).toBe('reject');
        expect(['crc.mismatch', 'format.first']).toContain((read as { reason: string }).reason);
      }),
      { numRuns: 3000 },
    );
  });

  it('any one-character change of the CRC itself breaks it, except its case', () => {
    const payload = payloadOf({ bank: '970436', account: '1017595600' });
    for (let at = payload.length - 4; at < payload.length; at += 1) {
      for (const letter of printable) {
        const changed = payload.slice(0, at) + letter + payload.slice(at + 1);
        const same = payload[at]!.toUpperCase() === letter.toUpperCase();
        expect(decode(changed).outcome).toBe(same ? 'accept' : 'reject');
      }
    }
  });

  it('permuting the middle root objects keeps the decoded fields', () => {
    fc.assert(
      fc.property(
        transfers.chain((transfer) => {
          const root = objectsOf(payloadOf(transfer)).slice(1, -1);
          return fc.tuple(
            fc.constant(transfer),
            fc.shuffledSubarray(root, { minLength: root.length, maxLength: root.length }),
          );
        }),
        ([transfer, root]) => {
          const payload = signed(`000201${root.map(([id, value]) => tlv(id, value)).join('')}`);
          expect(decode(payload)).toMatchObject({ outcome: 'accept' });
          expect(decode(payload)).toHaveProperty('transfer', transfer);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('a length one too large or too small in any nested object is rejected, also with the CRC made right', () => {
    fc.assert(
      fc.property(transfers, fc.constantFrom(-1, 1), (transfer, by) => {
        for (const changed of withOneLengthOff(payloadOf(transfer), by)) {
          expect([changed, decode(changed).outcome]).toEqual([changed, 'reject']);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('whatever the text, an answer comes and no exception', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 120 }), (text) => {
        expect(decode(text).outcome).toBe('reject');
        expect(['reject', 'otherScheme']).toContain(decode(signed(`000201${text}`)).outcome);
      }),
      { numRuns: 3000 },
    );
    expect(decode('')).toMatchObject({ reason: 'format.first' });
    expect(decode('0'.repeat(1_000_000))).toMatchObject({ reason: 'text.tooLong' });
    expect(decode('00\ud800')).toMatchObject({ reason: 'text.illFormed' });
  });

  it('additional fields have each their own ID', () => {
    expect(new Set(additionalFields.map(({ id }) => id)).size).toBe(additionalFields.length);
  });
});

/** The payload once for every object inside 38, 38.01 and 62, with that object's length off by one; other lengths stand. */
function withOneLengthOff(payload: string, by: number): string[] {
  const root = objectsOf(payload).slice(0, -1);
  const put = (objects: [string, string][], at: number, value: string) =>
    objects.map(([id, old], index) => tlv(id, index === at ? value : old)).join('');
  const off = (objects: [string, string][], at: number) =>
    objects.map(([id, value], index) => tlv(id, value, Array.from(value).length + (index === at ? by : 0))).join('');
  const changed: string[] = [];
  root.forEach(([id, value], outer) => {
    if (id !== '38' && id !== '62') return;
    const inner = objectsOf(value, id);
    inner.forEach((_, at) => changed.push(signed(put(root, outer, off(inner, at)))));
    if (id !== '38') return;
    const deep = objectsOf(inner[1]![1], '38.01');
    deep.forEach((_, at) => changed.push(signed(put(root, outer, put(inner, 1, off(deep, at))))));
  });
  return changed;
}
