import type { WhoActs } from '@lienthong/contracts';
import type { CheckState } from '../core.js';
import { placeSentence, troubleSentence } from './trouble.messages.js';

const [base, mobile] = ['CSDL quốc gia về dân cư', 'nhà mạng'];
const again = 'Hệ thống tự hỏi lại.';
const inDoubt = 'Chưa có kết quả; hệ thống tự hỏi lại.';
const stopped = 'Hệ thống không tự hỏi nữa, chờ quyết định hỏi lại hoặc hủy.';
const mended = 'Sửa thông tin được nêu rồi kiểm tra lại bằng một yêu cầu mới.';
const never = 'Sẽ không có kết quả; xử lý xong thì kiểm tra lại bằng một yêu cầu mới.';

describe('what stands in the way of an answer: the whole sentence, and who acts', () => {
  it.each<[string, CheckState, WhoActs | undefined, WhoActs, string]>([
    ['population.fault', 'unknown', 'partner', 'partner', `Bên được hỏi (${base}) báo lỗi. ${inDoubt}`],
    ['population.serverError', 'unknown', undefined, 'partner', `Bên được hỏi (${base}) báo lỗi. ${inDoubt}`],
    [
      'population.noCollection',
      'parked',
      'partner',
      'operator',
      `Câu trả lời của ${base} không đọc được theo quy ước. ${stopped}`,
    ],
    [
      'population.xml.tooDeep',
      'unknown',
      undefined,
      'partner',
      `Câu trả lời của ${base} không đọc được theo quy ước. ${inDoubt}`,
    ],
    [
      'population.otherPerson',
      'unknown',
      undefined,
      'partner',
      `Câu trả lời của ${base} nói về người khác nên không dùng. ${inDoubt}`,
    ],
    [
      'population.severalPersons',
      'unknown',
      undefined,
      'partner',
      `Câu trả lời của ${base} nói về nhiều người nên không dùng. ${inDoubt}`,
    ],
    [
      'population.signatureRefused',
      'pending',
      'partner',
      'operator',
      `Bên được hỏi (${base}) không chấp nhận chữ ký của hệ thống. ${again}`,
    ],
    [
      'population.tooManyRequests',
      'pending',
      'partner',
      'partner',
      `Bên được hỏi (${base}) đang giới hạn số lượt tra cứu. ${again}`,
    ],
    [
      'population.notAllowed',
      'refused',
      'operator',
      'operator',
      `Bên được hỏi (${base}) không cho phép đơn vị khai thác. ${never}`,
    ],
    ['population.refused', 'refused', 'operator', 'operator', `Bên được hỏi (${base}) từ chối trả lời. ${never}`],
    [
      'population.tooLarge',
      'refused',
      'operator',
      'operator',
      `Yêu cầu hoặc câu trả lời của ${base} vượt quá dung lượng cho phép. ${never}`,
    ],
    [
      'population.notInDialect',
      'refused',
      'operator',
      'operator',
      `Kết nối với ${base} không hỗ trợ cách kiểm tra này. ${never}`,
    ],
    [
      'population.notAcceptable',
      'refused',
      'agency',
      'agency',
      `Thông tin trong yêu cầu không đúng dạng nên chưa hỏi ${base}. ${never}`,
    ],
    [
      'population.notAcceptable',
      'parked',
      'agency',
      'agency',
      `Thông tin trong yêu cầu không đúng dạng nên chưa hỏi ${base}. ${mended}`,
    ],
    [
      'transport.connectionRefused',
      'pending',
      'partner',
      'partner',
      `Chưa kết nối được với ${base}, hoặc kết nối bị ngắt giữa chừng. ${again}`,
    ],
    [
      'transport.timeout',
      'unknown',
      'partner',
      'partner',
      `Bên được hỏi (${base}) không trả lời trong thời hạn. ${inDoubt}`,
    ],
    [
      'attempt.deadline',
      'unknown',
      'partner',
      'partner',
      `Bên được hỏi (${base}) không trả lời trong thời hạn. ${inDoubt}`,
    ],
    ['payload.unreadable', 'refused', undefined, 'operator', `Hệ thống gặp lỗi khi hỏi ${base}. ${never}`],
    ['connector.failed', 'unknown', 'partner', 'operator', `Hệ thống gặp lỗi khi hỏi ${base}. ${inDoubt}`],
    ['abandoned', 'refused', 'operator', 'agency', `Người vận hành đã hủy câu hỏi gửi ${base}. ${never}`],
    [
      'noFacts',
      'refused',
      undefined,
      'agency',
      `Bên được hỏi (${base}) đã trả lời nhưng câu trả lời không có kết luận. ${never}`,
    ],
    [
      'population.ofALaterRelease',
      'refused',
      'partner',
      'partner',
      `Câu trả lời của ${base} không đọc được theo quy ước. ${never}`,
    ],
    ['telecom.notTaken', 'pending', 'partner', 'partner', `Bên được hỏi (${mobile}) chưa nhận yêu cầu. ${again}`],
    [
      'telecom.brokenContract',
      'parked',
      'operator',
      'operator',
      `Câu trả lời của ${mobile} không đọc được theo quy ước. ${stopped}`,
    ],
  ])('%s, %s (%s)', (cause, state, whoActs, actor, sentence) => {
    const partner = cause.startsWith('telecom') ? 'telecom' : 'population';
    const names = { partner: 'đơn vị đối tác', operator: 'người vận hành hệ thống', agency: 'cơ quan giải quyết' };
    expect(troubleSentence({ partner, state, cause, ...(whoActs ? { whoActs } : {}) })).toEqual({
      whoActs: actor,
      detail: `${sentence} Bên cần xử lý: ${names[actor as keyof typeof names]}.`,
    });
  });

  it('places of the request, also of a later release', () => {
    expect(placeSentence('birthDate.malformed')).toBe('Ngày sinh không có thật; ghi đủ ngày tháng năm, hoặc chỉ năm.');
    expect(placeSentence('shoeSize.malformed')).toBe('Thông tin không đúng dạng.');
  });
});
