export const cassoTitle = 'Casso: báo biến động số dư';
