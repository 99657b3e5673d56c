import { inVietnam, type ReturnWay } from '@lienthong/contracts';
import { statusNames } from '../../views/timeline.messages.js';
import type { RegisterItem } from '../core.js';
import type { EntryKind } from '../save-register.js';

/** The book as a clerk reads it: on paper and in a spreadsheet. */
export const bookTitle = 'Sổ theo dõi tiếp nhận và trả kết quả';

export const entryNames: Readonly<Record<EntryKind, string>> = { received: 'Tiếp nhận', returned: 'Trả kết quả' };
const returnWays: Readonly<Record<ReturnWay, string>> = {
  counter: 'Tại quầy',
  post: 'Bưu chính',
  electronic: 'Điện tử',
};

/** `22/11/2026 09:00`. */
const moment = (iso: string): string => {
  const [year, month, day, clock] = [...inVietnam(Date.parse(iso)).matchAll(/^(\d+)-(\d+)-(\d+)T(\d+:\d+)/g)][0]!.slice(
    1,
  );
  return `${day}/${month}/${year} ${clock}`;
};

interface Column {
  readonly title: string;
  readonly of: (item: RegisterItem) => string | number | undefined;
}

export const columns: readonly Column[] = [
  { title: 'STT', of: ({ number }) => number },
  { title: 'Nội dung', of: ({ entry }) => entryNames[entry] },
  { title: 'Thời điểm', of: ({ at }) => moment(at) },
  { title: 'Mã hồ sơ', of: ({ dossier }) => dossier },
  { title: 'Số biên nhận', of: ({ receiptNumber }) => receiptNumber },
  { title: 'Thủ tục', of: ({ procedure }) => procedure && `${procedure.code} ${procedure.name}` },
  { title: 'Người nộp', of: ({ applicant }) => applicant },
  { title: 'Hẹn trả', of: ({ dueAt }) => dueAt && moment(dueAt) },
  { title: 'Cách trả', of: ({ returnBy }) => returnBy && returnWays[returnBy] },
  { title: 'Trạng thái', of: ({ status }) => status && statusNames[status] },
  { title: 'Ghi nhận bởi', of: ({ by }) => by },
];

export const unitWord = 'Đơn vị';
export const dayWord = 'Ngày';
export const signatures = ['Người lập sổ', 'Người kiểm tra'] as const;
/** `2026-11-22` as a clerk writes it. */
export const dayText = (day: string): string => day.split('-').reverse().join('/');
