import { Fields, type FieldProblem } from '../fields.js';

/** Who watches an account and tells us of its credits; `none`: nobody, only the statement does. */
const providerNames = ['sepay', 'payos', 'vnpay', 'casso', 'vietqr-vn', 'none'] as const;
export type ProviderName = (typeof providerNames)[number];

/** An account of the bank, and how its provider talks to us. Secrets are synthetic, and never shown all the same. */
export interface BankAccount {
  /** Short name, the `{account}` of callback addresses. */
  name: string;
  bankBin: string;
  /** The bank as providers write it, e.g. `Vietcombank`. */
  bankName: string;
  accountNumber: string;
  accountName: string;
  /** VND before the first transfer. */
  openingBalance: number;
  provider: ProviderName;
  /** Where its provider calls; default: the callback base, `/callbacks/bank/{provider}/{account}`. */
  callbackUrl?: string;
  /** Numbers that begin so and are this long stand for this account, one per fee. */
  virtualAccounts?: { prefix: string; digits: number };
  /** Payment codes begin so; SePay fills `code` with what it finds. */
  codePrefix: string;
  /** Keys of the provider; which ones, its README section says. */
  secrets: Record<string, string>;
}

const accountName = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/;

/** Reads a body of `PUT /bank/accounts/{name}`; `needs`: the secrets of a provider. */
export function readAccount(
  name: string,
  body: unknown,
  needs: (provider: ProviderName) => readonly string[],
): BankAccount | FieldProblem[] {
  const problems: FieldProblem[] = [];
  if (!accountName.test(name) || name.length > 60)
    problems.push({ field: 'name', problem: `must match ${accountName.source}` });
  const fields = new Fields(body, problems);
  const provider = fields.needed('provider', fields.oneOf('provider', providerNames), 'none');
  const virtual = fields.object('virtualAccounts');
  const virtualAccounts = virtual && {
    prefix: virtual.needed('prefix', virtual.text('prefix', 10, /^[0-9A-Z]+$/), ''),
    digits: virtual.needed('digits', virtual.integer('digits', 1, 18), 1),
  };
  virtual?.end();
  const callbackUrl = fields.address('callbackUrl');
  const account: BankAccount = {
    name,
    bankBin: fields.text('bankBin', 6, /^\d{6}$/) ?? '970436',
    bankName: fields.text('bankName', 40) ?? 'Vietcombank',
    accountNumber: fields.needed('accountNumber', fields.text('accountNumber', 19, /^[0-9A-Z]+$/), ''),
    accountName: fields.text('accountName', 70) ?? 'SO TU PHAP',
    openingBalance: fields.integer('openingBalance', 0, Number.MAX_SAFE_INTEGER) ?? 15_000_000,
    provider,
    ...(callbackUrl === undefined ? {} : { callbackUrl }),
    ...(virtualAccounts === undefined ? {} : { virtualAccounts }),
    codePrefix: fields.text('codePrefix', 5, /^[A-Z]{2,5}$/) ?? 'HSDVC',
    secrets: fields.texts('secrets', 200),
  };
  fields.end();
  for (const key of needs(provider)) {
    if (!account.secrets[key]) problems.push({ field: `secrets.${key}`, problem: `must be given for ${provider}` });
  }
  return problems.length > 0 ? problems : account;
}

/** An account as it may be shown. */
export const shownAccount = ({ secrets, ...account }: BankAccount) => ({
  ...account,
  secrets: Object.fromEntries(Object.keys(secrets).map((key) => [key, '***'])),
});
