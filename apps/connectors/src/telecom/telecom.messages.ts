import type { FieldVerdict } from '@lienthong/contracts';
import type { MatchAnswer } from './telecom.wire.js';

/** What a carrier's word means for the clerk, and who mends it. */
export const phoneVerdicts: Readonly<Record<MatchAnswer, FieldVerdict>> = {
  match: { name: 'phone', verdict: 'match', code: 'phone.same' },
  noMatch: {
    name: 'phone',
    verdict: 'differs',
    code: 'phone.different',
    fixBy: 'carrier',
    hint: 'Số điện thoại chưa đứng tên công dân theo số định danh đã khai. Công dân đến nhà mạng chuẩn hóa thông tin thuê bao, hoặc khai số điện thoại chính chủ, rồi kiểm tra lại.',
  },
  unknown: {
    name: 'phone',
    verdict: 'notHeld',
    code: 'phone.notHeld',
    fixBy: 'carrier',
    hint: 'Nhà mạng chưa xác định được chủ thuê bao của số điện thoại này. Công dân liên hệ nhà mạng để cập nhật thông tin thuê bao.',
  },
};
