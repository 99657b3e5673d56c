import { clockTime } from '../../views/clock-time.messages.js';

/** What a line about a handover offers to its sentence. */
interface Line {
  readonly args: Readonly<Record<string, string | number>>;
  readonly personal: Readonly<Record<string, unknown>>;
}

const kinds: Readonly<Record<string, string>> = {
  transfer: 'hồ sơ',
  request: 'yêu cầu về hồ sơ',
  result: 'kết quả của hồ sơ',
  submission: 'hồ sơ nộp trên Cổng Dịch vụ công quốc gia',
};

const text = ({ args }: Line, name: string): string => String(args[name] ?? '');
const handed = (line: Line): string => kinds[text(line, 'handed')] ?? 'yêu cầu về hồ sơ';
const words = ({ personal }: Line): string => (typeof personal['text'] === 'string' ? `: ${personal['text']}` : '');
const due = ({ args }: Line): string => clockTime(args['dueAt']);
const insteadOf = (line: Line): string =>
  line.args['addressedTo'] === undefined
    ? ''
    : ` (đơn vị kế thừa của ${text(line, 'addressedTo')}, nay đã chấm dứt hoạt động)`;

const expected = (line: Line): string =>
  line.args['expectedAt'] === undefined ? '' : `, dự kiến trả lời ${clockTime(line.args['expectedAt'])}`;
const dueMoved = (line: Line): string => (line.args['dueMoved'] ? `, hạn trả lời mới ${due(line)}` : '');
const amount = ({ args }: Line): string =>
  args['amount'] === undefined ? '' : ` ${Number(args['amount']).toLocaleString('vi-VN')} đồng`;

/** Sentences about handovers, for a clerk of either side; by kind. */
export const handoverSentences: Readonly<Record<string, (line: Line) => string>> = {
  'handover.sent': (line) =>
    `${text(line, 'from')} chuyển ${handed(line)} cho ${text(line, 'to')}${insteadOf(line)}, hạn trả lời ${due(line)}${words(line)}`,
  'handover.accepted': (line) => `${text(line, 'to')} đã tiếp nhận ${handed(line)}, hạn trả lời ${due(line)}`,
  'handover.refused': (line) => `${text(line, 'to')} không tiếp nhận ${handed(line)}${words(line)}`,
  'handover.answered': (line) => `${text(line, 'to')} đã trả lời ${handed(line)}${words(line)}`,
  'handover.withdrawn': (line) => `${text(line, 'from')} đã rút ${handed(line)} đã chuyển cho ${text(line, 'to')}`,
  'handover.arrived': (line) => `Trục liên thông đã nhận ${handed(line)} chuyển tới ${text(line, 'to')}`,
  'handover.doubtful': (line) =>
    `Chưa rõ ${handed(line)} đã tới ${text(line, 'to')} qua trục liên thông hay chưa; hệ thống đang xác minh, không tự gửi lại`,
  'handover.stuck': (line) =>
    `Trục liên thông chưa nhận ${handed(line)} chuyển tới ${text(line, 'to')}; bên cần xử lý: người vận hành hệ thống`,
  'handover.notCarried': (line) =>
    `Không chuyển được ${handed(line)} tới ${text(line, 'to')} qua trục liên thông; ${text(line, 'from')} chọn cách khác`,
  'handover.updated': (line) =>
    `Cập nhật về ${handed(line)}, trạng thái không thay đổi${expected(line)}${dueMoved(line)}${words(line)}`,
  'handover.paidThere': (line) => `Bên kia trục liên thông báo đã thanh toán${amount(line)} cho ${handed(line)}`,
  'handover.saidTooLate': (line) =>
    `Bên kia trục liên thông báo thêm về ${handed(line)} sau khi việc này đã xong; không được tính`,
  'handover.submitted': (line) =>
    `Người nộp đã nộp hồ sơ trên Cổng Dịch vụ công quốc gia; ${text(line, 'to')} cần tiếp nhận hoặc từ chối trước ${due(line)}`,
  'handover.supplemented': (line) =>
    `Người nộp đã bổ sung hồ sơ qua Cổng Dịch vụ công quốc gia; ${text(line, 'to')} cần tiếp nhận hoặc từ chối trước ${due(line)}`,
  'handover.taken': (line) => `${text(line, 'to')} đã tiếp nhận ${handed(line)}`,
  'handover.takenOver': (line) =>
    `${text(line, 'to')} đã tiếp nhận ${handed(line)} bằng bản cập nhật đầu tiên của mình`,
  'handover.soon': (line) => `Nhắc việc: ${text(line, 'to')} cần trả lời ${handed(line)} trước ${due(line)}`,
  'handover.late': (line) => `Quá hạn: ${text(line, 'to')} chưa trả lời ${handed(line)}, hạn là ${due(line)}`,
  'steps.joined': (line) =>
    `Các bước liên thông đã có đủ trả lời: ${text(line, 'steps')}` +
    (line.args['next'] === undefined ? '; không còn bước nào chờ' : `; bước tiếp theo: ${text(line, 'next')}`),
  'steps.late': (line) =>
    `Bước liên thông ${text(line, 'step')} quá hạn, hạn là ${due(line)}; chưa trả lời: ${text(line, 'names')}`,
  'steps.held': (line) =>
    `Bước liên thông ${text(line, 'step')} dừng lại: ${text(line, 'to')} không trả lời; cơ quan quản lý hồ sơ cần chọn đơn vị khác`,
  'steps.unplaced': (line) =>
    `Bước liên thông ${text(line, 'step')} không có đơn vị nào để chuyển; cơ quan quản lý hồ sơ cần chọn đơn vị`,
  'handover.rerouted': (line) =>
    `${text(line, 'addressedTo')} đã chấm dứt hoạt động; ${handed(line)} được chuyển tiếp cho đơn vị kế thừa ${text(line, 'to')}`,
  'handover.fellBack': (line) =>
    `${text(line, 'addressedTo')} đã chấm dứt hoạt động; đơn vị kế thừa ${text(line, 'to')} chính là đơn vị quản lý hồ sơ, ${handed(line)} kết thúc, không chờ trả lời`,
};

/** Why a dossier waits for a unit. */
export const handoverWaits: Readonly<Record<string, string>> = {
  'handover.open': 'đã chuyển cho đơn vị khác, chờ tiếp nhận',
  'submission.open': 'hồ sơ nộp trên Cổng Dịch vụ công quốc gia, chờ đơn vị tiếp nhận',
  'handover.accepted': 'đơn vị được chuyển đã tiếp nhận, chờ trả lời',
  'step.late': 'bước liên thông đã quá hạn, đơn vị được hỏi chưa trả lời',
  'step.held': 'một bước liên thông không có đơn vị trả lời, cơ quan quản lý hồ sơ cần chọn đơn vị',
  'handover.onItsWay': 'đang chuyển tới đơn vị khác qua trục liên thông',
  'handover.doubtful': 'chưa rõ trục liên thông đã nhận hay chưa, hệ thống đang xác minh',
  'handover.stuck': 'trục liên thông chưa nhận, chờ người vận hành hệ thống xử lý',
};
