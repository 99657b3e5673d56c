export const vietqrTitle = 'VietQR.vn: đồng bộ giao dịch';
