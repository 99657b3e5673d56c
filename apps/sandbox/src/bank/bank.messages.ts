export const donePage = {
  title: 'Đã rời trang thanh toán',
  text: 'Bạn có thể đóng trang này. Kết quả thanh toán được báo cho cơ quan qua ngân hàng.',
} as const;
