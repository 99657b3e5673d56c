const vnd = (amount: number): string => `${amount.toLocaleString('vi-VN')} đồng`;

/** What a clerk tells whoever pays. */
export const toPayTexts = {
  qr: (due: number): string => `Quét mã QR để nộp đúng ${vnd(due)}.`,
  qrOfOurs: (due: number, reference: string): string =>
    `Quét mã QR để nộp đúng ${vnd(due)}, giữ nguyên nội dung ${reference}. Mã do hệ thống tạo thay đơn vị cung cấp, nên tiền có thể được ghi nhận chậm.`,
  page: (due: number): string => `Mở trang thanh toán để nộp đúng ${vnd(due)}.`,
  newPayment: (due: number): string =>
    `Đơn vị cung cấp không cho mã QR hay trang thanh toán cho ${vnd(due)} còn phải nộp: hãy hủy khoản thanh toán này và tạo khoản mới, số tiền đã nộp vẫn được tính.`,
};
