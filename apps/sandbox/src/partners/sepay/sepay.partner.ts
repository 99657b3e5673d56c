import type { Bank } from '../../bank/bank.js';
import type { BankAccount } from '../../bank/account.js';
import type { Transfer } from '../../bank/transfer.js';
import { malformations } from '../../notifications/dialect.js';
import { codeIn } from '../../notifications/transfer-facts.js';
import { spacedTime } from '../../vietnam-time.js';
import type { Partner, ReadRequest, WireAnswer, WireRequest } from '../partner.js';
import { credentialsIn, jsonAnswer, readingRequest, sameText } from '../reading.js';
import { sepayTitle } from './sepay.messages.js';

const listPath = '/sepay/userapi/transactions/list';
const detailsPath = '/sepay/userapi/transactions/details/:id';
const mostListed = 5000;

/**
 * SePay beside its notifications: the list of transactions. The contract names this API and not its fields: they are
 * recalled, and marked so in the README.
 */
export function createSepay(bank: Bank, accounts: () => readonly BankAccount[]): Partner {
  const mine = (request: WireRequest): BankAccount[] => {
    const token = credentialsIn(request, 'Bearer');
    return accounts().filter(({ provider, secrets }) => provider === 'sepay' && sameText(token, secrets['apiToken']));
  };
  return {
    name: 'sepay',
    title: sepayTitle,
    operations: ['transactions', 'notify'],
    notifies: 'notify',
    variants: malformations,
    routes: [
      { method: 'GET', path: listPath, operation: 'transactions' },
      { method: 'GET', path: detailsPath, operation: 'transactions' },
    ],
    read: (request) => readTransactions(request, bank, mine),
    unable: (reason) => failure(reason === 'broken' ? 500 : 400, reason),
  };
}

function readTransactions(
  request: WireRequest,
  bank: Bank,
  mine: (request: WireRequest) => BankAccount[],
): ReadRequest {
  const id = /\/details\/([^/]+)$/.exec(request.path)?.[1];
  const asked = new URLSearchParams(request.query);
  const answer = (): WireAnswer => {
    const accounts = mine(request);
    if (accounts.length === 0) return failure(401, 'Unauthorized');
    const found = accounts.flatMap((account) => {
      const reference = asked.get('reference_number');
      const one = reference === null ? undefined : bank.book.withReference(reference);
      const candidates = reference === null ? bank.book.of(account.name) : one?.account === account.name ? [one] : [];
      return candidates.filter((transfer) =>
        id === undefined ? matches(transfer, account, asked) : String(transfer.number) === id,
      );
    });
    const rows = found
      .sort((a, b) => b.number - a.number)
      .map((transfer) => row(transfer, bank.accountOf(transfer.account)!));
    if (id === undefined) return success({ transactions: rows.slice(0, Number(asked.get('limit') ?? mostListed)) });
    return rows.length > 0 ? success({ transaction: rows[0] }) : failure(404, 'Transaction not found');
  };
  return readingRequest('transactions', id === undefined ? [] : [id], answer, (message) =>
    failure(400, message ?? 'Bad request'),
  );
}

function matches(transfer: Transfer, account: BankAccount, asked: URLSearchParams): boolean {
  const time = () => spacedTime(new Date(transfer.at));
  const amountIn = transfer.direction === 'in' ? transfer.amount : 0;
  const rules: Record<string, (value: string) => boolean> = {
    account_number: (value) => value === account.accountNumber,
    transaction_date_min: (value) => time() >= value,
    transaction_date_max: (value) => time() <= (value.length === 10 ? `${value} 23:59:59` : value),
    since_id: (value) => transfer.number >= Number(value),
    amount_in: (value) => amountIn === Number(value),
    amount_out: (value) => transfer.amount - amountIn === Number(value),
  };
  return Object.entries(rules).every(([name, rule]) => !asked.has(name) || rule(asked.get(name)!));
}

const row = (transfer: Transfer, account: BankAccount) => ({
  id: String(transfer.number),
  transaction_date: spacedTime(new Date(transfer.at)),
  account_number: account.accountNumber,
  sub_account: transfer.virtualAccount ?? null,
  amount_in: decimal(transfer.direction === 'in' ? transfer.amount : 0),
  amount_out: decimal(transfer.direction === 'out' ? transfer.amount : 0),
  accumulated: decimal(transfer.balance),
  transaction_content: transfer.text,
  reference_number: transfer.bankReference,
  code: codeIn(transfer.text, account.codePrefix),
  bank_brand_name: account.bankName,
});

const decimal = (amount: number): string => `${amount}.00`;

const success = (more: object): WireAnswer =>
  jsonAnswer({ status: 200, error: null, messages: { success: true }, ...more });
const failure = (status: number, error: string): WireAnswer =>
  jsonAnswer({ status, error, messages: { success: false } }, status);
