import type {
  ApplicantKind,
  Channel,
  CollectMoment,
  DossierStatus,
  FeeKind,
  Origin,
  Reuse,
  ReturnWay,
} from '@lienthong/contracts';
import type { Codes } from '../mapping/code-table.js';

/** How a dossier's fees stand, as far as the gateway saw it. */
export type PaymentStanding = 'none' | 'nationalPlatform' | 'otherGateway' | 'unpaid';

/** Everything of the mapping that a tenant may set. */
export interface DvcTables {
  /** TrangThaiHoSo, TrangThai. */
  readonly status: Codes<DossierStatus>;
  /** KenhThucHien. */
  readonly channel: Codes<Channel>;
  /** LoaiDoiTuong. */
  readonly applicantKind: Codes<ApplicantKind>;
  /** NoiNopHoSo. */
  readonly origin: Codes<Origin>;
  /** HinhThuc; empty where the portal has no code for a way. */
  readonly returnBy: Codes<ReturnWay>;
  /** ThongTinTra, in words. */
  readonly returnWords: Codes<ReturnWay>;
  /** HinhThucThu. */
  readonly collectAt: Codes<CollectMoment>;
  /** LoaiPhiLePhi. */
  readonly feeKind: Codes<FeeKind>;
  /** DuocTaiSuDung. */
  readonly reuse: Codes<Reuse>;
  /** DuocThanhToanTrucTuyen. */
  readonly onlinePayment: Codes<PaymentStanding>;
  /** MaCSDL sent when the applicant's identity was checked; empty to send none. */
  readonly populationDatabase: string;
  /** MaTTHC: local code → national code; a code that is not here is sent as it is. */
  readonly procedures: Readonly<Record<string, string>>;
}

/**
 * Defaults, none of them official. Status and channel: three independent sources agree (wire contracts §1.6, §1.7).
 * The others follow the one or two sources named there; where those contradict each other the agreement of the
 * province with the portal decides, in the configuration.
 */
export const defaultTables: DvcTables = {
  status: {
    registered: '1',
    received: '2',
    refused: '3',
    processing: '4',
    supplementRequested: '5',
    paymentRequested: '6',
    withdrawn: '7',
    stopped: '8',
    completed: '9',
    returned: '10',
  },
  channel: { direct: '1', online: '2', post: '3' },
  // A household business has no code of its own in the table that also knows agencies: 4 is "organisation, other".
  applicantKind: { citizen: '1', business: '2', agency: '3', organisation: '4', householdBusiness: '4' },
  origin: { nationalPortal: '1', provincialPortal: '2', desk: '2' },
  // No code was seen for an electronic return.
  returnBy: { counter: '0', post: '1', electronic: '' },
  returnWords: {
    counter: 'Trả trực tiếp tại bộ phận một cửa',
    post: 'Trả qua dịch vụ bưu chính công ích',
    electronic: 'Trả bản điện tử',
  },
  collectAt: { reception: '1', supplement: '2', return: '4' },
  feeKind: { charge: '1', fee: '1', appraisal: '2', renewal: '3' },
  reuse: { none: '0', digitised: '1', reused: '2' },
  onlinePayment: { none: '0', nationalPlatform: '1', otherGateway: '2', unpaid: '3' },
  populationDatabase: '7',
  procedures: {},
};

/** Words of the portal's messages by which answers are told apart; matched NFC, lower-cased, as parts of the message. */
export const defaultWords = {
  success: ['thành công'],
  notSuccess: ['không thành công', 'chưa thành công', 'thất bại'],
  exists: ['đã tồn tại'],
  notFound: ['không tìm thấy', 'không tồn tại', 'chưa tồn tại'],
  sessionExpired: ['phiên', 'session', 'đăng nhập', 'token'],
  transient: ['hệ thống bận', 'quá tải', 'thử lại sau', 'bảo trì'],
};
