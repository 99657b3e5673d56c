import type { KeptUnread } from '@lienthong/connector-kit';
import { createHmac } from 'node:crypto';
import { bankAccountOf, bankAccounts, bankKeys } from '../testing/bank-qr/accounts.js';
import { answering } from '../testing/answering.js';
import type { Queried } from './bank-qr.query.js';
import { readBankRowAgain } from './bank-qr.read-again.js';
import { listCasso } from './casso/casso.query.js';
import { orderCodeOf } from './payos/payos.order-code.js';
import { queryPayos } from './payos/payos.query.js';
import { listSepay } from './sepay/sepay.query.js';
import { queryVietqrVn } from './vietqr-vn/vietqr-vn.query.js';
import { queryVnpay } from './vnpay/vnpay.query.js';

/**
 * What providers answer when they are asked: an answer settles fees, so each is checked like a notification. Every test goes red when
 * its check is taken out (test/money/defects).
 */
const accountOf = (name: string, section = name, more: object = {}) => {
  const usual = (bankAccounts[name] as Record<string, object>)[section]!;
  return bankAccountOf(name, { [section]: { ...usual, ...more } });
};
const told = (queried: Queried): string =>
  queried.ok ? `${queried.facts.map(({ kind }) => kind).join()} skipped ${queried.unreadable.length}` : queried.cause;

describe('VNPAY: querydr', () => {
  const account = accountOf('vnpay');
  const asked = { reference: 'HSDVC7K2QF9XA', createDate: '20260801165500', requestId: 'R1', now: new Date() };
  // In the order of payments-and-post.md §3.2.
  const said: Readonly<Record<string, string>> = {
    ...{ vnp_ResponseId: '1', vnp_Command: 'querydr', vnp_ResponseCode: '00', vnp_Message: 'QueryDR Success' },
    ...{ vnp_TmnCode: 'TESTTMN1', vnp_TxnRef: asked.reference, vnp_Amount: '15000000', vnp_BankCode: 'NCB' },
    ...{ vnp_PayDate: '20260801170112', vnp_TransactionNo: '14226112', vnp_TransactionType: '01' },
    ...{ vnp_TransactionStatus: '00', vnp_OrderInfo: 'x', vnp_PromotionCode: '', vnp_PromotionAmount: '' },
  };
  const signed = (change: Readonly<Record<string, string>> = {}, key: string = bankKeys.vnpay[0]): object => {
    const fields = { ...said, ...change };
    const hash = createHmac('sha512', key).update(Object.values(fields).join('|')).digest('hex');
    return { ...fields, vnp_SecureHash: hash };
  };
  const ask = async (answer: object) => told(await queryVnpay(account, account.vnpay!, answering(answer), asked));

  it('is believed with its hash, under either key of a rotation', async () => {
    expect(await ask(signed())).toBe('credit skipped 0');
    expect(await ask(signed({}, bankKeys.vnpay[1]))).toBe('credit skipped 0');
  });
  it.each(Object.keys(said).filter((name) => name !== 'vnp_ResponseCode'))(
    'is not believed when %s is changed',
    async (name) => {
      expect(await ask({ ...signed(), [name]: '20000000' })).toBe('vnpay.hashWrong');
    },
  );
  it('is not believed without a hash, or under a key of nobody', async () => {
    expect(await ask(said)).toBe('vnpay.hashWrong');
    expect(await ask(signed({}, 'nobodys-secret'))).toBe('vnpay.hashWrong');
  });
  it.each([
    ['another order', 'vnp_TxnRef', 'HSDVC7K2QF9XB'],
    ['another merchant', 'vnp_TmnCode', 'OTHERTMN'],
  ])('about %s says nothing of ours', async (_, name, value) => {
    expect(await ask(signed({ [name]: value }))).toBe('vnpay.otherOrder');
  });
});

describe('payOS: a link', () => {
  const account = accountOf('payos');
  const reference = 'HSDVC7K2QF9XAC';
  const orderCode = orderCodeOf('HSDVC', reference)!;
  const row = {
    ...{ reference: 'FT1', amount: 150_000, accountNumber: '1017595600', description: 'x' },
    ...{ transactionDateTime: '2026-08-01 14:02:37', virtualAccountNumber: null },
  };
  const ask = async (data: object) =>
    told(await queryPayos(account, account.payos!, answering({ code: '00', desc: 'success', data }), { reference }));

  it('of ours tells its transfers', async () => {
    expect(await ask({ orderCode, id: 'link', amount: 150_000, transactions: [row, row] })).toBe(
      'credit,credit skipped 0',
    );
  });
  it.each([[orderCode + 1], [undefined], [String(orderCode).slice(0, -1)]])(
    'of another order code says nothing of ours: %p',
    async (other) => {
      expect(await ask({ orderCode: other, id: 'link', amount: 150_000, transactions: [row] })).toBe(
        'payos.otherOrder',
      );
    },
  );
});

