import type { WhoActs } from '@lienthong/contracts';
import type { CheckState } from '../core.js';
import { placeSentence, troubleSentence } from './trouble.messages.js';

const [again, inDoubt, stopped, never] = [
  'Hệ thống sẽ hỏi lại',
  'Chưa có kết quả',
  'Hệ thống không tự hỏi nữa',
  'Sẽ không có kết quả',
];
const partner = 'bên cần xử lý: đơn vị đối tác';
const operator = 'bên cần xử lý: người vận hành hệ thống';
const agency = 'bên cần xử lý: cơ quan giải quyết';
const retried = `${partner} (hệ thống tự thử lại; nếu kéo dài thì hỏi đối tác)`;
const credentials = `${operator} (kiểm tra tài khoản, khóa hoặc quyền đã được cấp)`;
const anew = `${agency} (kiểm tra lại bằng một yêu cầu mới nếu còn cần)`;

describe('what stands in the way of an answer: the whole sentence, and who acts', () => {
  it.each<[string, CheckState, WhoActs | undefined, WhoActs, string]>([
    ['population.fault', 'unknown', 'partner', 'partner', `hệ thống của đối tác báo lỗi. ${inDoubt}; ${retried}.`],
    ['population.fault', 'unknown', undefined, 'partner', `hệ thống của đối tác báo lỗi. ${inDoubt}; ${retried}.`],
    [
      'population.noCollection',
      'parked',
      'operator',
      'operator',
      `câu trả lời của cơ sở dữ liệu không đọc được theo quy ước. ${stopped}; ${operator} (đối chiếu với đối tác rồi quyết định gửi lại hoặc kết thúc).`,
    ],
    [
      'population.xml.tooDeep',
      'unknown',
      'partner',
      'partner',
      `câu trả lời của cơ sở dữ liệu không đọc được theo quy ước. ${inDoubt}; ${partner}.`,
    ],
    [
      'population.otherPerson',
      'unknown',
      'partner',
      'partner',
      `câu trả lời nói về người khác nên không dùng. ${inDoubt}; ${partner}.`,
    ],
    [
      'population.signatureRefused',
      'pending',
      'partner',
      'operator',
      `đối tác không chấp nhận chữ ký của hệ thống. ${again}; ${credentials}.`,
    ],
    [
      'population.tooManyRequests',
      'pending',
      'partner',
      'partner',
      `đối tác đang giới hạn số lời gọi. ${again}; ${retried}.`,
    ],
    [
      'population.notAllowed',
      'parked',
      'operator',
      'operator',
      `đối tác không cho phép truy cập. ${stopped}; ${credentials}.`,
    ],
    [
      'population.notAcceptable',
      'parked',
      'agency',
      'agency',
      `thông tin trong yêu cầu không đúng dạng. ${stopped}; ${agency} (sửa rồi kiểm tra lại).`,
    ],
    [
      'population.notAcceptable',
      'refused',
      'agency',
      'agency',
      `thông tin trong yêu cầu không đúng dạng. ${never}; ${agency} (sửa rồi kiểm tra lại).`,
    ],
    [
      'transport.connectionRefused',
      'pending',
      'partner',
      'partner',
      `không kết nối được với đối tác. ${again}; ${retried}.`,
    ],
    [
      'population.otherPerson',
      'pending',
      'partner',
      'partner',
      `câu trả lời nói về người khác nên không dùng. ${again}; ${partner}.`,
    ],
    [
      'transport.tls',
      'pending',
      'partner',
      'operator',
      `chứng thư bảo mật của đối tác không hợp lệ. ${again}; ${operator} (kiểm tra chứng thư với đối tác).`,
    ],
    ['abandoned', 'refused', 'operator', 'agency', `người vận hành đã hủy câu hỏi. ${never}; ${anew}.`],
    ['noFacts', 'refused', undefined, 'agency', `đã trả lời nhưng câu trả lời không có kết luận. ${never}; ${anew}.`],
    [
      'population.ofALaterRelease',
      'parked',
      'partner',
      'operator',
      `population.ofALaterRelease. ${stopped}; ${operator}.`,
    ],
    [
      'population.ofALaterRelease',
      'refused',
      undefined,
      'operator',
      `population.ofALaterRelease. ${never}; ${operator}.`,
    ],
    ['telecom.notTaken', 'pending', 'partner', 'partner', `đối tác chưa nhận lời gọi. ${again}; ${retried}.`],
  ])('%s, %s (%s)', (cause, state, whoActs, actor, sentence) => {
    const [asked, named] = cause.startsWith('telecom')
      ? ['telecom', 'nhà mạng']
      : ['population', 'CSDL quốc gia về dân cư'];
    expect(troubleSentence({ partner: asked, state, cause, ...(whoActs ? { whoActs } : {}) })).toEqual({
      ...{ whoActs: actor, detail: `${named}: ${sentence}` },
    });
  });

  it('places of the request, also of a later release', () => {
    expect(placeSentence('birthDate.malformed')).toBe('Ngày sinh không có thật; ghi đủ ngày tháng năm, hoặc chỉ năm.');
    expect(placeSentence('shoeSize.malformed')).toBe('Thông tin không đúng dạng.');
  });
});
