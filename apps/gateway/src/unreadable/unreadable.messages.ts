import { refusedCall, type WhoActs } from '@lienthong/contracts';

/** By what stands behind the partner's name. */
const what: Readonly<Record<string, string>> = {
  rowMalformed: 'không phải một bản ghi',
  rowIdMalformed: 'mã dòng thiếu hoặc sai dạng',
  customerMalformed: 'mã khách hàng thiếu hoặc sai dạng',
  orderMalformed: 'số đơn thiếu hoặc sai dạng',
  codeMalformed: 'mã trạng thái thiếu hoặc sai dạng',
  timeMalformed: 'thời điểm thiếu hoặc sai dạng',
};

/** Before the cause of an order that its provider was asked about in vain. */
const unanswered = 'unanswered.';

/** Before the cause for which what the portal pushed is not taken. */
const portal = 'portal.';

/** What is kept of it is all that it came with: not so of what the portal pushed (its files are gone), nor of a question of ours. */
export const isReadByItself = (cause: string): boolean => !cause.startsWith(unanswered) && !cause.startsWith(portal);

/** What is wrong with a row that nobody could read, what follows, and who acts. */
export function unreadableSentence(
  cause: string,
  handled = false,
): { readonly detail: string; readonly whoActs: WhoActs } {
  if (handled) {
    return {
      detail: 'Điều đối tác báo trước đây không đọc được; đã được đọc lại và ghi nhận như vừa mới đến.',
      whoActs: 'operator',
    };
  }
  if (cause.startsWith(unanswered)) {
    return {
      detail: `Một đơn của tài khoản này không hỏi được ở đối tác (${cause.slice(unanswered.length)}); mã đơn nằm trong bản ghi. Các đơn khác vẫn được hỏi và đối chiếu; về đơn này chưa biết đối tác ghi nhận gì. Bên cần xử lý: người vận hành hệ thống (tra đơn này với đối tác, hoặc sửa cấu hình tài khoản).`,
      whoActs: 'operator',
    };
  }
  if (cause.startsWith(portal)) {
    return {
      detail: `Một hồ sơ do Cổng Dịch vụ công quốc gia chuyển sang không tiếp nhận được (${cause.slice(portal.length)}); cổng đã được trả lời là không tiếp nhận và vì sao. Nội dung gửi sang đã được giữ lại, trừ tệp đính kèm. Bên cần xử lý: người vận hành hệ thống (báo bên cổng sửa và gửi lại).`,
      whoActs: 'operator',
    };
  }
  if (cause.startsWith(refusedCall)) {
    return {
      detail: `Một lời gọi của đối tác gửi đến không nhận được (${cause.slice(refusedCall.length)}); đối tác đã được trả lời là không nhận, điều nó báo chưa được ghi nhận. Lời gọi đã được giữ nguyên. Bên cần xử lý: người vận hành hệ thống (sửa cấu hình tài khoản hoặc sửa hệ thống rồi cho đọc lại, hoặc báo đối tác sửa và gửi lại).`,
      whoActs: 'operator',
    };
  }
  const name = cause.slice(cause.indexOf('.') + 1);
  const wrong = Object.hasOwn(what, name) ? what[name]! : `sai quy ước (${cause})`;
  return {
    detail: `Một dòng trong danh sách của đối tác không đọc được: ${wrong}. Dòng này đã được giữ nguyên, các dòng khác vẫn được xử lý; điều nó báo chưa được ghi nhận. Bên cần xử lý: người vận hành hệ thống (báo đối tác sửa dòng này, khi đối tác gửi lại dòng đúng thì hệ thống tự đọc; hoặc sửa hệ thống rồi cho đọc lại).`,
    whoActs: 'operator',
  };
}
