import { vietnamClock } from '@lienthong/contracts';
import { actorNames, sentenceOfCause, whatHappened, whoMustAct } from '../../views/causes.messages.js';

/** What a line about a delivery offers to its sentence. */
interface Line {
  readonly args: Readonly<Record<string, string | number>>;
}

const kinds: Readonly<Record<string, string>> = {
  return: 'bưu gửi trả kết quả',
  collect: 'bưu gửi nhận giấy tờ',
};
const states: Readonly<Record<string, string>> = {
  accepted: 'đã được chấp nhận',
  inTransit: 'đang được vận chuyển',
  delivered: 'đã phát',
  failed: 'phát không thành công',
  returning: 'đang chuyển hoàn',
  returned: 'đã chuyển hoàn',
  cancelled: 'đã hủy',
};
const fields: Readonly<Record<string, string>> = {
  '/applicant/phone': 'số điện thoại',
  '/applicant/address/provinceCode': 'mã tỉnh',
  '/applicant/address/line': 'địa chỉ',
};

const text = ({ args }: Line, name: string): string => String(args[name] ?? '');
const parcel = (line: Line): string => `${kinds[text(line, 'direction')] ?? 'bưu gửi'} ${text(line, 'reference')}`;
const when = (line: Line): string => {
  const millis = Date.parse(text(line, 'happenedAt'));
  if (Number.isNaN(millis)) return '';
  const [day = '', time = ''] = vietnamClock(millis).split('T');
  return ` lúc ${time.slice(0, 5)} ngày ${day.split('-').reverse().join('/')}`;
};
const why = (line: Line): string => {
  const cause = text(line, 'cause');
  return cause === '' ? '' : `: ${whatHappened(cause)}`;
};
const whoActs = (line: Line): string => {
  const [cause, said] = [text(line, 'cause'), text(line, 'whoActs')];
  return `; ${whoMustAct(cause || undefined, said || undefined) || whoMustAct(undefined, 'operator')}`;
};
/** What was never sent cannot have been refused. */
const isOurs = (line: Line): boolean => sentenceOfCause(text(line, 'cause'))?.notAsked === true;
const missing = (line: Line): string =>
  text(line, 'missing')
    .split(' ')
    .map((pointer) => fields[pointer] ?? pointer)
    .join(', ');

/** Sentences about deliveries, for a clerk; by kind. */
export const deliverySentences: Readonly<Record<string, (line: Line) => string>> = {
  'delivery.requested': (line) => `Gửi yêu cầu ${parcel(line)} cho bưu chính`,
  'delivery.notOrdered': (line) =>
    `Chưa gửi yêu cầu trả kết quả cho bưu chính: hồ sơ thiếu ${missing(line)} của người nộp${whoActs(line)}`,
  'delivery.ordered': (line) =>
    line.args['existed'] === undefined
      ? `Bưu chính đã nhận yêu cầu ${parcel(line)}`
      : `Bưu chính báo đã có yêu cầu ${parcel(line)} từ trước; cơ quan giải quyết kiểm tra nếu đã tự đặt với bưu chính`,
  'delivery.refused': (line) =>
    `${isOurs(line) ? 'Chưa gửi được yêu cầu' : 'Bưu chính không nhận'} ${parcel(line)}${why(line)}${whoActs(line)}`,
  'delivery.unknown': (line) => `Chưa rõ bưu chính đã nhận ${parcel(line)} hay chưa; hệ thống đang xác minh`,
  'delivery.accepted': (line) => `Bưu chính đã chấp nhận ${parcel(line)}${when(line)}`,
  'delivery.inTransit': (line) => `Bưu chính đang vận chuyển ${parcel(line)}${when(line)}`,
  'delivery.delivered': (line) => `Bưu chính đã phát ${parcel(line)}${when(line)}`,
  'delivery.failed': (line) => `Bưu chính phát không thành công ${parcel(line)}${when(line)}`,
  'delivery.returning': (line) => `Bưu chính đang chuyển hoàn ${parcel(line)}${when(line)}`,
  'delivery.returned': (line) => `Bưu chính đã chuyển hoàn ${parcel(line)} cho người gửi${when(line)}`,
  'delivery.doubted': (line) =>
    `Bưu chính báo ${parcel(line)} ${states[text(line, 'says')] ?? 'có trạng thái mới'}${when(line)}, là thời điểm chưa tới;` +
    ` chưa được tính, hệ thống đọc lại khi đến thời điểm đó; nếu bưu chính ghi sai giờ thì ${actorNames['operator']} hỏi lại bưu chính`,
  'delivery.cancelRequested': (line) => `Yêu cầu bưu chính hủy ${parcel(line)}`,
  'delivery.cancelled': (line) => `Đã hủy ${parcel(line)}`,
  'delivery.cancelRefused': (line) =>
    `${isOurs(line) ? 'Chưa gửi được yêu cầu hủy' : 'Bưu chính không hủy'} ${parcel(line)}${why(line)}${whoActs(line)}`,
  'delivery.contradicted': (line) =>
    `Bưu chính báo khác sau khi đã phát ${parcel(line)}${when(line)}; cơ quan giải quyết cần hỏi lại bưu chính`,
};

/** Why an order was refused, and who acts; for whoever reads one delivery. */
export function refusalSentence(cause: string | undefined, whoActs: string | undefined): string {
  const what = cause === undefined ? undefined : sentenceOfCause(cause)?.what;
  const who = whoMustAct(cause, whoActs) || whoMustAct(undefined, 'operator');
  return `${capital(what ?? 'bưu chính không nhận yêu cầu')}. ${capital(who)}.`;
}

const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);
