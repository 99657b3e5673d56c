import type {
  DossierDocument,
  DossierResult,
  DossierSnapshot,
  Fee,
  PortalStatus,
  ProgressPayload,
  SnapshotFile,
  Supplement,
} from '@lienthong/contracts';
import { toCompactTime } from '../mapping/compact-time.js';
import { cut } from '../mapping/cut.js';
import { encoder, missingFields, personalFieldsOf, type FieldTable } from '../mapping/field-table.js';
import {
  withLinks,
  datesOfReturn,
  digitised,
  identities,
  paperNumber,
  paymentStanding,
  portalAccount,
} from './dvc-portal.rules.mapping.js';
import type { DvcTables } from './dvc-portal.tables.mapping.js';
import type {
  DvcDocument,
  DvcDossier,
  DvcFee,
  DvcProgress,
  DvcResult,
  DvcStatus,
  DvcSupplement,
} from './dvc-portal.wire.js';

/** What the mapping needs beside the snapshot: the tenant's tables, and how long a text may be, in code points. */
export interface DvcMappingSettings {
  readonly tables: DvcTables;
  readonly lengths: { readonly summary: number; readonly documentName: number; readonly officer: number };
  /** A link to a file, for the portal alone; absent where it is given none. */
  readonly linkTo?: ((file: SnapshotFile) => string) | undefined;
}

type Table<Wire, Source> = FieldTable<Wire, Source, DvcMappingSettings>;

const yesNo = (value: boolean | undefined): string => (value ? '1' : '0');

/** Source: wire contracts §1.5 `TaiLieuNop[]`. */
export const documentFields: Table<DvcDocument, DossierDocument> = {
  TepDinhKemId: { from: '/documents/id', value: (it) => it.id },
  TenTepDinhKem: {
    from: '/documents/name',
    rule: 'cut at the configured length',
    value: (it, { lengths }) => cut(it.name, lengths.documentName),
    personal: true,
  },
  IsDeleted: { from: '/documents', rule: 'a snapshot lists only documents that are there', value: () => 'False' },
  MaThanhPhanHoSo: { from: '/documents/componentCode', value: (it) => it.componentCode ?? '' },
  DuongDanTaiTepTin: { from: '/documents/url', rule: 'withLinks', value: (it) => it.url ?? '', personal: true },
  DuocSoHoa: { from: '/documents/digitised', value: (it) => yesNo(it.digitised) },
  DuocTaiSuDung: { from: '/documents/reuse', value: (it, { tables }) => tables.reuse[it.reuse ?? 'none'] },
  DuocLayTuKhoDMQG: { from: '/documents/fromNationalStore', value: (it) => yesNo(it.fromNationalStore) },
  MaKetQuaThayThe: { absent: 'agencies do not say which result replaces a document' },
};

/** Source: wire contracts §1.5 `DanhSachLePhi[]`. */
export const feeFields: Table<DvcFee, Fee> = {
  TenPhiLePhi: { from: '/fees/name', value: (it) => it.name },
  MaPhiLePhi: { from: '/fees/code', value: (it) => it.code },
  HinhThucThu: { from: '/fees/collectAt', value: (it, { tables }) => tables.collectAt[it.collectAt] },
  Gia: { from: '/fees/amount', value: (it) => String(it.amount) },
  LoaiPhiLePhi: { from: '/fees/kind', value: (it, { tables }) => tables.feeKind[it.kind] },
};

/** Source: wire contracts §1.5 `DanhSachHoSoBoSung[]`. */
export const supplementFields: Table<DvcSupplement, Supplement> = {
  HoSoBoSungId: { from: '/supplements/id', value: (it) => it.id },
  NguoiYeuCauBoSung: { from: '/supplements/askedBy', value: (it) => it.askedBy ?? '', personal: true },
  NoiDungBoSung: { from: '/supplements/content', value: (it) => it.content, personal: true },
  NgayBoSung: { from: '/supplements/askedAt', value: (it) => toCompactTime(it.askedAt) },
  NguoiTiepNhanBoSung: { absent: 'agencies do not say who took the supplement in', personal: true },
  ThongTinTiepNhan: { absent: 'agencies do not say how the supplement was taken in', personal: true },
  NgayTiepNhanBoSung: { from: '/supplements/answeredAt', value: (it) => toCompactTime(it.answeredAt) },
  TrangThaiBoSung: { absent: 'no value of it is known; the dates say what is open' },
  DanhSachGiayToBoSung: { absent: 'agencies do not say which documents came with which supplement', personal: true },
  DanhSachLePhiBoSung: { absent: 'agencies do not say which fees came with which supplement' },
  NgayHenTraTruoc: { from: '/supplements/dueBefore', value: (it) => toCompactTime(it.dueBefore) },
  NgayHenTraMoi: { from: '/supplements/dueAfter', value: (it) => toCompactTime(it.dueAfter) },
};

