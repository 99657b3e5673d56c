import { randomBytes } from 'node:crypto';
import type { BankAccount } from '../../bank/account.js';
import type { Bank } from '../../bank/bank.js';
import type { Orders } from '../../bank/orders.js';
import { malformations } from '../../notifications/dialect.js';
import { spacedTime } from '../../vietnam-time.js';
import {
  checkFields,
  form,
  integer,
  optional,
  required,
  text,
  webAddress,
  type Check,
  type FieldTable,
} from '../field-rules.js';
import type { Partner, ReadRequest, WireAnswer, WireRequest, Work } from '../partner.js';
import { jsonAnswer, jsonObject, readingRequest, sameText } from '../reading.js';
import { payloadOf, payosKey, standingOf, type PayosLink } from './payos.links.js';
import { payosTitle, payosWords } from './payos.messages.js';
import { payosSignature } from './payos.signature.js';

const base = '/payos/v2/payment-requests';

export interface PayosOptions {
  bank: Bank;
  links: Orders<PayosLink>;
  accounts(): readonly BankAccount[];
  /** Sends the test call of a registration; true where it was answered well. */
  register(account: BankAccount, url: string): Promise<boolean>;
  now: () => Date;
}

/** payOS beside its notifications: links made, asked for, cancelled; a webhook registered. Codes of refusal are recalled. */
export function createPayos(options: PayosOptions): Partner {
  return {
    name: 'payos',
    title: payosTitle,
    operations: ['createLink', 'getLink', 'cancelLink', 'registerWebhook', 'notify'],
    notifies: 'notify',
    variants: malformations,
    routes: [
      { path: base, operation: 'createLink' },
      { method: 'GET', path: `${base}/:id`, operation: 'getLink' },
      { path: `${base}/:id/cancel`, operation: 'cancelLink' },
      { path: '/payos/confirm-webhook', operation: 'registerWebhook' },
    ],
    read: (request) => read(request, options),
    unable: (reason) => failure('20', reason, reason === 'broken' ? 500 : 400),
  };
}

function read(request: WireRequest, options: PayosOptions): ReadRequest {
  const account = accountOf(request, options.accounts());
  const unauthorized = () => failure('401', payosWords.unauthorized, 401);
  const refusal = (message?: string) => failure('20', message ?? payosWords.badFields);
  const body = jsonObject(request);
  if (request.path === base) {
    const key = String((body?.['orderCode'] as number | undefined) ?? '');
    const work = () => (account ? create(body, account, request, options) : { changes: [], answer: unauthorized() });
    return { ...readingRequest('createLink', [key], unauthorized, refusal), work };
  }
  if (request.path === '/payos/confirm-webhook') {
    const work = () => (account ? register(body, account, options) : { changes: [], answer: unauthorized() });
    return { ...readingRequest('registerWebhook', [], unauthorized, refusal), work };
  }
  const [id = '', cancel] = request.path.slice(base.length + 1).split('/');
  const find = () =>
    account &&
    (options.links.get(payosKey(account.name, id)) ??
      options.links.find((link) => link.account === account.name && link.paymentLinkId === id));
  const work = (): Work => {
    const link = find();
    if (!account) return { changes: [], answer: unauthorized() };
    if (!link) return { changes: [], answer: failure('101', payosWords.unknown) };
    if (!cancel) return { changes: [], answer: success(shown(link, options), account) };
    const cancelled = { ...link, cancelledAt: options.now().toISOString(), cancellationReason: reasonIn(body) };
    options.links.keep(cancelled);
    return {
      changes: [{ key: String(link.orderCode), kind: 'updated', record: cancelled }],
      answer: success(shown(cancelled, options), account),
    };
  };
  return { ...readingRequest(cancel ? 'cancelLink' : 'getLink', [id], unauthorized, refusal), work };
}

const anything: Check = () => undefined;
const createTable: FieldTable = {
  orderCode: required(integer),
  amount: required(integer),
  // Longer ones do not fit field 62.08 of the payload.
  description: required(text(25)),
  cancelUrl: required(webAddress),
  returnUrl: required(webAddress),
  expiredAt: optional(integer),
  signature: required(form(/^[0-9a-f]{64}$/)),
  buyerName: optional(text(200)),
  buyerEmail: optional(text(200)),
  buyerPhone: optional(text(50)),
  buyerAddress: optional(text(500)),
  items: optional(anything),
};

