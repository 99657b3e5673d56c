import type { ReplyCase } from './payment-platform.config.js';

/** `MoTaLoi` of our replies. */
export const replyWords: Readonly<Record<ReplyCase, string>> = {
  taken: 'Thành công',
  otherAmount: 'Thành công, số tiền khác số phải nộp',
  notOpen: 'Thành công, khoản nộp đã đóng',
  unknownReference: 'Thành công, không có mã tham chiếu này',
  proof: 'Sai mã xác thực',
  content: 'Dữ liệu không hợp lệ',
  otherAccount: 'Mã đối tác không đúng',
};
