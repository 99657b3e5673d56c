import type { WhoActs } from '@lienthong/contracts';
import { actorNames } from '../../views/causes.messages.js';
import type { CheckState } from '../core.js';

/** What stands in the way of a check's answer, as far as its exchange says. */
export interface TroubleOf {
  readonly partner: string;
  readonly state: CheckState;
  readonly cause: string;
  readonly whoActs?: WhoActs;
}

const partnerNames: Readonly<Record<string, string>> = {
  population: 'CSDL quốc gia về dân cư',
  telecom: 'nhà mạng',
};

interface Cause {
  /** `{}` stands for who was asked. */
  readonly what: string;
  /** Where it is another than the exchange says. */
  readonly whoActs?: WhoActs;
}

/** By the cause without the partner's name before it; what is not here is an answer that cannot be read. */
const causes: Readonly<Record<string, Cause>> = {
  notAcceptable: { what: 'Thông tin trong yêu cầu không đúng dạng nên chưa hỏi {}' },
  notInDialect: { what: 'Kết nối với {} không hỗ trợ cách kiểm tra này', whoActs: 'operator' },
  refused: { what: 'Bên được hỏi ({}) từ chối trả lời' },
  notAllowed: { what: 'Bên được hỏi ({}) không cho phép đơn vị khai thác', whoActs: 'operator' },
  signatureRefused: { what: 'Bên được hỏi ({}) không chấp nhận chữ ký của hệ thống', whoActs: 'operator' },
  notTaken: { what: 'Bên được hỏi ({}) chưa nhận yêu cầu' },
  tooManyRequests: { what: 'Bên được hỏi ({}) đang giới hạn số lượt tra cứu' },
  tooLarge: { what: 'Yêu cầu hoặc câu trả lời của {} vượt quá dung lượng cho phép' },
  fault: { what: 'Bên được hỏi ({}) báo lỗi' },
  serverError: { what: 'Bên được hỏi ({}) báo lỗi' },
  otherPerson: { what: 'Câu trả lời của {} nói về người khác nên không dùng' },
  severalPersons: { what: 'Câu trả lời của {} nói về nhiều người nên không dùng' },
  deadline: { what: 'Bên được hỏi ({}) không trả lời trong thời hạn' },
  timeout: { what: 'Bên được hỏi ({}) không trả lời trong thời hạn' },
  failed: { what: 'Hệ thống gặp lỗi khi hỏi {}', whoActs: 'operator' },
  unreadable: { what: 'Hệ thống gặp lỗi khi hỏi {}', whoActs: 'operator' },
  abandoned: { what: 'Người vận hành đã hủy câu hỏi gửi {}', whoActs: 'agency' },
  noFacts: { what: 'Bên được hỏi ({}) đã trả lời nhưng câu trả lời không có kết luận', whoActs: 'agency' },
};
const unreached: Cause = { what: 'Chưa kết nối được với {}, hoặc kết nối bị ngắt giữa chừng' };
const unread: Cause = { what: 'Câu trả lời của {} không đọc được theo quy ước' };

/** What follows. */
const next: Readonly<Record<CheckState, string>> = {
  pending: 'Hệ thống tự hỏi lại',
  unknown: 'Chưa có kết quả; hệ thống tự hỏi lại',
  parked: 'Hệ thống không tự hỏi nữa, chờ quyết định hỏi lại hoặc hủy',
  refused: 'Sẽ không có kết quả; xử lý xong thì kiểm tra lại bằng một yêu cầu mới',
  done: 'Đã có kết quả',
};

const mended = 'Sửa thông tin được nêu rồi kiểm tra lại bằng một yêu cầu mới';

const fallback: Readonly<Record<CheckState, WhoActs>> = {
  ...{ pending: 'partner', unknown: 'partner', parked: 'operator', refused: 'operator', done: 'agency' },
};

/** The sentence for a clerk, and who acts: both always. No value of a person stands here. */
export function troubleSentence({ partner, state, cause, whoActs }: TroubleOf): {
  readonly detail: string;
  readonly whoActs: WhoActs;
} {
  const known = causeOf(cause, partner);
  const said = known.whoActs ?? whoActs ?? fallback[state];
  // A refusal of what an agency stated waits for the agency; everything else that was stopped for an operator's decision.
  const actor = state === 'parked' && said !== 'agency' ? 'operator' : said;
  const what = known.what.replace('{}', partnerNames[partner] ?? partner);
  return {
    whoActs: actor,
    detail: `${what}. ${state === 'parked' && actor === 'agency' ? mended : next[state]}. Bên cần xử lý: ${actorNames[actor] ?? actor}.`,
  };
}

function causeOf(cause: string, partner: string): Cause {
  const at = cause.indexOf('.');
  const [family, name] = at < 0 ? ['', cause] : [cause.slice(0, at), cause.slice(at + 1)];
  if (family === 'transport') return name === 'timeout' ? causes['timeout']! : unreached;
  const isKnown = family === partner || family === '' || ['attempt', 'connector', 'payload'].includes(family);
  return isKnown && Object.hasOwn(causes, name) ? causes[name]! : unread;
}

const places: Readonly<Record<string, string>> = {
  'personalNumber.malformed': 'Số định danh phải có 12 chữ số, số CMND cũ 9 chữ số.',
  'fullName.malformed': 'Họ tên để trống, quá dài hoặc có ký tự không hợp lệ.',
  'birthDate.malformed': 'Ngày sinh không có thật; ghi đủ ngày tháng năm, hoặc chỉ năm.',
  'officer.malformed': 'Mã cán bộ quá dài hoặc có ký tự không hợp lệ.',
  'officer.fieldMissing': 'Thiếu thông tin về cán bộ mà thỏa thuận kết nối yêu cầu.',
  'serviceCode.malformed': 'Mã thủ tục quá dài hoặc có ký tự không hợp lệ.',
  'phone.malformed': 'Số điện thoại phải có 10 chữ số, bắt đầu bằng 0 hoặc +84.',
};

/** What is wrong at a place of the request. */
export const placeSentence = (code: string): string => places[code] ?? 'Thông tin không đúng dạng.';
