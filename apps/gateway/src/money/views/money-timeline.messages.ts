import { clockTime } from '../../views/clock-time.messages.js';

/** What a line about money offers to its sentence. */
interface Line {
  readonly args: Readonly<Record<string, string | number>>;
  readonly personal: Readonly<Record<string, unknown>>;
}

const whyCancelled: Readonly<Record<string, string>> = {
  client: 'theo yêu cầu của cơ quan',
  feeChanged: 'vì khoản phí, lệ phí đã thay đổi',
  feePaid: 'vì khoản phí, lệ phí đã được nộp theo khoản thanh toán khác',
  dossierEnded: 'vì hồ sơ không còn phải nộp',
  providerRefused: 'vì đơn vị cung cấp từ chối',
  abandoned: 'vì yêu cầu gửi đơn vị cung cấp đã bị hủy bỏ',
  failed: 'vì đơn vị cung cấp báo giao dịch không thành công',
};
const whyRefund: Readonly<Record<string, string>> = {
  over: 'số tiền nộp thừa',
  notOwed: 'số tiền không phải nộp',
  unassigned: 'số tiền không thuộc khoản nào',
};
const methods: Readonly<Record<string, string>> = {
  bankQr: 'mã QR ngân hàng',
  paymentPlatform: 'nền tảng thanh toán',
};
const contradictions: Readonly<Record<string, string>> = {
  confirmContradictsQuery: 'thông báo kết quả và kết quả tra cứu trái ngược nhau',
  amountsDiffer: 'số tiền được báo khác số tiền phải nộp',
  claimAfterSettling: 'đơn vị cung cấp báo khác sau khi đã ghi nhận nộp đủ',
  creditToldDifferently: 'cùng một khoản tiền được báo với nội dung khác nhau',
  claimToldDifferently: 'đơn vị cung cấp báo lại cùng một kết quả với nội dung khác',
  creditReversed: 'ngân hàng thu hồi khoản tiền đã được ghi nhận',
};

const vnd = (amount: string | number | undefined): string => `${Number(amount ?? 0).toLocaleString('vi-VN')} đồng`;
const named = (names: Readonly<Record<string, string>>, code: string | number | undefined): string =>
  names[String(code)] ?? String(code ?? '');
const payment = ({ args }: Line): string => `khoản thanh toán ${args['reference'] ?? ''}`;
const stated = ({ personal }: Line): string =>
  typeof personal['stated'] === 'string' ? `: ${personal['stated']}` : '';

const classKinds: Readonly<Record<string, string>> = { procedure: 'thủ tục', fee: 'khoản thu' };
/** A payment that waits for its turn in an admission window. */
function turn({ args }: Line): string {
  const { window, eta, dueAt } = args;
  if (eta === undefined) return '';
  const [kind = '', code = ''] = String(args['class'] ?? '').split(':');
  const of = code === '' ? '' : ` của ${named(classKinds, kind)} ${code}`;
  const late = dueAt === undefined ? '' : `, muộn hơn hạn trả kết quả ${clockTime(dueAt)}`;
  return `; chờ đến lượt trong lịch tiếp nhận thanh toán${of} (${window}), chậm nhất ${clockTime(eta)}${late}`;
}

/** Why a dossier waits, where the reason is a payment of it. */
export const moneyWaits: Readonly<Record<string, string>> = {
  'payment.queued': 'khoản thanh toán chờ đến lượt trong lịch tiếp nhận thanh toán, người nộp chưa thể nộp',
};

