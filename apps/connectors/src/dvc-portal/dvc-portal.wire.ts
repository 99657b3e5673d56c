/**
 * The shapes of the national portal's adapter, dialect A ("session"), spelled as they are sent.
 * Source: field names as used by deployed integrations (wire contracts §1.1–§1.8); no official annex is public.
 * All values are strings in practice, numbers and booleans too, but for the two documented integers.
 * A field marked optional may be left out; one that is not is always there, empty when there is nothing to say.
 */

export interface DvcLoginRequest {
  username: string;
  password: string;
}

export interface DvcLoginAnswer {
  session: string;
  /** `0`, `"0"` or `"00"` when it went well. */
  error_code: string | number;
  message?: string;
}

export type DvcService = 'TraCuuHoSo' | 'DongBoHoSoMC' | 'CapNhatTienDoHoSoMC' | 'DongBoTrangThaiHoSo';

interface DvcEnvelope<Service extends DvcService> {
  session: string;
  /** The sending unit, for example `000.00.00.H99`. */
  madonvi: string;
  service: Service;
}

export interface DvcLookUpRequest extends DvcEnvelope<'TraCuuHoSo'> {
  maHoSo: string;
}

export interface DvcSyncRequest extends DvcEnvelope<'DongBoHoSoMC'> {
  /** A string, not a boolean. */
  isUpdating: 'True' | 'False';
  data: DvcDossier[];
}

export interface DvcProgressRequest extends DvcEnvelope<'CapNhatTienDoHoSoMC'> {
  data: DvcProgress[];
}

/** Of a dossier that came from the portal (wire contracts §1.10). */
export interface DvcStatusRequest extends DvcEnvelope<'DongBoTrangThaiHoSo'> {
  type: '2';
  data: DvcStatus;
}

export interface DvcStatus {
  TrangThai: string;
  MaHoSo: string;
  MaHoSoDonVi: string;
  MaDoiTuong: string;
  NoiDung: string;
  NgayXuLy: string;
  TaiLieuXuLy: DvcStatusDocument[];
}

export interface DvcStatusDocument {
  TepDinhKemId: number;
  TenTepDinhKem: string;
  IsDeleted: 'True' | 'False';
  MaThanhPhanHoSo: string;
  DuongDanTaiTepTin: string;
}

/**
 * Names of what comes in, by what we take from it. `MaHoSo`, `MaTTHC`, `MaSoThue`, `MaHoSoQG`, `TaiLieuNop`, `TenTepDinhKem` and
 * `Base64` were seen in it (wire contracts §1.10), `refId` in an answer (§1.8); the others are those of the dossier object (§1.5), and
 * `MaDonVi` is a guess: all of them are configuration.
 */
export const submissionNames = {
  code: 'MaHoSo',
  supplementCode: 'MaHoSoQG',
  reference: 'refId',
  procedure: 'MaTTHC',
  procedureName: 'TenTTHC',
  field: 'MaLinhVuc',
  fieldName: 'TenLinhVuc',
  unit: 'MaDonVi',
  applicantName: 'ChuHoSo',
  applicantKind: 'LoaiDoiTuong',
  personalNumber: 'SoGiayToChuHoSo',
  taxCode: 'MaSoThue',
  portalAccount: 'MaDoiTuong',
  phone: 'SoDienThoai',
  email: 'Email',
  summary: 'TrichYeuHoSo',
  submittedAt: 'NgayNopHoSo',
  documents: 'TaiLieuNop',
  documentId: 'TepDinhKemId',
  documentName: 'TenTepDinhKem',
  documentComponent: 'MaThanhPhanHoSo',
  documentFile: 'Base64',
  documentUrl: 'DuongDanTaiTepTin',
} as const;

/** Envelope of a supplement (wire contracts §1.10). */
export const submissionEnvelope = { data: 'data', updating: 'isUpdating' } as const;

/** Business failures come with HTTP 200 as well. */
export interface DvcAnswer {
  error_code: string | number;
  message?: string;
  result?: unknown[];
}

