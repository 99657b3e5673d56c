import type { DossierStatus, OutcomeKind } from '@lienthong/contracts';
import { moneySentences } from '../money/views/money-timeline.messages.js';

/** What the clerk reads. The only place of the gateway's views with Vietnamese sentences. */
export const statusNames: Record<DossierStatus, string> = {
  registered: 'mới đăng ký',
  received: 'được tiếp nhận',
  refused: 'không được tiếp nhận',
  processing: 'đang xử lý',
  supplementRequested: 'yêu cầu bổ sung giấy tờ',
  paymentRequested: 'yêu cầu thực hiện nghĩa vụ tài chính',
  withdrawn: 'công dân yêu cầu rút hồ sơ',
  stopped: 'dừng xử lý',
  completed: 'đã xử lý xong',
  returned: 'đã trả kết quả',
};

const cancelledWhys: Readonly<Record<string, string>> = {
  client: 'theo yêu cầu của cơ quan',
  feeChanged: 'phí, lệ phí của hồ sơ đã thay đổi',
  feePaid: 'phí, lệ phí đã được nộp bằng yêu cầu khác',
  dossierEnded: 'hồ sơ đã kết thúc',
  providerRefused: 'đơn vị thanh toán từ chối',
  abandoned: 'người vận hành hủy yêu cầu khởi tạo',
  failed: 'giao dịch không thành công',
};
const refundWhys: Readonly<Record<string, string>> = {
  over: 'nộp thừa',
  notOwed: 'khoản phí, lệ phí không còn phải nộp',
};

const partnerNames: Readonly<Record<string, string>> = {
  'dvc-portal': 'Cổng Dịch vụ công quốc gia',
  population: 'CSDL quốc gia về dân cư',
  'post-office': 'bưu chính',
  'bank-qr': 'ngân hàng',
  'payment-platform': 'nền tảng thanh toán',
  emc: 'hệ thống giám sát EMC',
};
const operationNames: Readonly<Record<string, string>> = {
  createOrder: 'tạo lệnh thanh toán',
  init: 'khởi tạo thanh toán',
  syncDossier: 'đồng bộ hồ sơ',
  addProgress: 'cập nhật tiến độ',
  createOrder: 'lập lệnh thu',
  init: 'khởi tạo thanh toán',
};
const outcomeNames: Record<OutcomeKind, string> = {
  done: 'thành công',
  refused: 'bị từ chối',
  later: 'chưa thực hiện được, sẽ thử lại',
  unknown: 'chưa rõ kết quả',
  brokenContract: 'phản hồi không đúng quy ước',
};
const actorNames: Readonly<Record<string, string>> = {
  client: 'hệ thống gửi yêu cầu',
  agency: 'cơ quan giải quyết',
  applicant: 'người nộp hồ sơ',
  partner: 'đơn vị đối tác',
  operator: 'người vận hành hệ thống',
};
const findingNames: Readonly<Record<string, string>> = { done: 'đã thực hiện', notDone: 'chưa thực hiện' };
const actNames: Readonly<Record<string, string>> = { retry: 'gửi lại', resolve: 'xác định kết quả', abandon: 'hủy bỏ' };

/** What a line of the log offers to its sentence. */
export interface Line {
  readonly kind: string;
  readonly attempt?: number;
  readonly outcome?: OutcomeKind;
  readonly args: Readonly<Record<string, string | number>>;
  readonly personal: Readonly<Record<string, unknown>>;
}

const arg = (line: Line, name: string): string => String(line.args[name] ?? '');
const named = (names: Readonly<Record<string, string>>, code: string): string => names[code] ?? code;
const act = (line: Line): string =>
  `${named(operationNames, arg(line, 'operation'))} với ${named(partnerNames, arg(line, 'partner'))}`;
const why = (line: Line): string => (line.args['cause'] === undefined ? '' : ` (${arg(line, 'cause')})`);
const nth = (line: Line): string => (line.attempt === undefined ? '' : `, lần thử ${line.attempt}`);
const stated = (line: Line, name: string): string =>
  typeof line.personal[name] === 'string' ? `: ${line.personal[name]}` : '';
