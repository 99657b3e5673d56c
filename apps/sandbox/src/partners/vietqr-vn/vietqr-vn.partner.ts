import { createHash, randomBytes } from 'node:crypto';
import type { BankAccount } from '../../bank/account.js';
import type { Bank } from '../../bank/bank.js';
import type { Orders } from '../../bank/orders.js';
import type { Transfer } from '../../bank/transfer.js';
import { writePayload } from '../../bank/vietqr-payload.js';
import { malformations } from '../../notifications/dialect.js';
import { bankNameOf } from '../../bank/bank-names.js';
import type { Partner, ReadRequest, WireAnswer, WireRequest, Work } from '../partner.js';
import { credentialsIn, jsonAnswer, jsonObject, readingRequest, sameText } from '../reading.js';
import { vietqrTitle } from './vietqr-vn.messages.js';
import { vietqrKey, type VietqrOrder } from './vietqr-vn.orders.js';

const base = '/vietqr-vn/vqr/api';
const paths = {
  token: `${base}/token_generate`,
  generate: `${base}/qr/generate-customer`,
  checkOrder: `${base}/transactions/check-order`,
};
const tokenSeconds = 300;

export interface VietqrOptions {
  bank: Bank;
  orders: Orders<VietqrOrder>;
  accounts(): readonly BankAccount[];
  now: () => Date;
}

/** VietQR.vn beside its notifications: its token endpoint, an order with a QR, check-order. Shapes beyond §3.3 are recalled. */
export function createVietqrVn(options: VietqrOptions): Partner {
  const tokens = new Map<string, { account: string; ends: number }>();
  return {
    name: 'vietqr-vn',
    title: vietqrTitle,
    operations: ['token', 'generate', 'checkOrder', 'notify'],
    notifies: 'notify',
    variants: malformations,
    routes: Object.entries(paths).map(([operation, path]) => ({ path, operation })),
    read: (request) => {
      if (request.path === paths.token) return readToken(request, options, tokens);
      const kept = tokens.get(credentialsIn(request, 'Bearer') ?? '');
      const lives = kept !== undefined && kept.ends > options.now().getTime();
      const account = lives ? options.accounts().find(({ name }) => name === kept.account) : undefined;
      return readOrder(request, account, options);
    },
    unable: (reason) => failed('E46', reason === 'broken' ? 500 : 400),
  };
}

function readToken(
  request: WireRequest,
  { accounts, now }: VietqrOptions,
  tokens: Map<string, { account: string; ends: number }>,
): ReadRequest {
  const answer = () => {
    const [username, ...rest] = Buffer.from(credentialsIn(request, 'Basic') ?? '', 'base64')
      .toString('utf8')
      .split(':');
    const account = accounts().find(
      ({ provider, secrets }) =>
        provider === 'vietqr-vn' &&
        sameText(username, secrets['apiUsername']) &&
        sameText(rest.join(':'), secrets['apiPassword']),
    );
    if (!account) return failed('E74', 401);
    const token = randomBytes(24).toString('hex');
    tokens.set(token, { account: account.name, ends: now().getTime() + tokenSeconds * 1000 });
    return jsonAnswer({ access_token: token, token_type: 'Bearer', expires_in: tokenSeconds });
  };
  return { ...readingRequest('token', [], answer, () => failed('E74', 401)), keepBody: '' };
}

function readOrder(request: WireRequest, account: BankAccount | undefined, options: VietqrOptions): ReadRequest {
  const body = jsonObject(request) ?? {};
  const generates = request.path === paths.generate;
  const key = body[generates ? 'orderId' : 'value'];
  const work = (): Work => {
    if (!account) return { changes: [], answer: failed('E74', 401) };
    return generates ? generate(body, account, options) : { changes: [], answer: checkOrder(body, account, options) };
  };
  const none = (message?: string) => failed(message ?? 'E05');
  const keys = typeof key === 'string' ? [key] : [];
  return { ...readingRequest(generates ? 'generate' : 'checkOrder', keys, () => failed('E74', 401), none), work };
}