function create(
  body: Record<string, unknown> | undefined,
  account: BankAccount,
  request: WireRequest,
  options: PayosOptions,
): Work {
  const refused = (code: string, words: string): Work => ({ changes: [], answer: failure(code, words) });
  const fault = checkFields(body, createTable, '');
  if (fault) return refused('20', `${payosWords.badFields}: ${fault.path} ${fault.complaint}`);
  const { orderCode, amount, description, cancelUrl, returnUrl, expiredAt, signature } =
    body as unknown as PayosLink & { signature: string };
  const signed = payosSignature(
    { amount, cancelUrl, description, orderCode, returnUrl },
    account.secrets['checksumKey'] ?? '',
  );
  if (!sameText(signature, signed)) return refused('201', payosWords.badSignature);
  if (options.links.get(payosKey(account.name, orderCode))) return refused('231', payosWords.exists);
  const link: PayosLink = {
    account: account.name,
    orderCode,
    amount,
    description,
    cancelUrl,
    returnUrl,
    ...(expiredAt === undefined ? {} : { expiredAt }),
    paymentLinkId: randomBytes(16).toString('hex'),
    createdAt: options.now().toISOString(),
    fromTransfer: options.bank.book.nextNumber(),
  };
  options.links.keep(link);
  const data = {
    bin: account.bankBin,
    accountNumber: account.accountNumber,
    accountName: account.accountName,
    amount,
    description,
    orderCode,
    currency: 'VND',
    paymentLinkId: link.paymentLinkId,
    status: 'PENDING',
    ...(expiredAt === undefined ? {} : { expiredAt }),
    checkoutUrl: `http://${request.headers.host ?? ''}/payos/web/${link.paymentLinkId}`,
    qrCode: payloadOf(link, account),
  };
  return { changes: [{ key: String(orderCode), kind: 'created', record: link }], answer: success(data, account) };
}

function register(body: Record<string, unknown> | undefined, account: BankAccount, options: PayosOptions): Work {
  const url = body?.['webhookUrl'];
  if (typeof url !== 'string' || webAddress(url, ''))
    return { changes: [], answer: failure('20', payosWords.webhookRefused) };
  const answer = options
    .register(account, url)
    .then((good) =>
      good
        ? success({ webhookUrl: url, accountNumber: account.accountNumber }, account)
        : failure('20', payosWords.webhookRefused),
    );
  return { changes: [], answer };
}

/** A link as `GET` tells it. */
function shown(link: PayosLink, { bank, links, now }: PayosOptions) {
  const paying = links.paymentsOf(link);
  const standing = standingOf(link, paying, now());
  const account = bank.accountOf(link.account);
  return {
    id: link.paymentLinkId,
    orderCode: link.orderCode,
    amount: link.amount,
    ...standing,
    createdAt: link.createdAt,
    transactions: paying.map((transfer) => ({
      reference: transfer.bankReference,
      amount: transfer.amount,
      accountNumber: account?.accountNumber ?? '',
      description: transfer.text,
      transactionDateTime: spacedTime(new Date(transfer.at)),
      virtualAccountName: null,
      virtualAccountNumber: transfer.virtualAccount ?? null,
      counterAccountBankId: transfer.payer.bankBin,
      counterAccountBankName: null,
      counterAccountName: transfer.payer.name,
      counterAccountNumber: transfer.payer.account,
    })),
    cancellationReason: link.cancellationReason ?? null,
    canceledAt: link.cancelledAt ?? null,
  };
}

const reasonIn = (body: Record<string, unknown> | undefined): string => {
  const reason = body?.['cancellationReason'];
  return typeof reason === 'string' ? reason.slice(0, 200) : '';
};

function accountOf({ headers }: WireRequest, accounts: readonly BankAccount[]): BankAccount | undefined {
  const [clientId, apiKey] = [headers['x-client-id'], headers['x-api-key']];
  if (typeof clientId !== 'string' || typeof apiKey !== 'string') return undefined;
  return accounts.find(
    ({ provider, secrets }) =>
      provider === 'payos' && sameText(clientId, secrets['clientId']) && sameText(apiKey, secrets['apiKey']),
  );
}

const success = (data: Record<string, unknown>, { secrets }: BankAccount): WireAnswer =>
  jsonAnswer({ code: '00', desc: 'success', data, signature: payosSignature(data, secrets['checksumKey'] ?? '') });

const failure = (code: string, desc: string, status = 200): WireAnswer =>
  jsonAnswer({ code, desc, data: null }, status);
