export const vnpayTitle = 'VNPAY: cổng thanh toán';

export const vnpayPage = {
  title: 'VNPAY (thử)',
  refused: 'Giao dịch bị từ chối',
  badHash: 'Chữ ký không hợp lệ (97)',
  badTerminal: 'Mã website không tồn tại (02)',
  badFields: 'Dữ liệu gửi sang không đúng định dạng (03)',
  amount: 'Số tiền',
  about: 'Nội dung',
  reference: 'Mã đơn hàng',
  payments: 'Số lần đã trả',
  pay: 'Thanh toán',
  suspected: 'Thanh toán, bị nghi ngờ (07)',
  cancel: 'Hủy',
  back: 'Quay lại đơn vị',
} as const;
