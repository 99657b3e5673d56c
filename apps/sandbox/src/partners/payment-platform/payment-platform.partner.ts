import type { MoneySettings, PlatformClient } from '../../bank/settings.js';
import { compactTime } from '../../vietnam-time.js';
import { checkFields } from '../field-rules.js';
import type { Partner, ReadRequest, WireAnswer, WireRequest, Work } from '../partner.js';
import { credentialsIn, jsonAnswer, jsonObject, sameText } from '../reading.js';
import { confirmVariants } from './payment-platform.dialect.js';
import { authenticationCode, hashedFields } from './payment-platform.hash.js';
import { describeFault, messages, paymentPlatformTitle } from './payment-platform.messages.js';
import {
  platformName,
  stateOf,
  type OrderState,
  type PlatformOrder,
  type PlatformOrders,
} from './payment-platform.orders.js';
import { billOf } from './payment-platform.bill.js';
import { requestTables, type MessageKind } from './payment-platform.wire.js';

const paths: Record<string, MessageKind> = {
  '/payment-platform/init': 'INIT',
  '/payment-platform/query': 'QUERY',
  '/payment-platform/get-bill': 'GET_BILL',
};

/** `TrangThaiGD`; an order that nobody has paid yet is *pending* too. */
const stateCodes: Record<OrderState, number> = { waiting: 3, pending: 3, paid: 1, failed: 4 };

/** Other answers to QUERY and GET_BILL, for the situation `otherWords`. */
const variants: Record<string, MessageKind> = {
  pending: 'QUERY',
  saysFailed: 'QUERY',
  saysPaid: 'QUERY',
  strangeState: 'QUERY',
  stateAsText: 'QUERY',
  wrongHash: 'QUERY',
  billUrl: 'GET_BILL',
};

export interface PaymentPlatformOptions {
  orders: PlatformOrders;
  settings: MoneySettings;
  now: () => Date;
}

/** Stand-in of the national payment platform: INIT, QUERY, GET_BILL; its confirmations go through the outbox. */
export function createPaymentPlatform(options: PaymentPlatformOptions): Partner {
  return {
    name: platformName,
    title: paymentPlatformTitle,
    operations: [...Object.values(paths), 'confirm'],
    notifies: 'confirm',
    variants: [...Object.keys(variants), ...confirmVariants],
    routes: Object.entries(paths).map(([path, operation]) => ({ path, operation })),
    read: (request) => readMessage(request, paths[request.path]!, options),
    unable: (reason) =>
      refusal('INIT', '99', messages[reason], { tooLarge: 413, unreadable: 400, broken: 500 }[reason]),
  };
}

function readMessage(request: WireRequest, kind: MessageKind, options: PaymentPlatformOptions): ReadRequest {
  const body = jsonObject(request);
  const reference = typeof body?.['MaThamChieu'] === 'string' ? body['MaThamChieu'] : undefined;
  const work = (variant?: string): Work => {
    const client = options.settings.platformClients.find(({ partnerCode }) => partnerCode === body?.['MaDoiTac']);
    const complaint = complain(request, kind, body, client);
    if (complaint) return { changes: [], answer: refusal(kind, ...complaint) };
    return decide(kind, body!, client!, request, options, variant);
  };
  return {
    operation: kind,
    keys: [reference, dossierIn(body)].filter((key) => key !== undefined),
    work: (_holdings, variant) => work(variant),
    takes: (variant) => variants[variant] === kind,
    refusal: (message) => refusal(kind, '99', message ?? messages.broken),
    expireSession: (status) => refusal(kind, '98', messages.unauthorized, status),
  };
}

/** `MaHoSo` of an INIT: situations may be put on a dossier whose reference nobody knows yet. */
function dossierIn(body: Record<string, unknown> | undefined): string | undefined {
  const receipt = body?.['ThongTinBienLai'] as { MaHoSo?: unknown } | null | undefined;
  return typeof receipt?.MaHoSo === 'string' && receipt.MaHoSo !== '' ? receipt.MaHoSo : undefined;
}

type Complaint = [code: string, words: string, status?: number];

