import { createHash } from 'node:crypto';
import { spacedTime } from '../vietnam-time.js';
import type { Entry, Statement, StatementFault } from './statement.js';

const columns = [
  'STT',
  'KENH',
  'TEN_KENH',
  'LOAI_GD',
  'REQUEST_ID',
  'MA_GD_NGAN_HANG',
  'FT',
  'THOI_GIAN',
  'SO_TIEN',
  'LOAI_TIEN',
  'NOI_DUNG',
  'TRANG_THAI',
  'TK_GHI_NO',
  'TEN_TK_GHI_NO',
  'TK_GHI_CO',
  'TEN_TK_GHI_CO',
  'TK_THU_HUONG',
  'NGAN_HANG_NHAN',
  'KHOA_DOI_SOAT_NAPAS',
  'THONG_TIN_THEM',
  'CHECKSUM',
];

/**
 * MB's daily file `RV_<yyyyMMdd>_TC.txt`: a header and one line of 21 columns per transfer. The recipe of the checksum
 * is not public; here it is the MD5 of the other columns joined by `|`.
 */
export function* mbPipe({ account, entries }: Statement, fault?: StatementFault): Generator<string> {
  yield `${columns.join('|')}\r\n`;
  for (const entry of entries) yield row(entry, account, fault === 'wrongTotals' && entry === entries.at(-1));
}

function row({ transfer, position }: Entry, account: Statement['account'], wrongChecksum: boolean): string {
  const { id, number, direction, amount, bankReference, payer, virtualAccount } = transfer;
  const ours = [account.accountNumber, account.accountName];
  const other = [payer.account, payer.name];
  const cells = [
    position,
    'NAPAS247',
    'Chuyen tien nhanh',
    transfer.reverses === undefined ? (direction === 'in' ? 'C' : 'D') : 'R',
    id,
    number,
    bankReference,
    spacedTime(new Date(transfer.at)).replace(/^(\d+)-(\d+)-(\d+)/, '$3/$2/$1'),
    amount,
    'VND',
    transfer.text.replaceAll(/[|\r\n]/g, ' '),
    'THANH CONG',
    ...(direction === 'in' ? [...other, ...ours] : [...ours, ...other]),
    direction === 'in' ? (virtualAccount ?? account.accountNumber) : payer.account,
    account.bankName,
    `${account.bankBin}${String(number).padStart(12, '0')}`,
    '',
  ].join('|');
  const checksum = createHash('md5').update(cells).digest('hex');
  return `${cells}|${wrongChecksum ? checksum.split('').reverse().join('') : checksum}\r\n`;
}