describe('SePay: the list', () => {
  const account = accountOf('sepay', 'sepay', { api: { token: 'sepay-token' } });
  const row = {
    ...{ id: '92704', account_number: '1017595600', transaction_date: '2026-08-01 14:02:37', amount_out: '0.00' },
    ...{ amount_in: '150000.00', transaction_content: 'x', reference_number: 'FT1', sub_account: null },
  };
  const ask = async (...transactions: object[]) =>
    told(await listSepay(account, account.sepay!, answering({ transactions }), { since: new Date(0) }));

  it('tells what moved on our account and passes over what did not', async () => {
    const { account_number: _, ...nobodys } = row;
    expect(await ask(row)).toBe('credit skipped 0');
    expect(await ask(row, { ...row, id: '92705', account_number: '9999999999' }, nobodys)).toBe('credit skipped 2');
  });
});

describe('Casso: the list', () => {
  const account = accountOf('casso', 'casso', { api: { apiKey: 'casso-key' } });
  const row = {
    ...{ id: 1, reference: 'FT1', description: 'x', amount: 150_000, accountNumber: '1017595600' },
    transactionDateTime: '2026-08-01 14:02:37',
  };
  const ask = async (...records: object[]) =>
    told(await listCasso(account, account.casso!, answering({ error: 0, data: { records } }), { since: new Date(0) }));

  it("tells what moved on our account; another account's under the same key is not ours to tell", async () => {
    const { accountNumber: _, ...nobodys } = row;
    expect(await ask(row)).toBe('credit skipped 0');
    expect(await ask(row, { ...row, id: 2, accountNumber: '9999999999' }, nobodys)).toBe('credit skipped 0');
    expect(await ask({ ...row, id: undefined })).toBe(' skipped 1');
  });
});

describe('VietQR.vn: check-order', () => {
  const account = accountOf('vietqr-vn', 'vietqrVn', { api: { username: 'don-vi', password: 'vietqr-theirs' } });
  const token = { access_token: 't-1', token_type: 'Bearer', expires_in: 300 };
  const row = {
    ...{ referenceNumber: 'FT26213000001', orderId: '', amount: 150_000, content: 'x', transType: 'C', status: 1 },
    ...{ type: 2, timeCreated: 1785567757, timePaid: 1785567757 },
  };
  const ask = async (...rows: object[]) =>
    told(await queryVietqrVn(account, account.vietqrVn!, answering(token, rows), row.referenceNumber));

  it('confirms the transaction that was asked about', async () => {
    expect(await ask(row)).toBe('credit skipped 0');
    expect(await ask({ ...row, bankAccount: '1017595600' })).toBe('credit skipped 0');
    expect(await ask({ ...row, status: 0 })).toBe(' skipped 0');
  });
  it('confirms no other one, and none of another account', async () => {
    expect(await ask({ ...row, referenceNumber: 'FT26213000002' })).toBe(' skipped 1');
    expect(await ask({ ...row, bankAccount: '9999999999' })).toBe(' skipped 1');
  });
});

describe('a row of a list that could not be read, read once more', () => {
  const sepayRow = {
    ...{ id: '92704', account_number: '1017595600', transaction_date: '2026-08-01 14:02:37', amount_out: '0.00' },
    ...{ amount_in: '150000.00', transaction_content: 'x' },
  };
  const cassoRow = {
    id: 1,
    description: 'x',
    amount: 150_000,
    accountNumber: '1017595600',
    transactionDateTime: '2026-08-01 14:02:37',
  };
  const again = (name: string, row: object, change: Partial<KeptUnread> = {}) =>
    readBankRowAgain(new Map([[name, accountOf(name)]]), {
      ...{ provider: name, account: name, cause: `${name}.shapeOfYesterday`, bytes: Buffer.from(JSON.stringify(row)) },
      ...change,
    });

  it('says what the list would have said; another account’s money never', () => {
    expect(again('sepay', sepayRow)).toMatchObject({
      facts: [{ providerId: '92704', amount: 150_000, confirmed: true }],
    });
    expect(again('casso', cassoRow)).toMatchObject({ facts: [{ amount: 150_000 }] });
    expect(again('sepay', { ...sepayRow, account_number: '9999999999' })).toEqual({
      ...{ result: 'stillUnreadable', reason: 'sepay.otherAccount' },
    });
    expect(again('casso', { ...cassoRow, accountNumber: '9999999999' })).toEqual({
      ...{ result: 'stillUnreadable', reason: 'casso.otherAccount' },
    });
    expect(again('sepay', { ...sepayRow, amount_in: '1.5' })).toMatchObject({ result: 'stillUnreadable' });
  });

  it('is not read where the bytes are no row of a list', () => {
    const notAlone = { result: 'notReadable', reason: 'row.notReadAlone' };
    expect(again('sepay', { order: 'x' }, { cause: 'unanswered.sepay.brokenContract' })).toEqual(notAlone);
    expect(again('vnpay', {})).toEqual(notAlone);
    expect(again('sepay', sepayRow, { account: 'gone' })).toEqual(notAlone);
    expect(again('sepay', sepayRow, { provider: 'casso' })).toEqual(notAlone);
  });
});
