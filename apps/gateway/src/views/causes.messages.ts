import type { WhoActs } from '@lienthong/contracts';

/** Why an exchange did not end as it should, for a clerk. */
export interface CauseSentence {
  /** What happened, in the midst of a sentence. */
  readonly what: string;
  /** Who acts where the connectors did not say. */
  readonly whoActs: WhoActs;
  /** What they do. */
  readonly act: string;
  /** The partner was never asked: it cannot have said no. */
  readonly notAsked?: true;
}

const cause = (what: string, whoActs: WhoActs, act: string): CauseSentence => ({ what, whoActs, act });
const ours = (what: string, whoActs: WhoActs, act: string): CauseSentence => ({ what, whoActs, act, notAsked: true });

const again = 'hệ thống tự thử lại; nếu kéo dài thì hỏi đối tác';
const verify = 'hệ thống tự xác minh; nếu kéo dài thì hỏi đối tác';
const compare = 'đối chiếu với đối tác rồi quyết định gửi lại hoặc kết thúc';
const readTheirWords = 'xem lời của đối tác trong lần gọi, sửa dữ liệu rồi gửi lại';
const credentials = 'kiểm tra tài khoản, khóa hoặc quyền đã được cấp';
const configure = 'sửa cấu hình kết nối rồi gửi lại';

const unreachable = (what: string): CauseSentence => cause(what, 'partner', again);
const unreadable = (what: string): CauseSentence => cause(what, 'operator', compare);

