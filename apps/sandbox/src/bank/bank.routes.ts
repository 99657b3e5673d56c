import type { FastifyInstance, FastifyReply } from 'fastify';
import { Fields, givenOf, type FieldProblem } from '../fields.js';
import type { Outbox } from '../notifications/outbox.js';
import { refuse, refuseFields } from '../serving/refuse.js';
import { readAccount, shownAccount, type BankAccount, type ProviderName } from './account.js';
import type { Bank } from './bank.js';
import { callbackOf } from './callback-of.js';
import { withNamed, type MoneySettings } from './settings.js';
import { readTransferRequest, type Transfer, type TransferRequest } from './transfer.js';

const mostTransfersAtOnce = 1000;
const numeric = { type: 'string', pattern: '^[0-9]{1,15}$' } as const;
const listQuery = {
  type: 'object',
  properties: { account: { type: 'string', maxLength: 60 }, state: { type: 'string' }, after: numeric, limit: numeric },
} as const;

interface Named {
  Params: { name: string };
}
interface WithId {
  Params: { id: string };
}
interface Listing {
  Querystring: { account?: string; state?: string; after?: string; limit?: string };
}

export interface BankRoutesOptions {
  settings: MoneySettings;
  bank: Bank;
  outbox: Outbox;
}

/** Secrets that an account of a provider has to have. */
const neededSecrets: Record<ProviderName, readonly string[]> = {
  sepay: ['signature', 'apiKey', 'apiToken'],
  payos: ['clientId', 'apiKey', 'checksumKey'],
  vnpay: ['tmnCode', 'hashSecret'],
  casso: ['checksumKey', 'apiKey'],
  'vietqr-vn': ['username', 'password', 'apiUsername', 'apiPassword'],
  none: [],
};

/** `/bank/…`: accounts, transfers and what became of their notifications. Not the wire of any partner. */
export function bankRoutes(app: FastifyInstance, money: BankRoutesOptions): void {
  accountRoutes(app, money);
  transferRoutes(app, money);
  notificationRoutes(app, money);
  app.get('/bank/settings', () => ({ callbackBase: money.settings.callbackBase, speed: money.settings.speed }));
  app.put('/bank/settings', async (request, reply) => {
    const problems: FieldProblem[] = [];
    const fields = new Fields(request.body, problems);
    const change = givenOf({
      callbackBase: fields.address('callbackBase')?.replace(/\/+$/, ''),
      speed: fields.number('speed', 0.001, 1_000_000),
    });
    fields.end();
    if (problems.length > 0) return refuseFields(reply, problems);
    await money.settings.change(change);
    return { callbackBase: money.settings.callbackBase, speed: money.settings.speed };
  });
}

function accountRoutes(app: FastifyInstance, { settings, bank }: BankRoutesOptions): void {
  const shown = (account: BankAccount) => ({
    ...shownAccount(account),
    balance: bank.book.balance(account),
    transfers: bank.book.of(account.name).length,
    callbackUrl: callbackOf(account, settings),
  });
  app.get('/bank/accounts', () => ({ items: settings.accounts.map(shown) }));
  app.get<Named>('/bank/accounts/:name', (request, reply) => {
    const account = settings.accounts.find(({ name }) => name === request.params.name);
    return account ? shown(account) : unknownAccount(reply, settings.accounts);
  });
  app.put<Named>('/bank/accounts/:name', async (request, reply) => {
    const account = readAccount(request.params.name, request.body, (provider) => neededSecrets[provider]);
    if (Array.isArray(account)) return refuseFields(reply, account);
    const others = settings.accounts.filter(({ name }) => name !== account.name);
    if (
      others.some(
        ({ bankBin, accountNumber: number }) => bankBin === account.bankBin && number === account.accountNumber,
      )
    )
      return refuse(reply, 409, 'account.taken', 'another account of this bank has this number');
    await settings.change({ accounts: withNamed(settings.accounts, account) });
    return shown(account);
  });
}