/** Source: wire contracts §1.5 `DanhSachGiayToKetQua[]`. Only results that exist: none is made up (§14.4). */
export const resultFields: Table<DvcResult, DossierResult> = {
  TenGiayTo: { from: '/results/name', value: (it) => it.name, personal: true },
  MaThanhPhanHoSo: { from: '/results/componentCode', value: (it) => it.componentCode ?? '' },
  GiayToId: { absent: "the portal's own id of a paper; we hold none" },
  DuongDanTepTinKetQua: { from: '/results/url', rule: 'withLinks', value: (it) => it.url ?? '', personal: true },
  MaGiayToKetQua: { from: '/results/code', value: (it) => it.code },
};

const document = encoder(documentFields);
const fee = encoder(feeFields);
const supplement = encoder(supplementFields);
const result = encoder(resultFields);

/** Source: wire contracts §1.5, in its order; required: decisions "Portal adapter". */
export const dossierFields: Table<DvcDossier, DossierSnapshot> = {
  MaHoSo: { from: '/code', value: (it) => it.code, required: true },
  MaTTHC: {
    from: '/procedure/code',
    rule: 'national code where the tenant has one for the local code',
    value: ({ dossier }, { tables }) => nationalCode(tables, dossier.procedure.code),
    required: true,
  },
  TenTTHC: { from: '/procedure/name', value: ({ dossier }) => dossier.procedure.name, required: true },
  MaLinhVuc: { from: '/field/code', value: ({ dossier }) => dossier.field.code, required: true },
  TenLinhVuc: { from: '/field/name', value: ({ dossier }) => dossier.field.name, required: true },
  KenhThucHien: {
    from: '/channel',
    value: ({ dossier }, { tables }) => tables.channel[dossier.channel],
    required: true,
  },
  SoBienNhan: { from: '/receiptNumber', value: ({ dossier }) => dossier.receiptNumber ?? '' },
  ChuHoSo: {
    from: '/applicant/name',
    value: ({ dossier }) => dossier.applicant.name,
    personal: true,
    required: true,
  },
  SoGiayToChuHoSo: {
    from: '/applicant/personalNumber',
    rule: 'paperNumber',
    value: ({ dossier }) => paperNumber(dossier.applicant),
    personal: true,
  },
  LoaiDoiTuong: {
    from: '/applicant/kind',
    value: ({ dossier }, { tables }) => tables.applicantKind[dossier.applicant.kind],
    required: true,
  },
  MaDoiTuong: {
    from: '/applicant/portalAccount',
    rule: 'portalAccount',
    value: ({ dossier }) => portalAccount(dossier),
    personal: true,
  },
  ThongTinKhac: { absent: 'free text without an agreed meaning', personal: true },
  Email: { from: '/applicant/email', value: ({ dossier }) => dossier.applicant.email ?? '', personal: true },
  Fax: { absent: 'agencies do not collect it', personal: true },
  SoDienThoai: { from: '/applicant/phone', value: ({ dossier }) => dossier.applicant.phone ?? '', personal: true },
  TrichYeuHoSo: {
    from: '/summary',
    rule: 'cut at the configured length',
    value: ({ dossier }, { lengths }) => cut(dossier.summary ?? '', lengths.summary),
    personal: true,
  },
  NgayTiepNhan: {
    from: '/receivedAt',
    value: ({ dossier }) => toCompactTime(dossier.receivedAt),
    required: ({ effectiveStatus }) => effectiveStatus !== 'registered' && effectiveStatus !== 'refused',
  },
  NgayHenTra: { from: '/dueAt', value: ({ dossier }) => toCompactTime(dossier.dueAt) },
  TrangThaiHoSo: {
    from: '/status',
    rule: 'the effective status, never embellished',
    value: ({ effectiveStatus }, { tables }) => tables.status[effectiveStatus],
    required: true,
  },
  NgayTra: { from: '/returnedAt', rule: 'datesOfReturn', value: (it) => toCompactTime(datesOfReturn(it)) },
  ThongTinTra: {
    from: '/returnBy',
    rule: 'how it was returned, in words, once it is',
    value: ({ dossier, effectiveStatus }, { tables }) =>
      effectiveStatus === 'returned' && dossier.returnBy ? tables.returnWords[dossier.returnBy] : '',
  },
  HinhThuc: {
    from: '/returnBy',
    value: ({ dossier }, { tables }) => (dossier.returnBy ? tables.returnBy[dossier.returnBy] : ''),
  },
  NgayKetThucXuLy: { from: '/finishedAt', value: ({ dossier }) => toCompactTime(dossier.finishedAt) },
  DonViXuLy: {
    from: '/unit',
    rule: "the unit's name",
    value: (it) => it.unitName,
    required: true,
  },
  GhiChu: { from: '/reason', value: ({ dossier }) => dossier.reason ?? '', personal: true },
  TaiLieuNop: { from: '/documents', value: ({ dossier }, using) => each(dossier.documents, document, using) },
  DanhSachLePhi: { from: '/fees', value: ({ dossier }, using) => each(dossier.fees, fee, using) },
  DanhSachTepDinhKemKhac: { absent: 'agencies state neither count nor kind of further papers', personal: true },
  DanhSachHoSoBoSung: {
    from: '/supplements',
    value: ({ dossier }, using) => each(dossier.supplements, supplement, using),
  },
  DanhSachGiayToKetQua: { from: '/results', value: ({ dossier }, using) => each(dossier.results, result, using) },
  NoiNopHoSo: { from: '/origin', value: ({ dossier }, { tables }) => tables.origin[dossier.origin] },
  HoSoCoThanhPhanSoHoa: {
    from: '/documents/digitised',
    rule: 'digitised',
    value: ({ dossier }) => yesNo(digitised(dossier)),
  },
  TaiKhoanDuocXacThucVoiVNeID: {
    from: '/applicant/identityVerified',
    value: ({ dossier }) => yesNo(dossier.applicant.identityVerified),
  },
  DuocThanhToanTrucTuyen: {
    from: '/fees',
    rule: 'paymentStanding',
    value: (it, { tables }) => tables.onlinePayment[paymentStanding(it)],
  },
  NgayTuChoi: { from: '/refusedAt', value: ({ dossier }) => toCompactTime(dossier.refusedAt) },
  DinhDanhCHS: {
    from: '/applicant/personalNumber',
    rule: 'identities',
    value: ({ dossier }) => identities(dossier.applicant),
    personal: true,
  },
  NgayNopHoSo: { from: '/submittedAt', value: ({ dossier }) => toCompactTime(dossier.submittedAt) },
  DSKetNoiCSDL: {
    from: '/facts/identity',
    rule: 'the population database, once it had the applicant',
    value: ({ facts }, { tables }) =>
      facts.identity && facts.identity.verdict !== 'noMatch' && tables.populationDatabase
        ? [{ MaCSDL: tables.populationDatabase }]
        : [],
  },
};

