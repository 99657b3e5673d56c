/** What the stand-in of another hub, and the agencies behind it, say. All words and codes are assumptions. */
export const messages = {
  success: 'Thành công',
  known: 'Hồ sơ đã được gửi trước đó',
  badRequest: 'Dữ liệu không hợp lệ',
  notJson: 'Nội dung không phải JSON mã hóa UTF-8',
  unknownSender: 'Đơn vị gửi không thuộc đối tác này',
  unknownUnit: 'Đơn vị nhận không tồn tại',
  unknownSource: 'Không tìm thấy hồ sơ',
  ended: 'Hồ sơ đã kết thúc',
  unauthorized: 'Invalid Credentials',
  refused: 'Từ chối yêu cầu',
  tooLarge: 'Nội dung vượt quá dung lượng cho phép',
  unreadable: 'Không đọc được nội dung',
  broken: 'Hệ thống đang bận',
} as const;

const complaints: Record<string, string> = {
  required: 'bắt buộc phải có',
  unknownField: 'không có trong quy ước',
  notString: 'phải là chuỗi ký tự',
  notInteger: 'phải là số nguyên không âm',
  badForm: 'không đúng dạng',
  badTime: 'không phải thời điểm yyyyMMddHHmmss',
  notInTable: 'không có trong danh mục',
  tooLong: 'quá dài',
};
export const describeFault = ({ path, complaint }: { path: string; complaint: string }): string =>
  `${messages.badRequest}: ${path || 'nội dung'} ${complaints[complaint] ?? 'không hợp lệ'}`;

export const hubTitle = 'Trục liên thông khác (giao diện giả định)';
export const officerName = 'LE THI CAN BO';

/** What an agency says by itself. */
export const agencyWords = {
  TUCHOI: 'Không thuộc thẩm quyền giải quyết',
  KETQUA: 'Đã xử lý, thông tin đúng như đề nghị',
} as const;
