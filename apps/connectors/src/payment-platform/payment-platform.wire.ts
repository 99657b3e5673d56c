/*
 * The payment platform's messages (wire-contracts.md §5.1): POST, JSON. `MaXacThuc` is the lower-case hex SHA-256 of the fields below
 * and our secret, joined by `|`.
 */

/** `LoaiBanTin` of what we send. */
export type MessageKind = 'INIT' | 'QUERY' | 'GET_BILL';

const question = ['LoaiBanTin', 'PhienBan', 'MaDoiTac', 'MaThamChieu', 'ThoiGianGD'] as const;

export const hashedFields = {
  INIT: [
    ...([
      'LoaiBanTin',
      'PhienBan',
      'MaDoiTac',
      'MaThamChieu',
      'SoTien',
      'LoaiHinhThanhToan',
      'MaKenhThanhToan',
    ] as const),
    ...(['MaThietBi', 'NgonNgu', 'MaTienTe', 'MaNganHang', 'ThongTinGiaoDich', 'ThoiGianGD', 'Ip'] as const),
  ],
  QUERY: question,
  GET_BILL: question,
  /** Without `PhienBan`. */
  confirm: [
    ...(['LoaiBanTin', 'MaLoi', 'MaDoiTac', 'MaThamChieu', 'SoTien', 'MaTienTe', 'MaGiaoDich', 'MaNganHang'] as const),
    ...(['ThoiGianGD', 'ThongTinGiaoDich'] as const),
  ],
} as const;

export interface InitWire {
  readonly LoaiBanTin: 'INIT';
  readonly PhienBan: string;
  readonly MaDoiTac: string;
  /** Unique; letters and digits. */
  readonly MaThamChieu: string;
  /** VND. */
  readonly SoTien: number;
  readonly LoaiHinhThanhToan: string;
  readonly MaKenhThanhToan: string;
  readonly MaThietBi: string;
  readonly NgonNgu: string;
  readonly MaTienTe: string;
  readonly MaNganHang: string;
  readonly ThongTinGiaoDich: string;
  /** `yyyyMMddHHmmss`, Vietnamese time, of a day with 24 hours. QUERY and GET_BILL state the same. */
  readonly ThoiGianGD: string;
  readonly Ip: string;
  readonly MaXacThuc: string;
  readonly ThongTinBienLai: ReceiptWire;
}

/** What the receipt is made of; outside the hash. */
export interface ReceiptWire {
  /** `2`: fees of an administrative procedure. */
  readonly MaDichVu: string;
  readonly MaDVC: string;
  readonly TenDVC: string;
  readonly MaTTHC: string;
  readonly TenTTHC: string;
  readonly MaDonVi: string;
  readonly TenDonVi: string;
  readonly MaHoSo: string;
  readonly TKThuHuong: string;
  readonly MaNHThuHuong: string;
  readonly TenTKThuHuong: string;
  readonly HoTenNguoiNop: string;
  readonly SoCMNDNguoiNop: string;
  readonly DiaChiNguoiNop: string;
  readonly HuyenNguoiNop: string;
  readonly TinhNguoiNop: string;
  readonly PhiLePhi: readonly FeeWire[];
  readonly DSKhoanNop: readonly { readonly NoiDung: string; readonly SoTien: number }[];
  /** Of fines, which we do not collect. */
  readonly MaLoaiHinhThuPhat?: string;
  readonly TenLoaiHinhThuPhat?: string;
  readonly MaCoQuanQD?: string;
  readonly TenCoQuanQD?: string;
  readonly KhoBac?: string;
  readonly NgayQD?: string;
  readonly SoQD?: string;
  readonly ThoiGianViPham?: string;
  readonly DiaDiemViPham?: string;
  readonly TenNguoiViPham?: string;
  readonly TaiKhoanThuNSNN?: string;
  readonly NoiDungThanhToan?: string;
}

export interface FeeWire {
  readonly LoaiPhiLePhi: string;
  readonly MaPhiLePhi: string;
  readonly TenPhiLePhi: string;
  readonly SoTien: number;
}

/** `error_code` of an INIT that was taken. */
export const initTaken = '0';
/** `MaLoi` of a question that was answered, and of a payment in a confirmation. */
export const ok = '00';
/** `TrangThaiGD`; whatever else it says is pending. */
export const statePaid = '1';
export const stateFailed = '4';

/** Their names of what a person may be told by. */
export const platformPersonalFields = [
  ...['HoTenNguoiNop', 'SoCMNDNguoiNop', 'DiaChiNguoiNop', 'HuyenNguoiNop', 'TinhNguoiNop', 'ThongTinGiaoDich'],
  'MaXacThuc',
];
