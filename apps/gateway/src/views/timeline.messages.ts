import type { DossierStatus, OutcomeKind } from '@lienthong/contracts';
import { deliverySentences } from '../delivery/views/delivery-timeline.messages.js';
import { disagreementSentences } from '../disagreements/views/disagreement-timeline.messages.js';
import { handoverSentences, handoverWaits } from '../handovers/views/handover-timeline.messages.js';
import { identitySentences } from '../identity/views/identity-timeline.messages.js';
import { moneySentences, moneyWaits } from '../money/views/money-timeline.messages.js';
import { partOfReplay } from '../replays/replays.messages.js';
import { whatHappened, whoMustAct } from './causes.messages.js';

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

const partnerNames: Readonly<Record<string, string>> = {
  'dvc-portal': 'Cổng Dịch vụ công quốc gia',
  population: 'CSDL quốc gia về dân cư',
  'post-office': 'bưu chính',
  'lgsp-exchange': 'trục liên thông',
  'bank-qr': 'ngân hàng',
  'payment-platform': 'nền tảng thanh toán',
  emc: 'hệ thống giám sát EMC',
  telecom: 'nhà mạng',
};
const operationNames: Readonly<Record<string, string>> = {
  createOrder: 'tạo lệnh thanh toán',
  init: 'khởi tạo thanh toán',
  syncDossier: 'đồng bộ hồ sơ',
  addProgress: 'cập nhật tiến độ',
  tellStatus: 'báo trạng thái hồ sơ nộp trên cổng',
  lookUpDossier: 'tra cứu hồ sơ',
  lookUpCitizen: 'tra cứu thông tin công dân',
  confirmCitizen: 'xác thực số định danh và họ tên',
  matchSubscriber: 'xác thực thuê bao',
  handOver: 'chuyển liên thông',
  report: 'báo kết quả liên thông',
  tellPaid: 'báo đã thanh toán',
  order: 'yêu cầu chuyển phát',
  cancel: 'hủy yêu cầu chuyển phát',
  pushStatus: 'báo trạng thái hồ sơ',
};
const outcomeNames: Record<OutcomeKind, string> = {
  done: 'thành công',
  refused: 'bị từ chối',
  later: 'chưa thực hiện được, sẽ thử lại',
  unknown: 'chưa rõ kết quả',
  brokenContract: 'phản hồi không đúng quy ước',
};
const findingNames: Readonly<Record<string, string>> = { done: 'đã thực hiện', notDone: 'chưa thực hiện' };
/** Why the owner of an exchange did not carry an act out; the code stands beside. */
const refusals: Readonly<Record<string, string>> = {
  'exchange.versionConflict': 'yêu cầu đã thay đổi từ lúc người vận hành xem; xem lại rồi yêu cầu lần nữa',
  'exchange.ended': 'yêu cầu đã kết thúc trước đó',
  'exchange.notApplicable': 'trạng thái hiện tại không cho phép',
  'exchange.unresolved': 'chưa rõ kết quả lần gọi trước, phải xác định trước đã',
  'exchange.overtaken': 'đã có bản mới hơn',
  'exchange.notFound': 'không tìm thấy yêu cầu',
};
const refusal = (code: string): string => (refusals[code] === undefined ? code : `${refusals[code]}; ${code}`);
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
const why = (line: Line): string => (line.args['cause'] === undefined ? '' : ` (${whatHappened(arg(line, 'cause'))})`);
const nth = (line: Line): string => (line.attempt === undefined ? '' : `, lần thử ${line.attempt}`);
const stated = (line: Line, name: string): string =>
  typeof line.personal[name] === 'string' ? `: ${line.personal[name]}` : '';
const whoActs = (line: Line, otherwise?: string): string => {
  const [cause, said] = [line.args['cause'], line.args['whoActs']].map((value) => value?.toString());
  const who = whoMustAct(cause, said) || whoMustAct(undefined, otherwise);
  return who === '' ? '' : `; ${who}`;
};

