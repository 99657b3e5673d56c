/** What the stand-in of the post says. Only status 4 was seen; the other codes and all words are assumptions. */
export const messages = {
  success: 'Thành công',
  exists: 'Số đơn hàng đã tồn tại',
  badRequest: 'Dữ liệu không hợp lệ',
  notJson: 'Nội dung không phải JSON mã hóa UTF-8',
  unknownCustomer: 'Mã khách hàng không tồn tại',
  unknownOrder: 'Không tìm thấy đơn hàng',
  notCancellable: 'Đơn hàng đã phát hoặc đã hủy, không hủy được',
  unauthorized: 'Invalid Credentials',
  tooLarge: 'Nội dung vượt quá dung lượng cho phép',
  unreadable: 'Không đọc được nội dung',
  broken: 'Hệ thống đang bận',
  refused: 'Từ chối đơn hàng',
} as const;

const complaints: Record<string, string> = {
  required: 'bắt buộc phải có',
  unknownField: 'không có trong đặc tả',
  notString: 'phải là chuỗi ký tự',
  notInteger: 'phải là số nguyên không âm',
  badForm: 'không đúng dạng',
  tooLong: 'quá dài',
};

export const describeFault = ({ path, complaint }: { path: string; complaint: string }): string =>
  `${messages.badRequest}: ${path || 'nội dung'} ${complaints[complaint] ?? 'không hợp lệ'}`;

/** `StatusMessage` by code. */
export const statusWords: Readonly<Record<number, string>> = {
  1: 'Đã tiếp nhận yêu cầu',
  2: 'Đã chấp nhận bưu gửi',
  3: 'Đang vận chuyển',
  4: 'Phát thành công',
  5: 'Phát không thành công',
  6: 'Đang chuyển hoàn',
  7: 'Đã chuyển hoàn',
  8: 'Đã hủy',
};

export const postOfficeTitle = 'Bưu chính công ích (VNPost)';

export const postPage = {
  title: 'Bưu điện giả lập',
  clock: 'Giờ của bưu điện',
  advance: 'Đi tới',
  hours: 'giờ',
  number: 'Số đơn hàng',
  item: 'Mã bưu gửi',
  last: 'Trạng thái gần nhất',
  at: 'Lúc',
  none: 'Chưa có bưu gửi nào.',
  waiting: 'chưa có',
} as const;
