/** What the stand-in of the payment platform says. No official table is public: codes and words are assumptions. */
export const messages = {
  success: 'Thành công',
  failed: 'Giao dịch không thành công',
  badHash: 'Sai mã xác thực',
  unauthorized: 'Không có quyền truy cập',
  unknownPartner: 'Mã đối tác không tồn tại',
  referenceTaken: 'Mã tham chiếu đã tồn tại',
  unknownTransaction: 'Không tìm thấy giao dịch',
  notPaid: 'Giao dịch chưa thanh toán, chưa có biên lai',
  notJson: 'Nội dung không phải JSON mã hóa UTF-8',
  badRequest: 'Dữ liệu không hợp lệ',
  tooLarge: 'Nội dung vượt quá dung lượng cho phép',
  unreadable: 'Không đọc được nội dung',
  broken: 'Hệ thống đang bận',
} as const;

const complaints: Record<string, string> = {
  required: 'bắt buộc phải có',
  unknownField: 'không có trong đặc tả',
  notString: 'phải là chuỗi ký tự',
  notInteger: 'phải là số nguyên không âm',
  notInTable: 'ngoài bảng mã',
  badForm: 'không đúng dạng',
  badTime: 'không phải thời điểm có thật dạng yyyyMMddHHmmss',
};

/** "Dữ liệu không hợp lệ: SoTien phải là …" */
export const describeFault = ({ path, complaint }: { path: string; complaint: string }): string =>
  `${messages.badRequest}: ${path || 'nội dung'} ${complaints[complaint] ?? 'không hợp lệ'}`;

export const paymentPlatformTitle = 'Nền tảng thanh toán quốc gia';

export const payPage = {
  title: 'Nền tảng thanh toán (thử)',
  receiver: 'Đơn vị thụ hưởng',
  amount: 'Số tiền',
  about: 'Nội dung',
  reference: 'Mã tham chiếu',
  state: 'Trạng thái',
  pay: 'Thanh toán',
  payAgain: 'Thanh toán lần nữa',
  payLate: 'Thanh toán, báo sau 30 phút',
  payPending: 'Thanh toán, ngân hàng treo 10 phút',
  payShort: 'Trả thiếu 1.000 đồng',
  cancel: 'Hủy giao dịch',
  unknown: 'Không có giao dịch này.',
  states: {
    waiting: 'chờ thanh toán',
    pending: 'ngân hàng đang xử lý',
    paid: 'đã thanh toán',
    failed: 'đã hủy hoặc không thành công',
  },
} as const;
