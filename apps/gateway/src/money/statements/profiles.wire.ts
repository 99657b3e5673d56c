import type { CsvProfile } from './csv-profile.js';

const takenBack = { words: ['HOAN TRA GD', 'HUY GD', 'REVERSAL'] } as const;
const inDong = { thousands: ',', decimal: '.', signed: true } as const;

/**
 * Vietcombank-like: the day and the bank's number share a cell on two lines, header block above, totals below.
 * Source: public exports, retold in payments-and-post.md §4.1.
 */
export const vietcombank: CsvProfile = {
  name: 'vietcombank',
  encoding: 'utf-8',
  delimiter: ',',
  quote: '"',
  amounts: inDong,
  dates: ['dd/MM/yyyy HH:mm:ss', 'dd/MM/yyyy'],
  columns: {
    day: { labels: ['ngày giao dịch', 'transaction date', 'tnx date'], line: 1 },
    reference: { labels: ['số tham chiếu', 'số ct', 'reference', 'doc no'], line: 2 },
    debit: { labels: ['ghi nợ', 'số tiền ghi nợ', 'debit'] },
    credit: { labels: ['ghi có', 'số tiền ghi có', 'credit'] },
    balance: { labels: ['số dư', 'balance'], optional: true },
    text: { labels: ['mô tả', 'diễn giải', 'nội dung chi tiết', 'transactions in detail', 'description'] },
  },
  direction: { by: 'columns' },
  facts: {
    account: ['số tài khoản', 'account number', 'account no'],
    currency: ['loại tiền', 'currency'],
    opening: ['số dư đầu kỳ', 'opening balance'],
    closing: ['số dư cuối kỳ', 'closing balance'],
    count: ['số giao dịch', 'số lượng giao dịch', 'number of transactions'],
    totals: ['tổng số', 'tổng cộng', 'total'],
  },
  required: ['account', 'opening', 'closing'],
  order: 'oldestFirst',
  reversal: takenBack,
  continuation: true,
};

/** Techcombank-like: semicolons, thousands by dot, the other party in columns of its own. Source: as above. */
export const techcombank: CsvProfile = {
  name: 'techcombank',
  encoding: 'utf-8',
  delimiter: ';',
  quote: '"',
  amounts: { thousands: '.', decimal: ',', signed: true },
  dates: ['dd/MM/yyyy HH:mm:ss', 'dd/MM/yyyy'],
  columns: {
    day: { labels: ['ngày giao dịch', 'transaction date', 'requesting date'] },
    reference: { labels: ['số bút toán', 'số tham chiếu', 'transaction no', 'reference number'] },
    debit: { labels: ['nợ/tktt', 'nợ', 'ghi nợ', 'debit'] },
    credit: { labels: ['có/tktt', 'có', 'ghi có', 'credit'] },
    balance: { labels: ['số dư', 'running balance', 'balance'], optional: true },
    text: { labels: ['diễn giải', 'mô tả', 'description'] },
    payerAccount: { labels: ['tài khoản đối ứng', 'tài khoản đối tác', 'remitter account number'], optional: true },
    payerName: { labels: ['tên tài khoản đối ứng', 'đối tác', 'remitter account name'], optional: true },
  },
  direction: { by: 'columns' },
  facts: {
    account: ['số tài khoản', 'tài khoản', 'account number', 'account no'],
    currency: ['loại tiền', 'tiền tệ', 'currency'],
    opening: ['số dư đầu kỳ', 'số dư đầu', 'opening balance'],
    closing: ['số dư cuối kỳ', 'số dư cuối', 'ending balance', 'closing balance'],
    count: ['số giao dịch', 'number of transactions'],
    totals: ['tổng cộng', 'cộng phát sinh', 'cộng', 'total'],
  },
  required: ['account', 'opening', 'closing'],
  order: 'either',
  reversal: takenBack,
  continuation: true,
};

/**
 * MB's daily file of successful transactions (`RV_<day>_TC.txt`): 21 cells between pipes under one heading row, no totals.
 * How the checksum of a row is made is not public: `checksum` is filled in by agreement. Source: payments-and-post.md §4.2.
 */
export const mbReconciliation: CsvProfile = {
  name: 'mb-reconciliation',
  encoding: 'utf-8',
  delimiter: '|',
  quote: '',
  amounts: { thousands: ',', decimal: '.' },
  dates: ['yyyy-MM-dd HH:mm:ss', 'dd/MM/yyyy HH:mm:ss', 'yyyyMMddHHmmss'],
  columns: {
    rowNumber: { position: 0 },
    type: { position: 3 },
    otherReference: { position: 4, optional: true },
    thirdReference: { position: 5, optional: true },
    reference: { position: 6 },
    day: { position: 7 },
    amount: { position: 8 },
    currency: { position: 9 },
    text: { position: 10 },
    debitedAccount: { position: 12 },
    payerAccount: { position: 12, optional: true },
    payerName: { position: 13, optional: true },
    creditedAccount: { position: 16 },
    checksum: { position: 20 },
  },
  direction: { by: 'accounts' },
  facts: {},
  required: [],
  order: 'oldestFirst',
  reversal: { types: ['R'] },
  fixedColumns: 21,
};

/** Profiles by the name that a request states as `format`. */
export const csvProfiles: ReadonlyMap<string, CsvProfile> = new Map(
  [vietcombank, techcombank, mbReconciliation].map((profile) => [profile.name, profile]),
);