/** Source: wire contracts §1.5, progress object. */
export const progressFields: Table<DvcProgress, ProgressPayload> = {
  MaHoSo: { from: '/code', value: (it) => it.code },
  NguoiXuLy: {
    from: '/by',
    rule: 'cut at the configured length',
    value: ({ step }, { lengths }) => cut(step.by, lengths.officer),
    personal: true,
  },
  ChucDanh: { from: '/position', value: ({ step }) => step.position ?? '' },
  ThoiDiemXuLy: { from: '/at', value: ({ step }) => toCompactTime(step.at) },
  PhongBanXuLy: { from: '/department', value: ({ step }) => step.department ?? '' },
  NoiDungXuLy: { from: '/content', value: ({ step }) => step.content, personal: true },
  TrangThai: { from: '/status', value: ({ step }, { tables }) => tables.status[step.status] },
  NgayBatDau: { from: '/startedAt', value: ({ step }) => toCompactTime(step.startedAt) },
  NgayKetThucTheoQuyDinh: { from: '/dueAt', value: ({ step }) => toCompactTime(step.dueAt) },
};

/** Source: wire contracts §1.10, what is said back of a dossier that came from the portal. */
export const statusFields: Table<DvcStatus, PortalStatus> = {
  TrangThai: { from: '/status', value: (it, { tables }) => tables.status[it.status] },
  MaHoSo: { from: '/portalCode', value: (it) => it.portalCode },
  MaHoSoDonVi: { from: '/code', value: (it) => it.code },
  MaDoiTuong: { from: '/portalAccount', value: (it) => it.portalAccount ?? '', personal: true },
  NoiDung: { from: '/content', value: (it) => it.content ?? '', personal: true },
  NgayXuLy: { from: '/at', value: (it) => toCompactTime(it.at) },
  TaiLieuXuLy: { from: '/code', rule: 'the unit gives the portal no papers with it', value: () => [] },
};

export const toDvcStatus = encoder(statusFields);
const dossier = encoder(dossierFields);
/** Documents whose file lies with us get a link to it. */
export const toDvcDossier = (snapshot: DossierSnapshot, using: DvcMappingSettings): DvcDossier =>
  dossier(withLinks(snapshot, using.linkTo), using);
export const toDvcProgress = encoder(progressFields);

/** Pointers of what the portal needs and the snapshot does not have. */
export const missingForPortal = missingFields(dossierFields);

/** Names on the wire whose values are masked when bytes are shown; the credentials too. */
export const dvcPersonalFields: readonly string[] = [
  ...new Set([
    'session',
    'username',
    'password',
    ...[dossierFields, documentFields, supplementFields, resultFields, progressFields, statusFields].flatMap((table) =>
      personalFieldsOf(table as Table<Record<string, unknown>, unknown>),
    ),
    // Inside DinhDanhCHS, and in messages that come in from the portal.
    'SoDinhDanh',
    'DiaChi',
    'NoiDung',
    'MaSoThue',
    'TenGiayTo',
  ]),
];

const nationalCode = ({ procedures }: DvcTables, code: string): string =>
  Object.hasOwn(procedures, code) ? procedures[code]! : code;

const each = <Source, Wire>(
  items: readonly Source[] | null | undefined,
  encode: (item: Source, using: DvcMappingSettings) => Wire,
  using: DvcMappingSettings,
): Wire[] => (items ?? []).map((item) => encode(item, using));