function generate(body: Record<string, unknown>, account: BankAccount, { orders, bank, now }: VietqrOptions): Work {
  const refused = (code: string): Work => ({ changes: [], answer: failed(code) });
  const { bankAccount, content, amount, orderId } = body;
  if (bankAccount !== account.accountNumber) return refused('E10');
  if (typeof content !== 'string' || !/^[A-Za-z0-9 ]{1,23}$/.test(content)) return refused('E09');
  if (!Number.isSafeInteger(Number(amount)) || Number(amount) < 1) return refused('E02');
  if (typeof orderId !== 'string' || !/^[A-Za-z0-9]{1,19}$/.test(orderId)) return refused('E95');
  const order: VietqrOrder = {
    account: account.name,
    orderId,
    amount: Number(amount),
    description: content,
    createdAt: now().toISOString(),
    fromTransfer: bank.book.nextNumber(),
  };
  orders.keep(order);
  const { bankBin, bankName, accountNumber, accountName } = account;
  const answer = {
    bankCode: bankName,
    bankName,
    bankAccount: accountNumber,
    userBankName: accountName,
    amount: String(order.amount),
    content,
    qrCode: writePayload({ bankBin, accountNumber, amount: order.amount, text: content }),
    existing: 0,
    orderId,
  };
  return { changes: [{ key: orderId, kind: 'created', record: order }], answer: jsonAnswer(answer) };
}

/** `type` 0 asks by order id, 1 by reference number; the answer is a list. */
function checkOrder(body: Record<string, unknown>, account: BankAccount, { bank, orders }: VietqrOptions): WireAnswer {
  const { bankAccount, type, value, checkSum } = body;
  if (bankAccount !== account.accountNumber) return failed('E10');
  if (type !== 0 && type !== 1) return failed('E95');
  const sum = createHash('md5').update(`${account.accountNumber}${account.secrets['apiUsername']}`).digest('hex');
  if (typeof checkSum !== 'string' || !sameText(checkSum, sum)) return failed('E39');
  const order = type === 0 && typeof value === 'string' ? orders.get(vietqrKey(account.name, value)) : undefined;
  const paying = order ? orders.paymentsOf(order) : type === 1 ? withReference(String(value), account, bank) : [];
  const transactions = paying.map((transfer) => transaction(transfer, order));
  if (transactions.length > 0) return jsonAnswer(transactions);
  return order ? jsonAnswer([waiting(order)]) : failed('E96');
}

function withReference(reference: string, account: BankAccount, bank: Bank): Transfer[] {
  const transfer = bank.book.withReference(reference);
  return transfer?.account === account.name ? [transfer] : [];
}

const transaction = (transfer: Transfer, order: VietqrOrder | undefined) => ({
  referenceNumber: transfer.bankReference,
  orderId: order?.orderId ?? '',
  amount: transfer.amount,
  content: transfer.text,
  transType: transfer.direction === 'in' ? 'C' : 'D',
  status: 1,
  type: order ? 0 : 2,
  timeCreated: Math.floor(Date.parse(order?.createdAt ?? transfer.at) / 1000),
  timePaid: Math.floor(Date.parse(transfer.at) / 1000),
  terminalCode: '',
  note: bankNameOf(transfer.payer.bankBin),
  refundCount: 0,
  amountRefunded: 0,
});

const waiting = (order: VietqrOrder) => ({
  referenceNumber: '',
  orderId: order.orderId,
  amount: order.amount,
  content: order.description,
  transType: 'C',
  status: 0,
  type: 0,
  timeCreated: Math.floor(Date.parse(order.createdAt) / 1000),
  timePaid: 0,
  terminalCode: '',
  note: '',
  refundCount: 0,
  amountRefunded: 0,
});

const failed = (message: string, status = 400): WireAnswer => jsonAnswer({ status: 'FAILED', message }, status);
