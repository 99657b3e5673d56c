/** What the stand-in of a carrier says; the contract is assumed. */
export const telecomTitle = 'Nhà mạng (giao diện giả định)';

export const messages = {
  refused: 'Yêu cầu không hợp lệ',
  unauthorized: 'Chưa xác thực',
  tooLarge: 'Nội dung vượt quá dung lượng cho phép',
  unreadable: 'Không đọc được nội dung',
  broken: 'Hệ thống đang bận',
} as const;
