/** What the stand-in of EMC says; no words of the real one are public. */
export const emcTitle = 'EMC: giám sát, đo lường dịch vụ công';

export const messages = {
  contentType: 'Yêu cầu không hợp lệ: Content-Type phải là application/json hoặc application/x-www-form-urlencoded',
  notJson: 'Yêu cầu không hợp lệ: nội dung không phải JSON',
  notForm: 'Yêu cầu không hợp lệ: nội dung không phải biểu mẫu UTF-8, hoặc có trường lặp lại',
  field: 'Yêu cầu không hợp lệ: trường thiếu, thừa hoặc sai dạng: ',
  site: 'Yêu cầu không hợp lệ: siteId không có',
  refused: 'Yêu cầu bị từ chối',
  unauthorized: 'Chưa xác thực',
  broken: 'Hệ thống đang bận',
  tooLarge: 'Yêu cầu không hợp lệ: nội dung vượt quá dung lượng cho phép',
  unreadable: 'Yêu cầu không hợp lệ: không đọc được nội dung',
} as const;

export const emcPage = {
  title: 'EMC giả lập: số lần nhận theo hồ sơ và trạng thái',
  dossier: 'Hồ sơ',
  last: 'Lần cuối',
  none: 'Chưa nhận hồ sơ nào',
  received: 'Đã nhận',
  off: 'Tắt EMC một ngày: đặt tình huống "down" với "hours": 24 cho emc.',
} as const;

/** Codes of `status`. */
export const statusWords: Readonly<Record<string, string>> = {
  0: 'khác',
  1: 'đã tiếp nhận',
  2: 'đang xử lý',
  3: 'đã trả kết quả',
  4: 'đã phân công',
};
