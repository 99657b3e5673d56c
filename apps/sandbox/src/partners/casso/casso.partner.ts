import type { BankAccount } from '../../bank/account.js';
import type { Bank } from '../../bank/bank.js';
import { malformations } from '../../notifications/dialect.js';
import { spacedTime } from '../../vietnam-time.js';
import type { Partner, WireAnswer, WireRequest } from '../partner.js';
import { credentialsIn, jsonAnswer, readingRequest, sameText } from '../reading.js';
import { cassoRecord } from './casso.dialect.js';
import { cassoTitle } from './casso.messages.js';

/** Casso beside its notifications: the list of transactions, in pages; its envelope is recalled. */
export function createCasso(bank: Bank, accounts: () => readonly BankAccount[]): Partner {
  return {
    name: 'casso',
    title: cassoTitle,
    operations: ['transactions', 'notify'],
    notifies: 'notify',
    variants: malformations,
    routes: [{ method: 'GET', path: '/casso/v2/transactions', operation: 'transactions' }],
    read: (request) =>
      readingRequest(
        'transactions',
        [],
        () => list(request, bank, accounts()),
        (message) => failure(400, message ?? 'Bad request'),
      ),
    unable: (reason) => failure(reason === 'broken' ? 500 : 400, reason),
  };
}

function list(request: WireRequest, bank: Bank, accounts: readonly BankAccount[]): WireAnswer {
  const key = credentialsIn(request, 'Apikey');
  const mine = accounts.filter(({ provider, secrets }) => provider === 'casso' && sameText(key, secrets['apiKey']));
  if (mine.length === 0) return failure(401, 'Unauthorized');
  const asked = new URLSearchParams(request.query);
  const from = asked.get('fromDate') ?? '';
  const found = mine
    .flatMap((account) => bank.book.of(account.name).map((transfer) => ({ transfer, account })))
    .filter(({ transfer }) => spacedTime(new Date(transfer.at)) >= from)
    .sort((a, b) => (asked.get('sort') === 'ASC' ? 1 : -1) * (a.transfer.number - b.transfer.number));
  const pageSize = Math.min(Math.max(Number(asked.get('pageSize') ?? 10) || 10, 1), 100);
  const page = Math.max(Number(asked.get('page') ?? 1) || 1, 1);
  const totalPages = Math.ceil(found.length / pageSize);
  const records = found.slice((page - 1) * pageSize, page * pageSize).map(cassoRecord);
  return jsonAnswer({
    error: 0,
    message: 'success',
    data: {
      page,
      pageSize,
      nextPage: page < totalPages ? page + 1 : null,
      prevPage: page > 1 ? page - 1 : null,
      totalPages,
      totalRecords: found.length,
      records,
    },
  });
}

const failure = (status: number, message: string): WireAnswer =>
  jsonAnswer({ error: status, message, data: null }, status);
