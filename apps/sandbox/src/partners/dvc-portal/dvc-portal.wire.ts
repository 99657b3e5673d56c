import {
  fields,
  form,
  integer,
  list,
  moment,
  oneOf,
  optional,
  required,
  text,
  webAddress,
  type FieldTable,
} from '../field-rules.js';

/** The portal's own names and tables, as the adapter's contract has them (envelope style A). */

export type Service = 'TraCuuHoSo' | 'DongBoHoSoMC' | 'CapNhatTienDoHoSoMC' | 'DongBoTrangThaiHoSo';

export interface LoginRequest {
  username: string;
  password: string;
}

export interface DossierRecord {
  MaHoSo: string;
  TrangThaiHoSo: string;
  NgayTiepNhan?: string | null;
  DinhDanhCHS?: { LoaiDinhDanh: string; SoDinhDanh: string }[] | null;
}

/** How a dossier stands that was submitted here. */
export interface StatusRecord {
  MaHoSo: string;
}

export interface ProgressRow {
  MaHoSo: string;
}

export interface Envelope {
  session?: unknown;
  madonvi?: unknown;
  service?: unknown;
  isUpdating?: unknown;
  maHoSo?: unknown;
  data?: unknown;
}

const dossierCode = form(/^[\p{L}\p{N}._-]{1,60}$/u, 'badCode');
const procedureCode = form(/^[A-Za-z0-9][A-Za-z0-9._-]{0,59}$/, 'badCode');
const flag = oneOf('0', '1');
const status = oneOf('1', '2', '3', '4', '5', '6', '7', '8', '9', '10');
const amount = form(/^\d{1,16}$/);

const submittedDocument: FieldTable = {
  TepDinhKemId: optional(text(200)),
  TenTepDinhKem: required(text(4000)),
  IsDeleted: required(oneOf('True', 'False')),
  MaThanhPhanHoSo: optional(text(200)),
  DuongDanTaiTepTin: optional(webAddress),
  DuocSoHoa: optional(flag),
  DuocTaiSuDung: optional(oneOf('0', '1', '2')),
  DuocLayTuKhoDMQG: optional(flag),
  MaKetQuaThayThe: optional(text(200)),
};

const fee: FieldTable = {
  TenPhiLePhi: required(text(1000)),
  MaPhiLePhi: required(text(200)),
  HinhThucThu: required(oneOf('1', '2', '4')),
  Gia: required(amount),
  LoaiPhiLePhi: required(oneOf('1', '2', '3')),
};

const otherAttachment: FieldTable = {
  TenGiayTo: required(text(4000)),
  SoLuong: required(integer),
  LoaiGiayTo: required(integer),
};

const supplement: FieldTable = {
  HoSoBoSungId: required(text(200)),
  NguoiYeuCauBoSung: optional(text(500)),
  NoiDungBoSung: required(text(4000)),
  NgayBoSung: required(moment),
  NguoiTiepNhanBoSung: optional(text(500)),
  ThongTinTiepNhan: optional(text(4000)),
  NgayTiepNhanBoSung: optional(moment),
  TrangThaiBoSung: optional(text(20)),
  DanhSachGiayToBoSung: optional(list(submittedDocument, 0, 500)),
  DanhSachLePhiBoSung: optional(list(fee, 0, 500)),
  NgayHenTraTruoc: optional(moment),
  NgayHenTraMoi: optional(moment),
};

const result: FieldTable = {
  TenGiayTo: required(text(4000)),
  MaThanhPhanHoSo: optional(text(200)),
  GiayToId: optional(text(200)),
  DuongDanTepTinKetQua: optional(webAddress),
  MaGiayToKetQua: optional(text(200)),
};

// Which form the number has depends on the kind; `identityFits` looks at both.
const identity: FieldTable = {
  LoaiDinhDanh: required(oneOf('1', '2')),
  SoDinhDanh: required(form(/^(\d{9}|\d{12})$/)),
};

