import type { HttpRequest } from '@lienthong/connector-kit';
import type { PaymentOrder } from '@lienthong/contracts';
import { toCompactTime } from '../mapping/compact-time.js';
import type { PlatformAccount } from './payment-platform.account.js';
import type { PlatformConfig } from './payment-platform.config.js';
import { authenticationCode } from './payment-platform.hash.js';
import { receiptOf } from './payment-platform.receipt.mapping.js';
import { hashedFields, type InitWire, type MessageKind } from './payment-platform.wire.js';

/** An order as questions name it. */
export interface AskedOrder {
  readonly reference: string;
  /** When its payment was opened: INIT, QUERY and GET_BILL state one time. */
  readonly createdAt: string;
}

const pathOf = { INIT: 'init', QUERY: 'query', GET_BILL: 'bill' } as const;

const post = (config: PlatformConfig, account: PlatformAccount, kind: MessageKind, body: object): HttpRequest => ({
  method: 'POST',
  path: config.paths[pathOf[kind]],
  headers: {
    'content-type': 'application/json',
    ...(account.token === undefined ? {} : { authorization: `Bearer ${account.token}` }),
  },
  body: JSON.stringify(body),
});

/** INIT of an order. */
export function initRequest(
  config: PlatformConfig,
  account: PlatformAccount,
  order: PaymentOrder,
  createdAt: string,
): HttpRequest {
  const { constants, version, ip } = config;
  const hashed: Omit<InitWire, 'MaXacThuc' | 'ThongTinBienLai'> = {
    LoaiBanTin: 'INIT',
    PhienBan: version,
    MaDoiTac: account.partnerCode,
    MaThamChieu: order.reference,
    SoTien: order.amount,
    LoaiHinhThanhToan: constants.paymentKind,
    MaKenhThanhToan: constants.channel,
    MaThietBi: constants.device,
    NgonNgu: constants.language,
    MaTienTe: constants.currency,
    MaNganHang: constants.bank,
    ThongTinGiaoDich: order.description,
    ThoiGianGD: toCompactTime(createdAt),
    Ip: ip,
  };
  const texts = { ...hashed, SoTien: String(order.amount) };
  const wire: InitWire = {
    ...hashed,
    MaXacThuc: authenticationCode(texts, hashedFields.INIT, account.secrets[0]),
    ThongTinBienLai: receiptOf(order, { account, receipt: config.receipt }),
  };
  return post(config, account, 'INIT', wire);
}

/** QUERY or GET_BILL of an order. */
export function questionRequest(
  config: PlatformConfig,
  account: PlatformAccount,
  kind: 'QUERY' | 'GET_BILL',
  { reference, createdAt }: AskedOrder,
): HttpRequest {
  const fields = {
    LoaiBanTin: kind,
    PhienBan: config.version,
    MaDoiTac: account.partnerCode,
    MaThamChieu: reference,
    ThoiGianGD: toCompactTime(createdAt),
  };
  const MaXacThuc = authenticationCode(fields, hashedFields[kind], account.secrets[0]);
  return post(config, account, kind, { ...fields, MaXacThuc });
}
