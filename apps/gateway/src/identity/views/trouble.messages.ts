import type { WhoActs } from '@lienthong/contracts';
import { actorNames, sentenceOfCause, whatHappened, whoMustAct } from '../../views/causes.messages.js';
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

/** Why there will be no answer although no exchange says so; then a new check is the way on. */
const ended: Readonly<Record<string, string>> = {
  abandoned: 'người vận hành đã hủy câu hỏi',
  noFacts: 'đã trả lời nhưng câu trả lời không có kết luận',
};

const standing: Readonly<Record<CheckState, string>> = {
  pending: 'Hệ thống sẽ hỏi lại',
  unknown: 'Chưa có kết quả',
  parked: 'Hệ thống không tự hỏi nữa',
  refused: 'Sẽ không có kết quả',
  done: 'Đã có kết quả',
};

/** The sentence for a clerk, and who acts: both always. No value of a person stands here. */
export function troubleSentence({ partner, state, cause, whoActs }: TroubleOf): {
  readonly detail: string;
  readonly whoActs: WhoActs;
} {
  const before = `${partnerNames[partner] ?? partner}: `;
  const ownEnd = ended[cause];
  if (ownEnd !== undefined) {
    const act = `bên cần xử lý: ${actorNames['agency']} (kiểm tra lại bằng một yêu cầu mới nếu còn cần)`;
    return { whoActs: 'agency', detail: `${before}${ownEnd}. ${standing[state]}; ${act}.` };
  }
  const actor = actorOf(state, cause, whoActs);
  return {
    whoActs: actor,
    detail: `${before}${whatHappened(cause)}. ${standing[state]}; ${whoMustAct(cause, actor)}.`,
  };
}

/** Of whatever is tried again the connectors say that the partner acts; these are ours to mend all the same. */
const ownThoughRetried = /^(?:population\.signatureRefused|transport\.(?:nameNotFound|tls))$/;

function actorOf(state: CheckState, cause: string, said: WhoActs | undefined): WhoActs {
  const actor = said ?? sentenceOfCause(cause)?.whoActs;
  // A refusal of what an agency stated waits for the agency, everything else that was stopped for an operator's decision.
  if (state === 'parked') return actor === 'agency' ? 'agency' : 'operator';
  if (state === 'refused') return actor ?? 'operator';
  return ownThoughRetried.test(cause) ? 'operator' : (actor ?? 'partner');
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