export const dossier: FieldTable = {
  MaHoSo: required(dossierCode),
  MaTTHC: required(procedureCode),
  TenTTHC: required(text(2000)),
  MaLinhVuc: required(text(200)),
  TenLinhVuc: required(text(1000)),
  KenhThucHien: required(oneOf('1', '2', '3')),
  SoBienNhan: optional(text(200)),
  ChuHoSo: required(text(1000)),
  SoGiayToChuHoSo: optional(text(50)),
  LoaiDoiTuong: required(oneOf('1', '2', '3', '4')),
  MaDoiTuong: optional(text(200)),
  ThongTinKhac: optional(text(4000)),
  Email: optional(text(320)),
  Fax: optional(text(50)),
  SoDienThoai: optional(text(50)),
  TrichYeuHoSo: optional(text(1000)),
  NgayTiepNhan: optional(moment),
  NgayHenTra: optional(moment),
  TrangThaiHoSo: required(status),
  NgayTra: optional(moment),
  ThongTinTra: optional(text(4000)),
  HinhThuc: optional(flag),
  NgayKetThucXuLy: optional(moment),
  DonViXuLy: required(text(1000)),
  GhiChu: optional(text(4000)),
  TaiLieuNop: optional(list(submittedDocument, 0, 500)),
  DanhSachLePhi: optional(list(fee, 0, 500)),
  DanhSachTepDinhKemKhac: optional(list(otherAttachment, 0, 500)),
  DanhSachHoSoBoSung: optional(list(supplement, 0, 500)),
  DanhSachGiayToKetQua: optional(list(result, 0, 500)),
  NoiNopHoSo: optional(oneOf('1', '2')),
  HoSoCoThanhPhanSoHoa: optional(flag),
  TaiKhoanDuocXacThucVoiVNeID: optional(flag),
  DuocThanhToanTrucTuyen: optional(oneOf('0', '1', '2', '3')),
  NgayTuChoi: optional(moment),
  DinhDanhCHS: optional(list(identity, 0, 10)),
  NgayNopHoSo: optional(moment),
  DSKetNoiCSDL: optional(list({ MaCSDL: required(form(/^\d{1,3}$/)) }, 0, 50)),
};

export const progressRow: FieldTable = {
  MaHoSo: required(dossierCode),
  NguoiXuLy: required(text(50)),
  ChucDanh: optional(text(500)),
  ThoiDiemXuLy: required(moment),
  PhongBanXuLy: optional(text(500)),
  NoiDungXuLy: optional(text(4000)),
  TrangThai: required(status),
  NgayBatDau: optional(moment),
  NgayKetThucTheoQuyDinh: optional(moment),
};

const envelope = {
  session: required(text(200)),
  madonvi: required(form(/^[A-Za-z0-9.]{1,30}$/, 'badCode')),
  service: required(text(60)),
};

/** Most records in one call; the progress limit is the chunk seen in use. */
const mostRecords = 10;

export const loginRequest: FieldTable = { username: required(text(200)), password: required(text(200)) };

const statusDocument: FieldTable = {
  TepDinhKemId: required(integer),
  TenTepDinhKem: required(text(4000)),
  IsDeleted: required(oneOf('True', 'False')),
  MaThanhPhanHoSo: optional(text(200)),
  DuongDanTaiTepTin: required(webAddress),
};

const statusData: FieldTable = {
  TrangThai: required(status),
  MaHoSo: required(dossierCode),
  MaHoSoDonVi: required(dossierCode),
  MaDoiTuong: optional(text(200)),
  NoiDung: optional(text(4000)),
  NgayXuLy: required(moment),
  TaiLieuXuLy: optional(list(statusDocument, 0, 500)),
};

export const requests: Record<Service, FieldTable> = {
  TraCuuHoSo: { ...envelope, maHoSo: required(dossierCode) },
  DongBoHoSoMC: {
    ...envelope,
    isUpdating: required(oneOf('True', 'False')),
    data: required(list(dossier, 1, mostRecords)),
  },
  CapNhatTienDoHoSoMC: { ...envelope, data: required(list(progressRow, 1, mostRecords)) },
  DongBoTrangThaiHoSo: { ...envelope, type: required(oneOf('2')), data: required(fields(statusData)) },
};

/** A dossier in these states was never received, so it has no date of reception. */
const neverReceived = ['1', '3'];

export const needsReception = (record: DossierRecord): boolean => !neverReceived.includes(record.TrangThaiHoSo);

/** Kind 1 has 12 digits, kind 2 has 9. */
export function identityFits(item: { LoaiDinhDanh: string; SoDinhDanh: string }): boolean {
  return item.SoDinhDanh.length === (item.LoaiDinhDanh === '1' ? 12 : 9);
}
