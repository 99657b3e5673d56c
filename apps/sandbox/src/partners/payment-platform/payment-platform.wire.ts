import { form, moment, oneOf, optional, required, text, type Check, type FieldTable } from '../field-rules.js';

/** VND; seen as a number, hashed as its digits. A text of digits is taken as well. */
const amount: Check = (value, path) => {
  const good =
    typeof value === 'number' ? Number.isSafeInteger(value) && value > 0 : /^[1-9]\d{0,12}$/.test(String(value));
  return good ? undefined : { path, complaint: 'notInteger' };
};

/** The receipt block is outside the hash, and its rules are not public: any object is taken. */
const receipt: Check = (value, path) =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? undefined : { path, complaint: 'notObject' };

const common: FieldTable = {
  PhienBan: required(oneOf('1.0.6')),
  MaDoiTac: required(text(50)),
  MaThamChieu: required(form(/^[A-Za-z0-9]{1,50}$/)),
  ThoiGianGD: required(moment),
  MaXacThuc: required(form(/^[0-9a-f]{64}$/)),
};

/** Fields of the three messages that a client sends; nothing beside them. */
export const requestTables: Record<'INIT' | 'QUERY' | 'GET_BILL', FieldTable> = {
  INIT: {
    LoaiBanTin: required(oneOf('INIT')),
    ...common,
    SoTien: required(amount),
    LoaiHinhThanhToan: required(oneOf('PAY')),
    MaKenhThanhToan: required(oneOf('1')),
    MaThietBi: required(oneOf('1')),
    NgonNgu: required(oneOf('vi-VN')),
    MaTienTe: required(oneOf('VND')),
    MaNganHang: required(oneOf('PAYMENT')),
    ThongTinGiaoDich: required(text(255)),
    Ip: required(text(45)),
    ThongTinBienLai: optional(receipt),
  },
  QUERY: { LoaiBanTin: required(oneOf('QUERY')), ...common },
  GET_BILL: { LoaiBanTin: required(oneOf('GET_BILL')), ...common },
};

export type MessageKind = keyof typeof requestTables;