const sentences: Readonly<Record<string, (line: Line) => string>> = {
  ...moneySentences,
  ...identitySentences,
  ...deliverySentences,
  ...handoverSentences,
  'dossier.accepted': (line) =>
    (line.args['mode'] === 'backfill' ? 'Ghi nhận hồ sơ có sẵn, chưa gửi cho hệ thống nào: bản' : 'Tiếp nhận bản') +
    ` cập nhật số ${arg(line, 'revision')} của cơ quan, trạng thái ${named(statusNames, arg(line, 'status'))}` +
    (line.args['status'] === line.args['effectiveStatus']
      ? ''
      : `, trạng thái hiệu lực ${named(statusNames, arg(line, 'effectiveStatus'))}`),
  'dossier.booked': () => 'Ghi sổ theo dõi: đã trả kết quả',
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
      : `Kết thúc ${act(line)}${nth(line)}: ${line.outcome ? outcomeNames[line.outcome] : ''}${why(line)}${whoActs(line)}`,
  'exchange.parked': (line) => `Tạm dừng ${act(line)}, chờ người xử lý${why(line)}${whoActs(line, 'operator')}`,
  'exchange.unknown': (line) =>
    `Chưa rõ kết quả ${act(line)}${nth(line)}${why(line)}; hệ thống xác minh trước khi làm gì tiếp`,
  'exchange.superseded': (line) => `Yêu cầu ${act(line)} được thay bằng bản mới hơn`,
  'exchange.abandoned': (line) => `Hủy bỏ yêu cầu ${act(line)}`,
  'monitor.toldAgain': (line) =>
    `Đối chiếu: trạng thái ${named(statusNames, arg(line, 'status'))} chưa đến hệ thống giám sát EMC, gửi lại`,
  'operator.retry': (line) =>
    `Người vận hành yêu cầu gửi lại${line.args['replay'] === undefined ? '' : partOfReplay(Number(line.args['stage']))}${stated(line, 'reason')}`,
  ...disagreementSentences,
  'operator.resolve': (line) =>
    `Người vận hành thứ hai xác nhận kết quả: ${named(findingNames, arg(line, 'finding'))}${stated(line, 'evidence')}`,
  'operator.resolveProposed': (line) =>
    `Người vận hành đề xuất kết quả: ${named(findingNames, arg(line, 'finding'))}${stated(line, 'evidence')}; chờ người thứ hai xác nhận`,
  'operator.resolveDisputed': (line) =>
    `Người vận hành thứ hai thấy khác, kết quả chưa được xác nhận: ${named(findingNames, arg(line, 'finding'))}${stated(line, 'evidence')}`,
  'operator.abandon': (line) => `Người vận hành yêu cầu hủy bỏ${stated(line, 'reason')}`,
  'operator.commandDone': (line) => `Đã thực hiện yêu cầu ${named(actNames, arg(line, 'act'))} của người vận hành`,
  'operator.commandRefused': (line) =>
    `Không thực hiện được yêu cầu ${named(actNames, arg(line, 'act'))} của người vận hành (${refusal(arg(line, 'reason'))})`,
};

/** One sentence per line; a kind that a newer process wrote is shown by its code. */
export const sentenceOf = (line: Line): string => sentences[line.kind]?.(line) ?? line.kind;

const waitingReasons: Readonly<Record<string, string>> = {
  ...handoverWaits,
  ...moneyWaits,
  'exchange.parked': 'một yêu cầu liên thông đang tạm dừng, chờ người xử lý',
  'exchange.refused': 'đối tác từ chối dữ liệu của hồ sơ',
  'exchange.unknown': 'chưa rõ kết quả một lần liên thông',
  'exchange.resolving': 'đang xác minh kết quả một lần liên thông',
  'exchange.waiting': 'đối tác chưa nhận được trạng thái mới nhất',
};

/** Why a dossier waits. */
export const waitingReason = (why: string): string =>
  waitingReasons[why] ?? (why.startsWith('status.') ? `hồ sơ ${named(statusNames, why.slice('status.'.length))}` : why);
