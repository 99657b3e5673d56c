import { bankOf, banks, decode, encode, mayReceiveTransfers } from './index.js';

describe('the bank table', () => {
  it('has every id once, 56 of them out of the letter', () => {
    expect(new Set(banks.map(({ bin }) => bin)).size).toBe(banks.length);
    expect(banks.filter(({ listedIn }) => listedIn === 'letter')).toHaveLength(56);
    for (const { bin } of banks) expect(bin).toMatch(/^\d{6}$/);
  });

  it('knows a bank by its id through a change of name', () => {
    expect(bankOf('970436')?.shortName).toBe('Vietcombank');
    expect(bankOf('970414')).toMatchObject({ shortName: 'MBV', formerNames: ['Oceanbank'] });
  });

  it('says who cannot be paid, and does not guess', () => {
    expect(mayReceiveTransfers('970436')).toBe(true);
    expect(mayReceiveTransfers('970470')).toBe(false);
    expect(mayReceiveTransfers('970459')).toBe('unknown');
    expect(mayReceiveTransfers('971133')).toBe('unknown');
  });

  it('is never a reason to reject', () => {
    const encoded = encode({ bank: '971133', account: 'NPX1' });
    expect(encoded.ok && decode(encoded.payload).outcome).toBe('accept');
  });
});