/** Sentences about payments, credits and refunds, for a clerk; by kind. */
export const moneySentences: Readonly<Record<string, (line: Line) => string>> = {
  'payment.opened': (line) =>
    `Tạo ${payment(line)}: ${vnd(line.args['amount'])}, nộp qua ${named(methods, line.args['method'])}${turn(line)}`,
  'payment.released': (line) => `Đã đến lượt ${payment(line)}`,
  'payment.ready': (line) => `Đơn vị cung cấp đã nhận ${payment(line)}, có thể nộp`,
  'payment.doubted': (line) => `Chưa rõ đơn vị cung cấp đã nhận ${payment(line)} hay chưa; hệ thống đang xác minh`,
  'payment.askedAgain': (line) => `Gửi lại ${payment(line)} cho đơn vị cung cấp`,
  'payment.expired': (line) =>
    `Hết hạn ${payment(line)}, đã nhận ${vnd(line.args['received'])}; tiền đến sau vẫn được ghi nhận`,
  'payment.cancelled': (line) => `Hủy ${payment(line)} ${named(whyCancelled, line.args['why'])}`,
  'payment.credited': (line) =>
    `Nhận ${vnd(line.args['amount'])} cho ${payment(line)}` +
    (Number(line.args['due'] ?? 0) > 0 ? `, còn phải nộp ${vnd(line.args['due'])}` : ''),
  'payment.reversed': (line) =>
    `Ngân hàng thu hồi ${vnd(line.args['amount'])} của ${payment(line)}, còn phải nộp ${vnd(line.args['due'])}`,
  'payment.reversedAfterUse': (line) =>
    `Ngân hàng thu hồi ${vnd(line.args['amount'])} sau khi ${payment(line)} đã được ghi nhận; cần người xử lý`,
  'payment.settled': (line) =>
    `Đã nộp đủ ${vnd(line.args['amount'])} theo ${payment(line)}` +
    (line.args['late'] === 1 ? ' (nộp sau khi hết hạn hoặc đã hủy)' : ''),
  'payment.continued': (line) => `${vnd(line.args['amount'])} của ${payment(line)} được tính cho khoản tạo sau`,
  'payment.refundDue': (line) =>
    `Phải hoàn trả ${vnd(line.args['amount'])} của ${payment(line)}: ${named(whyRefund, line.args['why'])}`,
  'payment.disagreement': (line) => `Sai lệch về ${payment(line)}: ${named(contradictions, line.args['kind'])}`,
  'credit.assignmentProposed': (line) =>
    `Người vận hành đề xuất gán ${vnd(line.args['amount'])} cho ${payment(line)}${stated(line)}; chờ người thứ hai xác nhận`,
  'credit.assigned': (line) =>
    `Người vận hành thứ hai xác nhận gán ${vnd(line.args['amount'])} cho ${payment(line)}${stated(line)}`,
  'refund.due': (line) => `Ghi nhận việc phải hoàn trả ${vnd(line.args['amount'])} của ${payment(line)}`,
  'refund.requested': (line) =>
    `Người vận hành đề nghị hoàn trả ${vnd(line.args['amount'])} của ${payment(line)}${stated(line)}; chờ người thứ hai chấp thuận`,
  'refund.approved': (line) =>
    `Người vận hành thứ hai chấp thuận hoàn trả ${vnd(line.args['amount'])} của ${payment(line)}`,
  'refund.sent': (line) =>
    `Đã lập lệnh hoàn trả ${vnd(line.args['amount'])} của ${payment(line)}` +
    (line.args['bankReference'] === undefined ? '' : `, số giao dịch ${line.args['bankReference']}`),
  'refund.done': (line) => `Đã hoàn trả ${vnd(line.args['amount'])} của ${payment(line)}${stated(line)}`,
  'refund.failed': (line) =>
    `Tiền hoàn trả ${vnd(line.args['amount'])} của ${payment(line)} không đến được người nhận${stated(line)}; số tiền vẫn phải hoàn trả`,
  'refund.withdrawn': (line) =>
    `Người vận hành rút lại đề nghị hoàn trả ${vnd(line.args['amount'])} của ${payment(line)}${stated(line)}; số tiền vẫn phải hoàn trả`,
  'refund.rejected': (line) =>
    `Người vận hành thứ hai không chấp thuận hoàn trả ${vnd(line.args['amount'])} của ${payment(line)}${stated(line)}; số tiền vẫn phải hoàn trả`,
};