/** By the whole cause. */
const exact: Readonly<Record<string, CauseSentence>> = {
  'transport.timeout': unreachable('đối tác không trả lời trong thời hạn'),
  'transport.connectionRefused': unreachable('không kết nối được với đối tác'),
  'transport.connectionReset': unreachable('kết nối với đối tác bị ngắt giữa chừng'),
  'transport.nameNotFound': cause('không tìm thấy địa chỉ máy chủ của đối tác', 'operator', configure),
  'transport.tls': cause('chứng thư bảo mật của đối tác không hợp lệ', 'operator', 'kiểm tra chứng thư với đối tác'),
  'transport.halfAnswer': unreachable('phản hồi của đối tác bị cắt giữa chừng'),
  'transport.answerTooLarge': unreadable('phản hồi của đối tác lớn hơn giới hạn'),
  'transport.requestTooLarge': ours('dữ liệu gửi đi lớn hơn giới hạn', 'operator', configure),
  'transport.addressNotAllowed': ours('địa chỉ của đối tác không được phép kết nối', 'operator', configure),
  'transport.aborted': unreachable('lời gọi bị dừng giữa chừng'),
  'transport.leaseLost': unreachable('tiến trình xử lý mất quyền giữa lời gọi'),
  'transport.invalidRequest': ours('hệ thống tạo ra lời gọi không hợp lệ', 'operator', configure),
  'transport.failed': unreachable('lời gọi tới đối tác thất bại'),
  'attempt.deadline': unreachable('lời gọi không kết thúc trong thời hạn'),
  'attempt.aborted': unreachable('lời gọi bị dừng giữa chừng'),
  'payload.unreadable': ours(
    'hệ thống không đọc được nội dung yêu cầu đã lưu',
    'operator',
    'tìm nguyên nhân trong nhật ký',
  ),
  'connector.failed': cause('bộ kết nối gặp lỗi của hệ thống', 'operator', 'tìm nguyên nhân trong nhật ký rồi gửi lại'),
  'resolve.noAnswer': unreadable('đã hỏi nhiều lần mà đối tác không cho biết kết quả'),
  'resolve.timeout': cause('đối tác không trả lời câu hỏi xác minh trong thời hạn', 'partner', verify),
  'resolve.tooEarly': cause('chưa đủ thời gian để kết luận', 'partner', verify),
  'resolved.absent': cause('đối tác xác nhận chưa có yêu cầu này', 'partner', 'hệ thống tự gửi lại'),
  'resolved.byOperator': cause('người vận hành đã xác định kết quả', 'operator', 'không cần làm gì thêm'),
  'owner.lost': cause('tiến trình đang gọi bị dừng, chưa rõ kết quả', 'operator', compare),
  'store.restored': cause('dữ liệu được phục hồi từ bản sao lưu, chưa rõ kết quả', 'operator', compare),
  'batch.split': cause('cả nhóm bị từ chối nên gửi lại từng bản ghi', 'partner', 'hệ thống tự gửi lại'),

  'post-office.fieldMissing': ours(
    'thiếu tên, số điện thoại hoặc địa chỉ của người gửi hay người nhận',
    'agency',
    'bổ sung rồi đặt lại',
  ),
  'post-office.areaUnknown': ours(
    'tỉnh hoặc xã trong địa chỉ không còn hoặc không có trong bảng mã của bưu chính',
    'agency',
    'ghi lại địa chỉ rồi đặt lại',
  ),
  'post-office.officeAreaUnknown': ours(
    'địa chỉ của cơ quan trong cấu hình không có trong bảng mã của bưu chính',
    'operator',
    configure,
  ),
  'post-office.noSuchAccount': ours('thỏa thuận với bưu chính không có trong cấu hình', 'operator', configure),
  'post-office.referenceMalformed': ours(
    'mã đơn có ký tự mà bưu chính không nhận',
    'operator',
    'đặt tay với bưu chính',
  ),
  'post-office.refused': cause('bưu chính từ chối nội dung yêu cầu', 'agency', readTheirWords),
  'post-office.unknownStatus': cause('bưu chính trả lời bằng mã chưa biết nghĩa', 'partner', verify),
  'post-office.notInFeed': cause('bưu chính chưa báo gì về đơn này', 'partner', verify),
  'post-office.alreadyOver': cause(
    'bưu gửi đã phát hoặc đã chuyển hoàn trước khi hủy',
    'operator',
    'báo cho cơ quan giải quyết',
  ),

  'lgsp-exchange.refused': cause('trục liên thông từ chối nội dung yêu cầu', 'operator', readTheirWords),
  'lgsp-exchange.unknownCode': cause('trục liên thông trả lời bằng mã chưa biết nghĩa', 'partner', verify),
  'lgsp-exchange.notHeardOf': cause('cơ quan bên kia trục chưa báo gì về yêu cầu này', 'partner', verify),

  'portal.fieldMissing': ours('hồ sơ thiếu trường mà Cổng yêu cầu', 'agency', 'bổ sung rồi gửi bản mới'),
  'portal.refused': cause('Cổng từ chối dữ liệu của hồ sơ', 'agency', readTheirWords),
  'portal.partial': cause('Cổng chỉ nhận một phần dữ liệu của hồ sơ', 'agency', readTheirWords),
  'portal.alreadyExists': cause('Cổng báo đã có hồ sơ hoặc bước này', 'operator', compare),
  'portal.lookUpRefused': cause('Cổng không cho tra cứu hồ sơ', 'operator', credentials),
  'portal.stepsNotListed': cause(
    'Cổng không liệt kê các bước xử lý của hồ sơ theo cấu hình',
    'operator',
    'đối chiếu với đối tác và sửa cấu hình kết nối',
  ),
  'portal.notThereAnyMore': cause('hồ sơ không còn trên Cổng', 'partner', 'hệ thống tự gửi lại từ đầu'),

  'population.notAcceptable': ours('thông tin trong yêu cầu không đúng dạng', 'agency', 'sửa rồi kiểm tra lại'),
  'population.notInDialect': ours('kết nối không hỗ trợ cách kiểm tra này', 'operator', configure),
  'telecom.notAcceptable': ours('thông tin trong yêu cầu không đúng dạng', 'agency', 'sửa rồi kiểm tra lại'),
  'telecom.refused': cause('nhà mạng từ chối yêu cầu', 'operator', compare),

  'emc.fieldMissing': ours('hồ sơ thiếu trường mà hệ thống giám sát yêu cầu', 'agency', 'bổ sung rồi gửi bản mới'),

  'bank.noOrdersOnAccount': ours('tài khoản này không tạo được lệnh thanh toán', 'operator', configure),
  'payos.referenceNotOurs': ours('mã tham chiếu không đúng dạng của payOS', 'operator', configure),
  'payos.orderExists': cause('payOS báo đã có lệnh mang mã này', 'partner', verify),
  'payos.otherAmountUnderReference': cause('payOS có lệnh cùng mã nhưng khác số tiền', 'operator', compare),
  'payos.linkEnded': cause('lệnh thanh toán ở payOS đã bị hủy', 'operator', 'tạo khoản thanh toán mới'),
  'payos.otherOrder': unreadable('payOS trả lời về một lệnh khác'),
  'payment-platform.noSuchAccount': ours('tài khoản thụ hưởng không có trong cấu hình', 'operator', configure),
  'payment-platform.referenceMalformed': ours('mã tham chiếu không đúng dạng của nền tảng', 'operator', configure),
  'payment-platform.referenceExists': cause('nền tảng báo đã có mã tham chiếu này', 'partner', verify),
  'payment-platform.orderFailed': cause(
    'nền tảng báo lệnh thanh toán không thành công',
    'operator',
    'tạo khoản thanh toán mới',
  ),
  'payment-platform.unknownCode': cause('nền tảng trả lời bằng mã chưa biết nghĩa', 'partner', verify),
  'payment-platform.queryRefused': cause('nền tảng không cho tra cứu lệnh thanh toán', 'operator', credentials),
  'payment-platform.hashWrong': unreadable('chữ ký trong phản hồi của nền tảng không đúng'),
  'payment-platform.otherOrder': unreadable('nền tảng trả lời về một lệnh khác'),
};

