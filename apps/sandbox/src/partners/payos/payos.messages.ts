export const payosTitle = 'payOS: liên kết thanh toán';

/** `desc` of a paid link in its notifications. */
export const payosSuccess = 'Thành công';

export const payosWords = {
  exists: 'Đơn thanh toán đã tồn tại',
  unknown: 'Mã thanh toán không tồn tại',
  badSignature: 'Mã kiểm tra(signature) không hợp lệ',
  badFields: 'Thông tin truyền lên không đúng',
  unauthorized: 'Không có quyền truy cập',
  webhookRefused: 'Webhook url không hợp lệ',
} as const;

export const checkoutPage = {
  title: 'payOS (thử)',
  amount: 'Số tiền',
  description: 'Nội dung',
  account: 'Tài khoản',
  payload: 'Mã VietQR',
  state: 'Trạng thái',
  pay: 'Thanh toán',
  unknown: 'Không có liên kết này.',
} as const;