function complain(
  request: WireRequest,
  kind: MessageKind,
  body: Record<string, unknown> | undefined,
  client: PlatformClient | undefined,
): Complaint | undefined {
  if (!body) return ['99', messages.notJson];
  const fault = checkFields(body, requestTables[kind], '');
  if (fault) return ['99', describeFault(fault)];
  if (!client) return ['03', messages.unknownPartner];
  if (client.token !== undefined && !sameText(credentialsIn(request, 'Bearer'), client.token))
    return ['98', messages.unauthorized, 401];
  const code = authenticationCode(body, hashedFields[kind], client.secret);
  return sameText(body['MaXacThuc'] as string, code) ? undefined : ['97', messages.badHash];
}

function decide(
  kind: MessageKind,
  body: Record<string, unknown>,
  client: PlatformClient,
  request: WireRequest,
  { orders, now }: PaymentPlatformOptions,
  variant: string | undefined,
): Work {
  const reference = body['MaThamChieu'] as string;
  const order = orders.get(client.partnerCode, reference);
  if (kind === 'INIT') {
    if (order) return { changes: [], answer: refusal(kind, '02', messages.referenceTaken) };
    return begin(body, client, request.headers.host ?? '', orders);
  }
  // The time is part of the question: one written on a clock of twelve hours finds nothing.
  const asked = order && order.time === body['ThoiGianGD'] ? order : undefined;
  if (!asked) return { changes: [], answer: refusal(kind, '01', messages.unknownTransaction) };
  const state = stateOf(asked, now());
  if (kind === 'QUERY') return { changes: [], answer: jsonAnswer(told(asked, client, state, variant)) };
  if (state !== 'paid') return { changes: [], answer: refusal(kind, '04', messages.notPaid) };
  return { changes: [], answer: billOf(asked, variant === 'billUrl', request.headers.host ?? '') };
}

function begin(body: Record<string, unknown>, client: PlatformClient, host: string, orders: PlatformOrders): Work {
  const order: PlatformOrder = {
    partnerCode: client.partnerCode,
    reference: body['MaThamChieu'] as string,
    amount: Number(body['SoTien']),
    description: body['ThongTinGiaoDich'] as string,
    time: body['ThoiGianGD'] as string,
    receipt: (body['ThongTinBienLai'] ?? {}) as Record<string, unknown>,
    payments: [],
  };
  orders.keep(order);
  const address = `http://${host}/payment-platform/pay/${order.partnerCode}/${order.reference}`;
  const message = JSON.stringify({
    MaLoi: '00',
    MoTaLoi: messages.success,
    MaDoiTac: order.partnerCode,
    MaThamChieu: order.reference,
    UrlThanhToan: address,
  });
  return {
    changes: [{ key: order.reference, kind: 'created', record: order }],
    answer: jsonAnswer({ error_code: '0', message }),
  };
}

/** The answer to QUERY: the fields of a confirmation and the state. */
function told(order: PlatformOrder, client: PlatformClient, state: OrderState, variant: string | undefined): object {
  const payment = order.payments[0];
  const known = state === 'paid' ? payment : undefined;
  const answer = {
    LoaiBanTin: 'QUERY',
    MaLoi: '00',
    MoTaLoi: messages.success,
    MaDoiTac: order.partnerCode,
    MaThamChieu: order.reference,
    SoTien: known?.amount ?? order.amount,
    MaTienTe: 'VND',
    MaGiaoDich: known?.id ?? '',
    MaNganHang: known?.bank ?? '',
    ThoiGianGD: known ? compactTime(new Date(known.settlesAt)) : order.time,
    ThongTinGiaoDich: order.description,
    TrangThaiGD: stateCode(state, variant),
  };
  const code = authenticationCode(answer, hashedFields.confirm, client.secret);
  return { ...answer, MaXacThuc: variant === 'wrongHash' ? '0'.repeat(64) : code };
}

function stateCode(state: OrderState, variant: string | undefined): number | string {
  const others: Record<string, number | string> = {
    pending: 3,
    saysFailed: 4,
    saysPaid: 1,
    strangeState: 2,
    stateAsText: String(stateCodes[state]),
  };
  return others[variant ?? ''] ?? stateCodes[state];
}

/** INIT has its own envelope. */
function refusal(kind: MessageKind, code: string, words: string, status = 200): WireAnswer {
  return jsonAnswer(kind === 'INIT' ? { error_code: code, message: words } : { MaLoi: code, MoTaLoi: words }, status);
}
