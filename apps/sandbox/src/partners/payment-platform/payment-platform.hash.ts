import { createHash } from 'node:crypto';

/** Fields under the hash, in their order; the secret comes last. wire-contracts.md §5.1. */
export const hashedFields = {
  INIT: [
    'LoaiBanTin',
    'PhienBan',
    'MaDoiTac',
    'MaThamChieu',
    'SoTien',
    'LoaiHinhThanhToan',
    'MaKenhThanhToan',
    'MaThietBi',
    'NgonNgu',
    'MaTienTe',
    'MaNganHang',
    'ThongTinGiaoDich',
    'ThoiGianGD',
    'Ip',
  ],
  QUERY: ['LoaiBanTin', 'PhienBan', 'MaDoiTac', 'MaThamChieu', 'ThoiGianGD'],
  GET_BILL: ['LoaiBanTin', 'PhienBan', 'MaDoiTac', 'MaThamChieu', 'ThoiGianGD'],
  confirm: [
    'LoaiBanTin',
    'MaLoi',
    'MaDoiTac',
    'MaThamChieu',
    'SoTien',
    'MaTienTe',
    'MaGiaoDich',
    'MaNganHang',
    'ThoiGianGD',
    'ThongTinGiaoDich',
  ],
} as const;

/** `MaXacThuc`: lower-case hex SHA-256 of the fields and the secret, joined by `|`. */
export function authenticationCode(
  message: Record<string, unknown>,
  fields: readonly string[],
  secret: string,
): string {
  const values = fields.map((name) => textOf(message[name]));
  return createHash('sha256')
    .update([...values, secret].join('|'))
    .digest('hex');
}

const textOf = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';