const whoMustAct = (line: Line): string =>
  line.args['whoActs'] === undefined ? '' : `; bên cần xử lý: ${named(actorNames, arg(line, 'whoActs'))}`;

/** `50.000 đồng`, as it is written in Vietnam. */
const vnd = (line: Line, name: string): string => `${Number(line.args[name] ?? 0).toLocaleString('vi-VN')} đồng`;
const code = (line: Line): string => `mã ${arg(line, 'reference')}`;

const sentences: Readonly<Record<string, (line: Line) => string>> = {
  ...moneySentences,
  'dossier.accepted': (line) =>
    `Tiếp nhận bản cập nhật số ${arg(line, 'revision')} của cơ quan, trạng thái ${named(statusNames, arg(line, 'status'))}` +
    (line.args['status'] === line.args['effectiveStatus']
      ? ''
      : `, trạng thái hiệu lực ${named(statusNames, arg(line, 'effectiveStatus'))}`),
  'step.accepted': (line) =>
    `Bước xử lý (${named(statusNames, arg(line, 'status'))})${stated(line, 'by')}${stated(line, 'content')}`,
  'exchange.created': (line) => `Tạo yêu cầu ${act(line)}`,
  'exchange.attempted': (line) =>
    `Gọi ${act(line)}${nth(line)}: ${line.outcome ? outcomeNames[line.outcome] : ''}${why(line)}`,
  'exchange.strayCall': (line) =>
    (line.args['leaseEnded'] === 'before'
      ? 'Một tiến trình đã hết quyền xử lý vẫn gửi lời gọi'
      : 'Một tiến trình hết quyền xử lý trong khi đang gọi') +
    ` ${act(line)}${nth(line)}: ${line.outcome ? outcomeNames[line.outcome] : ''}${why(line)}` +
    '; đối tác có thể đã nhận hai lần, cần đối chiếu',
  'exchange.settled': (line) =>
    line.outcome === 'done'
      ? `Hoàn thành ${act(line)}${nth(line)}`
      : `Kết thúc ${act(line)}${nth(line)}: ${line.outcome ? outcomeNames[line.outcome] : ''}${why(line)}${whoMustAct(line)}`,
  'exchange.parked': (line) => `Tạm dừng ${act(line)}, chờ người xử lý${why(line)}${whoMustAct(line)}`,
  'exchange.unknown': (line) =>
    `Chưa rõ kết quả ${act(line)}${nth(line)}${why(line)}; hệ thống xác minh trước khi làm gì tiếp`,
  'exchange.superseded': (line) => `Yêu cầu ${act(line)} được thay bằng bản mới hơn`,
  'exchange.abandoned': (line) => `Hủy bỏ yêu cầu ${act(line)}`,
  'payment.opened': (line) => `Tạo yêu cầu nộp ${vnd(line, 'amount')}, ${code(line)}`,
  'payment.ready': (line) => `Yêu cầu nộp tiền ${code(line)} đã sẵn sàng để thanh toán`,
  'payment.doubted': (line) => `Chưa rõ đơn vị thanh toán đã nhận yêu cầu ${code(line)} hay chưa; đang xác minh`,
  'payment.askedAgain': (line) => `Đơn vị thanh toán chưa nhận yêu cầu ${code(line)}; sẽ gửi lại`,
  'payment.credited': (line) =>
    `Nhận ${vnd(line, 'amount')} cho yêu cầu ${code(line)}` +
    (line.args['due'] === 0 ? '' : `; còn phải nộp ${vnd(line, 'due')}`),
  'payment.settled': (line) =>
    `Đã nộp đủ ${vnd(line, 'amount')}, ${code(line)}${line.args['late'] === 1 ? ' (nộp sau khi yêu cầu đã đóng)' : ''}`,
  'payment.expired': (line) => `Yêu cầu nộp tiền ${code(line)} hết hạn`,
  'payment.cancelled': (line) =>
    `Hủy yêu cầu nộp tiền ${code(line)}: ${named(cancelledWhys, arg(line, 'why'))}; tiền đến sau vẫn được ghi nhận`,
  'payment.continued': (line) =>
    `Chuyển ${vnd(line, 'amount')} đã nhận theo ${code(line)} sang yêu cầu nộp tiền mới của cùng khoản phí, lệ phí`,
  'payment.refundDue': (line) =>
    `Cần hoàn trả ${vnd(line, 'amount')}, ${code(line)}: ${named(refundWhys, arg(line, 'why'))}`,
  'payment.disagreement': (line) =>
    `Đơn vị thanh toán đưa ra thông tin trái ngược về yêu cầu ${code(line)}; chưa ghi nhận, cần đối chiếu`,
  'payment.reversed': (line) =>
    `Ngân hàng thu hồi ${vnd(line, 'amount')} của yêu cầu ${code(line)}; còn phải nộp ${vnd(line, 'due')}`,
  'payment.reversedAfterUse': (line) =>
    `Ngân hàng thu hồi ${vnd(line, 'amount')} của yêu cầu ${code(line)} sau khi đã ghi nhận; cần người xử lý`,
  'credit.assignmentProposed': (line) =>
    `Đề xuất ghi nhận khoản tiền ${vnd(line, 'amount')} cho yêu cầu ${code(line)}${stated(line, 'stated')}; chờ người thứ hai xác nhận`,
  'credit.assigned': (line) =>
    `Người thứ hai xác nhận khoản tiền ${vnd(line, 'amount')} là của yêu cầu ${code(line)}${stated(line, 'stated')}`,
  'refund.requested': (line) =>
    `Đề nghị hoàn trả ${vnd(line, 'amount')}, ${code(line)}${stated(line, 'stated')}; chờ người thứ hai đồng ý`,
  'refund.approved': (line) => `Người thứ hai đồng ý hoàn trả ${vnd(line, 'amount')}, ${code(line)}`,
  'refund.sent': (line) =>
    `Đã lệnh chuyển trả ${vnd(line, 'amount')}, ${code(line)}, số giao dịch ${arg(line, 'bankReference')}`,
  'refund.done': (line) => `Đã hoàn trả xong ${vnd(line, 'amount')}, ${code(line)}${stated(line, 'stated')}`,
  'operator.retry': () => 'Người vận hành yêu cầu gửi lại',
  'operator.resolve': (line) =>
    `Người vận hành thứ hai xác nhận kết quả: ${named(findingNames, arg(line, 'finding'))}${stated(line, 'evidence')}`,
  'operator.resolveProposed': (line) =>
    `Người vận hành đề xuất kết quả: ${named(findingNames, arg(line, 'finding'))}${stated(line, 'evidence')}; chờ người thứ hai xác nhận`,
  'operator.abandon': (line) => `Người vận hành yêu cầu hủy bỏ${stated(line, 'reason')}`,
  'operator.commandDone': (line) => `Đã thực hiện yêu cầu ${named(actNames, arg(line, 'act'))} của người vận hành`,
  'operator.commandRefused': (line) =>
    `Không thực hiện được yêu cầu ${named(actNames, arg(line, 'act'))} của người vận hành (${arg(line, 'reason')})`,
};

/** One sentence per line; a kind that a newer process wrote is shown by its code. */
export const sentenceOf = (line: Line): string => sentences[line.kind]?.(line) ?? line.kind;

const waitingReasons: Readonly<Record<string, string>> = {
  'exchange.parked': 'một yêu cầu liên thông đang tạm dừng, chờ người xử lý',
  'exchange.refused': 'đối tác từ chối dữ liệu của hồ sơ',
  'exchange.unknown': 'chưa rõ kết quả một lần liên thông',
  'exchange.resolving': 'đang xác minh kết quả một lần liên thông',
  'exchange.waiting': 'đối tác chưa nhận được trạng thái mới nhất',
};

/** Why a dossier waits. */
export const waitingReason = (why: string): string =>
  waitingReasons[why] ?? (why.startsWith('status.') ? `hồ sơ ${named(statusNames, why.slice('status.'.length))}` : why);
