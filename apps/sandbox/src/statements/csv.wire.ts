import { spacedTime } from '../vietnam-time.js';
import type { Entry, Statement } from './statement.js';

/** A bank's way to write its statement as CSV: header block, columns, numbers, line breaks in cells. */
interface CsvProfile {
  byteOrderMark: boolean;
  separator: string;
  thousands: string;
  /** Width at which the narrative is broken inside its cell. */
  narrativeWidth: number;
  before(statement: Statement, number: (amount: number) => string): string[][];
  columns: string[];
  row(entry: Entry, number: (amount: number) => string): string[];
  after(statement: Statement, number: (amount: number) => string): string[][];
}

const profiles = {
  // Date and reference in one cell with a line break, thousands by comma.
  vietcombank: {
    byteOrderMark: true,
    separator: ',',
    thousands: ',',
    narrativeWidth: 40,
    before: ({ account, day, opening }, number) => [
      ['SAO KÊ TÀI KHOẢN'],
      ['Số tài khoản', account.accountNumber],
      ['Chủ tài khoản', account.accountName],
      ['Loại tiền', 'VND'],
      ['Từ ngày', vietnameseDay(day), 'Đến ngày', vietnameseDay(day)],
      ['Số dư đầu kỳ', number(opening)],
      [],
    ],
    columns: ['STT', 'Ngày giao dịch/ Số tham chiếu', 'Ghi nợ', 'Ghi có', 'Số dư', 'Mô tả'],
    row: ({ transfer, position, balance }, number) => [
      String(position),
      `${dateOf(transfer.at)}\n${transfer.bankReference}`,
      transfer.direction === 'out' ? number(transfer.amount) : '',
      transfer.direction === 'in' ? number(transfer.amount) : '',
      number(balance),
      reversalMark(transfer.reverses) + transfer.text,
    ],
    after: ({ debits, credits, closing }, number) => [
      ['', 'Tổng số', number(debits.amount), number(credits.amount)],
      ['Số dư cuối kỳ', number(closing)],
    ],
  },
  // One column each, thousands by dot, semicolons.
  techcombank: {
    byteOrderMark: false,
    separator: ';',
    thousands: '.',
    narrativeWidth: 60,
    before: ({ account, day, opening }, number) => [
      ['Sao kê tài khoản/Account statement'],
      ['Tài khoản/Account', account.accountNumber, account.accountName],
      ['Loại tiền/Currency', 'VND'],
      ['Ngày/Date', vietnameseDay(day)],
      ['Số dư đầu/Opening balance', number(opening)],
    ],
    columns: [
      'Ngày giao dịch',
      'Số tham chiếu',
      'Đối tác',
      'Tài khoản đối tác',
      'Diễn giải',
      'Ghi nợ/Debit',
      'Ghi có/Credit',
      'Số dư/Balance',
    ],
    row: ({ transfer, balance }, number) => [
      dateOf(transfer.at),
      transfer.bankReference,
      transfer.payer.name,
      transfer.payer.account,
      reversalMark(transfer.reverses) + transfer.text,
      transfer.direction === 'out' ? number(transfer.amount) : '',
      transfer.direction === 'in' ? number(transfer.amount) : '',
      number(balance),
    ],
    after: ({ debits, credits, closing }, number) => [
      ['Cộng/Total', '', '', '', '', number(debits.amount), number(credits.amount), ''],
      ['Số dư cuối/Closing balance', '', '', '', '', '', '', number(closing)],
    ],
  },
} satisfies Record<string, CsvProfile>;

export type CsvProfileName = keyof typeof profiles;

/** A statement as one bank's CSV. */
export function* csv(statement: Statement, name: CsvProfileName): Generator<string> {
  const profile: CsvProfile = profiles[name];
  const number = (amount: number) => String(amount).replaceAll(/\B(?=(\d{3})+(?!\d))/g, profile.thousands);
  const line = (cells: string[]) =>
    `${cells.map((cell) => quoted(cell, profile.separator)).join(profile.separator)}\r\n`;
  if (profile.byteOrderMark) yield '\uFEFF';
  yield [...profile.before(statement, number), profile.columns].map(line).join('');
  const narrative = profile.columns.findIndex((column) => column === 'Mô tả' || column === 'Diễn giải');
  for (const entry of statement.entries) {
    const cells = profile.row(entry, number);
    cells[narrative] = broken(cells[narrative]!, profile.narrativeWidth);
    yield line(cells);
  }
  yield profile.after(statement, number).map(line).join('');
}

const quoted = (cell: string, separator: string): string =>
  cell.includes(separator) || /["\n\r]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;

/** Lines of one width; a blank at the break is lost, as it was seen to be. */
function broken(text: string, width: number): string {
  const lines: string[] = [];
  for (let at = 0; at < text.length; at += width) lines.push(text.slice(at, at + width).replace(/^ | $/g, ''));
  return lines.join('\n');
}

const reversalMark = (reverses: string | undefined): string => (reverses === undefined ? '' : 'HOAN TRA GD ');
const dateOf = (at: string): string => vietnameseDay(spacedTime(new Date(at)).slice(0, 10));
const vietnameseDay = (day: string): string => day.split('-').reverse().join('/');