function transferRoutes(app: FastifyInstance, { bank, outbox }: BankRoutesOptions): void {
  const withNotice = (transfer: Transfer) => {
    const account = bank.accountOf(transfer.account);
    return { ...transfer, notification: account ? outbox.get(`${account.provider}:${transfer.id}`) : undefined };
  };
  app.post('/bank/transfers', async (request, reply) => {
    const many = Array.isArray(request.body);
    const bodies = (many ? request.body : [request.body]) as unknown[];
    if (bodies.length === 0 || bodies.length > mostTransfersAtOnce)
      return refuse(reply, 400, 'transfer.invalid', `the list must hold 1 to ${mostTransfersAtOnce} transfers`);
    const read = bodies.map((body, i) => readTransferRequest(body, many ? `[${i}]` : ''));
    const problems = read.filter((one): one is FieldProblem[] => Array.isArray(one)).flat();
    if (problems.length > 0) return refuseFields(reply, problems);
    const booked = await bank.transfer(read as TransferRequest[]);
    const refused = booked.flatMap((one) => ('problems' in one ? one.problems : []));
    if (refused.length > 0) return refuseFields(reply, refused);
    const transfers = booked.flatMap((one) => ('problems' in one ? [] : [one]));
    void reply.code(transfers.every(({ repeated }) => repeated) ? 200 : 201);
    return many ? { items: transfers.map(({ transfer }) => transfer) } : transfers[0]!.transfer;
  });
  app.get<Listing>('/bank/transfers', { schema: { querystring: listQuery } }, ({ query }) => {
    const limit = Math.min(Number(query.limit ?? 100), 1000);
    const items: Transfer[] = [];
    for (const transfer of bank.book.after(Number(query.after ?? 0))) {
      if (query.account !== undefined && transfer.account !== query.account) continue;
      if (items.length >= limit) return { items, next: items.at(-1)!.number };
      items.push(transfer);
    }
    return { items };
  });
  app.get<WithId>('/bank/transfers/:id', (request, reply) => {
    const transfer = bank.book.get(request.params.id);
    return transfer ? withNotice(transfer) : refuse(reply, 404, 'transfer.unknown', 'no transfer has this id');
  });
  app.post<WithId>('/bank/transfers/:id/reversal', async (request, reply) => {
    const problems: FieldProblem[] = [];
    const fields = new Fields(request.body ?? {}, problems);
    const amount = fields.integer('amount', 1, Number.MAX_SAFE_INTEGER);
    const notify = fields.flag('notify') ?? true;
    fields.end();
    if (problems.length > 0) return refuseFields(reply, problems);
    const reversal = await bank.reverse(request.params.id, amount, notify);
    if (typeof reversal === 'string') return refuse(reply, 409, 'reversal.impossible', reversal);
    return reply.code(201).send(reversal);
  });
}

function notificationRoutes(app: FastifyInstance, { outbox }: BankRoutesOptions): void {
  app.get<Listing>('/bank/notifications', { schema: { querystring: listQuery } }, ({ query }) => ({
    counts: outbox.counts,
    items: outbox.list({ state: query.state, group: query.account }, Math.min(Number(query.limit ?? 100), 1000)),
  }));
  app.get<WithId>('/bank/notifications/:id', (request, reply) => outbox.get(request.params.id) ?? unknownNotice(reply));
  app.post<WithId>('/bank/notifications/:id/resend', (request, reply) => {
    const problems: FieldProblem[] = [];
    const fields = new Fields(request.body ?? {}, problems);
    const copies = fields.integer('copies', 1, 1000) ?? 1;
    fields.end();
    if (problems.length > 0) return refuseFields(reply, problems);
    if (!outbox.resend(request.params.id, copies)) return unknownNotice(reply);
    return reply.code(202).send({ copies });
  });
}

const unknownAccount = (reply: FastifyReply, accounts: readonly BankAccount[]) =>
  refuse(reply, 404, 'account.unknown', `accounts of this bank: ${accounts.map(({ name }) => name).join(', ')}`);

const unknownNotice = (reply: FastifyReply) =>
  refuse(reply, 404, 'notification.unknown', 'no notification has this id; GET /bank/notifications lists them');