/** Those that only one partner gives, or that mean something of their own there. */
export const namedCauses: readonly string[] = Object.keys(exact);

/** By what stands behind the partner's name, where every partner means the same by it. */
const common: Readonly<Record<string, CauseSentence>> = {
  serverError: unreachable('hệ thống của đối tác báo lỗi'),
  fault: unreachable('hệ thống của đối tác báo lỗi'),
  busy: unreachable('hệ thống của đối tác đang bận'),
  notNow: unreachable('hệ thống của đối tác đang bận'),
  tooManyRequests: unreachable('đối tác đang giới hạn số lời gọi'),
  notTaken: cause('đối tác chưa nhận lời gọi', 'partner', again),
  noAnswer: cause('đối tác chưa cho biết kết quả', 'partner', verify),
  tooLarge: cause('dữ liệu gửi đi lớn hơn mức đối tác nhận', 'operator', 'thống nhất giới hạn với đối tác'),
  refused: cause('đối tác từ chối nội dung yêu cầu', 'operator', readTheirWords),
  brokenContract: unreadable('phản hồi của đối tác không đọc được theo quy ước'),
  contradictoryAnswer: unreadable('phản hồi của đối tác tự mâu thuẫn'),
  notAllowed: cause('đối tác không cho phép truy cập', 'operator', credentials),
  tokenRefused: cause('đối tác không chấp nhận thông tin đăng nhập nên chưa gửi', 'operator', credentials),
  loginRefused: cause('đối tác không chấp nhận thông tin đăng nhập nên chưa gửi', 'operator', credentials),
  sessionRefused: cause('đối tác không chấp nhận phiên đăng nhập nên chưa gửi', 'operator', credentials),
  signatureRefused: cause('đối tác không chấp nhận chữ ký của hệ thống', 'operator', credentials),
};

/** Whether a cause is one of those that have a sentence by their full name, or by what every partner means by it. */
export function isNamedCause(code: string): boolean {
  const at = code.indexOf('.');
  const prefixes = namedCauses.map((one) => one.slice(0, one.indexOf('.')));
  return (
    Object.hasOwn(exact, code) || (prefixes.includes(code.slice(0, at)) && Object.hasOwn(common, code.slice(at + 1)))
  );
}

const unread = 'câu trả lời của cơ sở dữ liệu không đọc được theo quy ước';

/** Answers of the population base that cannot be used: each a way in which it breaks its contract. */
const unusable: Readonly<Record<string, string>> = {
  otherPerson: 'câu trả lời nói về người khác nên không dùng',
  severalPersons: 'câu trả lời nói về nhiều người nên không dùng',
  numberMissing: 'câu trả lời không có số định danh nên không dùng',
  ...{ severalCollections: unread, noCollection: unread, collectionMalformed: unread, confirmationMalformed: unread },
  ...{ fieldUnreadable: unread, noEnvelope: unread, noCode: unread, unexpectedStatus: unread },
};

/** The sentence of a cause; undefined for one that a newer process wrote. */
export function sentenceOfCause(code: string): CauseSentence | undefined {
  if (Object.hasOwn(exact, code)) return exact[code];
  const [partner, ...rest] = code.split('.');
  const name = rest.join('.');
  if (Object.hasOwn(common, name)) return common[name];
  // A field of an answer, by its name on the wire.
  if (partner === 'payment-platform' && /^(?:[A-Z]|json\.)/.test(name)) return common['brokenContract'];
  if (partner !== 'population') return undefined;
  if (/^(?:xml|json)\./.test(name)) return unreadable(unread);
  return Object.hasOwn(unusable, name) ? unreadable(unusable[name]!) : undefined;
}

/** Who acts, for a sentence. */
export const actorNames: Readonly<Record<string, string>> = {
  client: 'hệ thống gửi yêu cầu',
  agency: 'cơ quan giải quyết',
  applicant: 'người nộp hồ sơ',
  partner: 'đơn vị đối tác',
  operator: 'người vận hành hệ thống',
};

/** What happened, in the midst of a sentence; a cause without a sentence stands as its code. */
export const whatHappened = (code: string): string => sentenceOfCause(code)?.what ?? code;

/** Who acts and what they do: what the connectors said of it counts, and what is to be done is theirs only if it is the same one. */
export function whoMustAct(code: string | undefined, said: string | undefined): string {
  const known = code === undefined ? undefined : sentenceOfCause(code);
  const actor = said ?? known?.whoActs;
  if (actor === undefined) return '';
  const act = known?.whoActs === actor ? ` (${known.act})` : '';
  return `bên cần xử lý: ${actorNames[actor] ?? actor}${act}`;
}
