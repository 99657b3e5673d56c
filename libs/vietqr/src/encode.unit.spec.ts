import { decode, encode, refusals, transferLimit, unaccented } from './index.js';
import type { RefusalReason, Transfer } from './index.js';

const plain: Transfer = { bank: '970436', account: '1017595600' };

describe('encode', () => {
  it('writes the reference code alone into the purpose', () => {
    expect(encode({ ...plain, amount: 1, additional: { purpose: 'HSDVC7K2QF9XA' } })).toEqual({
      ok: true,
      payload:
        '00020101021238540010A00000072701240006970436011010175956000208QRIBFTTA5303704540115802VN62170813HSDVC7K2QF9XA6304ED8A',
    });
  });

  it('a transfer of 500,000,000 VND is refused with the reason, one dong less is written', () => {
    expect(transferLimit).toBe(500_000_000);
    expect(encode({ ...plain, amount: 499_999_999 }).ok).toBe(true);
    for (const amount of [500_000_000, 500_000_001, Number.MAX_SAFE_INTEGER]) {
      expect(encode({ ...plain, amount })).toEqual({
        ok: false,
        refusals: [{ reason: 'amount.overTransferLimit', at: 'amount' }],
      });
    }
    expect(refusals['amount.overTransferLimit']).toContain('500,000,000');
  });

  it.each<[string, object, RefusalReason, string]>([
    ['a bank id of 8', { bank: '01203001' }, 'bank.format', 'bank'],
    ['no account', { account: '' }, 'account.format', 'account'],
    ['an account of 20', { account: '1'.repeat(20) }, 'account.format', 'account'],
    ['a blank in the account', { account: '1017 595600' }, 'account.format', 'account'],
    ['letters in a card number', { service: 'card', account: 'VQRQ1' }, 'card.format', 'account'],
    ['a service that is none', { service: 'cash' }, 'field.format', 'service'],
    ['an empty purpose', { additional: { purpose: '' } }, 'field.empty', 'additional.purpose'],
    ['a line break', { additional: { purpose: 'a\nb' } }, 'field.notAscii', 'additional.purpose'],
    ['a category of letters', { categoryCode: 'ABCD' }, 'field.format', 'categoryCode'],
    ['a category of 3 digits', { categoryCode: '939' }, 'field.format', 'categoryCode'],
    ['a request named twice', { additional: { requests: 'AA' } }, 'field.format', 'additional.requests'],
  ])('refuses %s', (_, part, reason, at) => {
    expect(encode({ ...plain, ...part })).toEqual({ ok: false, refusals: [{ reason, at }] });
  });

  it('names everything that stands against a transfer, and no value of it', () => {
    const refused = encode({ bank: 'VCB', account: 'secret account', amount: 0, merchantName: 'Nguyễn' });
    expect(refused).toMatchObject({ ok: false });
    expect(refused.ok ? [] : refused.refusals.map(({ at }) => at)).toEqual([
      'bank',
      'account',
      'amount',
      'merchantName',
    ]);
    expect(JSON.stringify(refused)).not.toMatch(/secret|Nguy/);
  });

  it('empty additional data leave no empty object behind', () => {
    const encoded = encode({ ...plain, additional: {} });
    expect(encoded.ok && decode(encoded.payload)).toMatchObject({ outcome: 'accept' });
  });
});

describe('unaccented', () => {
  it('takes the marks off Vietnamese letters and leaves the rest to be refused', () => {
    expect(unaccented('Sở Tư pháp tỉnh Đắk Lắk, đường Nguyễn Huệ')).toBe('So Tu phap tinh Dak Lak, duong Nguyen Hue');
    expect(unaccented('\u20ac 🏛')).toBe('\u20ac 🏛');
  });
});
