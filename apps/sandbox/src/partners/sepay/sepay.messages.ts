export const sepayTitle = 'SePay: báo biến động số dư';
