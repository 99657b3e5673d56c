import type { DisagreementKind } from '../rules/finding.js';

/** What a line of the timeline offers to its sentence. */
interface Line {
  readonly args: Readonly<Record<string, string | number>>;
}

const kinds: Readonly<Record<DisagreementKind, string>> = {
  missingAtPortal: 'Cổng Dịch vụ công quốc gia không có hồ sơ này',
  unknownToUs: 'đối tác nêu điều mà hệ thống không biết thuộc hồ sơ nào',
  statusBehind: 'trạng thái trên Cổng Dịch vụ công quốc gia chưa phải trạng thái hiện tại',
  paidNotMarked: 'đã nộp đủ nhưng cơ quan vẫn đang yêu cầu thanh toán',
  markedNotCredited: 'được báo đã thanh toán nhưng chưa thấy tiền về',
  deliveredNotReturned: 'bưu chính đã phát kết quả nhưng cơ quan chưa ghi nhận hoàn thành',
  feeAmountDiffers: 'số tiền phí, lệ phí không khớp',
  agencyContradictsSeen: 'điều cơ quan nêu khác với điều hệ thống ghi nhận',
};

export const kindName = (kind: string): string => kinds[kind as DisagreementKind] ?? kind;
const of = (line: Line): string => kindName(String(line.args['kind'] ?? ''));

export const disagreementSentences: Readonly<Record<string, (line: Line) => string>> = {
  'disagreement.compared': () => 'Yêu cầu đối chiếu hồ sơ với Cổng Dịch vụ công quốc gia',
  'disagreement.found': (line) => `Phát hiện sai lệch: ${of(line)}`,
  'disagreement.ended': (line) => `Hết sai lệch, các bên đã khớp: ${of(line)}`,
  'operator.repair': (line) => `Người vận hành yêu cầu khắc phục sai lệch: ${of(line)}`,
};