export interface DvcDossier {
  MaHoSo: string;
  MaTTHC: string;
  TenTTHC: string;
  MaLinhVuc: string;
  TenLinhVuc: string;
  KenhThucHien: string;
  SoBienNhan: string;
  ChuHoSo: string;
  SoGiayToChuHoSo: string;
  LoaiDoiTuong: string;
  MaDoiTuong: string;
  ThongTinKhac?: string;
  Email: string;
  Fax?: string;
  SoDienThoai: string;
  TrichYeuHoSo: string;
  NgayTiepNhan: string;
  NgayHenTra: string;
  TrangThaiHoSo: string;
  NgayTra: string;
  ThongTinTra: string;
  HinhThuc: string;
  NgayKetThucXuLy: string;
  DonViXuLy: string;
  GhiChu: string;
  TaiLieuNop: DvcDocument[];
  DanhSachLePhi: DvcFee[];
  DanhSachTepDinhKemKhac?: DvcOtherPaper[];
  DanhSachHoSoBoSung: DvcSupplement[];
  DanhSachGiayToKetQua: DvcResult[];
  NoiNopHoSo: string;
  HoSoCoThanhPhanSoHoa: string;
  TaiKhoanDuocXacThucVoiVNeID: string;
  DuocThanhToanTrucTuyen: string;
  NgayTuChoi: string;
  DinhDanhCHS: DvcOwnerIdentity[];
  NgayNopHoSo: string;
  DSKetNoiCSDL: DvcDatabase[];
}

export interface DvcDocument {
  TepDinhKemId: string;
  TenTepDinhKem: string;
  /** A string, not a boolean. */
  IsDeleted: 'True' | 'False';
  MaThanhPhanHoSo: string;
  /** The receiver pulls the file from here. */
  DuongDanTaiTepTin: string;
  DuocSoHoa: string;
  DuocTaiSuDung: string;
  DuocLayTuKhoDMQG: string;
  MaKetQuaThayThe?: string;
}

export interface DvcFee {
  TenPhiLePhi: string;
  MaPhiLePhi: string;
  HinhThucThu: string;
  Gia: string;
  LoaiPhiLePhi: string;
}

export interface DvcOtherPaper {
  TenGiayTo: string;
  SoLuong: number;
  LoaiGiayTo: number;
}

export interface DvcSupplement {
  HoSoBoSungId: string;
  NguoiYeuCauBoSung: string;
  NoiDungBoSung: string;
  NgayBoSung: string;
  NguoiTiepNhanBoSung?: string;
  ThongTinTiepNhan?: string;
  NgayTiepNhanBoSung: string;
  TrangThaiBoSung?: string;
  DanhSachGiayToBoSung?: unknown[];
  DanhSachLePhiBoSung?: unknown[];
  NgayHenTraTruoc: string;
  NgayHenTraMoi: string;
}

export interface DvcResult {
  TenGiayTo: string;
  MaThanhPhanHoSo: string;
  GiayToId?: string;
  DuongDanTepTinKetQua: string;
  MaGiayToKetQua: string;
}

export interface DvcOwnerIdentity {
  /** `1`: 12 digits, `2`: 9 digits. */
  LoaiDinhDanh: string;
  SoDinhDanh: string;
}

export interface DvcDatabase {
  MaCSDL: string;
}

export interface DvcProgress {
  MaHoSo: string;
  NguoiXuLy: string;
  ChucDanh: string;
  ThoiDiemXuLy: string;
  PhongBanXuLy: string;
  NoiDungXuLy: string;
  TrangThai: string;
  NgayBatDau: string;
  NgayKetThucTheoQuyDinh: string;
}

/** Where one deployment cut its texts (wire contracts §1.5), in characters; configurable. */
export const dvcFieldLengths = { summary: 1_000, documentName: 4_000, officer: 50 } as const;

/** What tells a row of progress from another, by the names of the progress object (wire contracts §1.5). */
export const progressNames = {
  dossier: 'MaHoSo',
  time: 'ThoiDiemXuLy',
  person: 'NguoiXuLy',
  state: 'TrangThai',
} as const satisfies Record<string, keyof DvcProgress>;
