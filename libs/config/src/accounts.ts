import { postPartner } from './post-accounts.js';

/** How a fee may be paid, as the API names it. */
export type AccountMethod = 'bankQr' | 'paymentPlatform';

/** Who tells us of money on an account; `none`: only statements do. */
export const bankProviders = ['sepay', 'payos', 'vnpay', 'casso', 'vietqr-vn', 'none'] as const;
export type BankProvider = (typeof bankProviders)[number];

/**
 * An account that fees are paid to, without anything secret: what the gateway knows of it. It stands in the slice of the
 * connector that talks to its provider; the rest there is the connector's.
 */
export interface AccountConfig {
  /** `{account}` of callback URLs and of messages; unique among all accounts. */
  readonly name: string;
  readonly method: AccountMethod;
  readonly provider: BankProvider | 'payment-platform';
  /** `own`: we make the QR ourselves; `provider`: its answer to our order brings one. */
  readonly qr: 'own' | 'provider';
  readonly bankBin?: string;
  readonly accountNumber?: string;
  readonly accountName?: string;
  /** Each payment gets an account number of its own: prefix and so many digits. */
  readonly virtualAccounts?: { readonly prefix: string; readonly digits: number };
  /** New payments of dossiers of these units and of those below them come here; the nearest account upward counts. */
  readonly units: readonly string[];
}

/** Slices of `partners:` that hold accounts. */
export const accountPartners = {
  'bank-qr': 'bankQr',
  'payment-platform': 'paymentPlatform',
} as const satisfies Readonly<Record<string, AccountMethod>>;

const publicKeys = [
  ...(['name', 'provider', 'qr', 'bankBin', 'accountNumber', 'accountName'] as const),
  ...(['virtualAccounts', 'units'] as const),
];

type Slice = { readonly accounts?: readonly Readonly<Record<string, unknown>>[] };

/** Every account of a checked tree, in the order of the file. */
export function accountsOf(partners: Readonly<Record<string, unknown>>): AccountConfig[] {
  return Object.entries(accountPartners).flatMap(([partner, method]) => {
    const { accounts = [] } = (partners[partner] ?? {}) as Slice;
    const usual = method === 'bankQr' ? { qr: 'own' } : { qr: 'provider', provider: partner };
    return accounts.map((account) => ({ ...usual, ...picked(account), method }) as unknown as AccountConfig);
  });
}

/**
 * A tree of the file in which of `partners:` only accounts are left, and of them only what is not secret: a process that talks
 * to no partner does not even follow the references of the rest.
 */
export function withPublicAccounts(tree: unknown): unknown {
  if (!isMapping(tree) || !isMapping(tree['partners'])) return tree;
  const { partners } = tree;
  const slices = [...Object.keys(accountPartners), postPartner].flatMap((partner) => {
    const slice = partners[partner];
    if (slice === undefined) return [];
    const accounts = isMapping(slice) ? slice['accounts'] : slice;
    const kept = Array.isArray(accounts)
      ? accounts.map((one: unknown) => (isMapping(one) ? picked(one) : one))
      : accounts;
    return [[partner, { accounts: kept }]];
  });
  return { ...tree, partners: Object.fromEntries(slices) };
}

const picked = (account: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(publicKeys.flatMap((name) => (account[name] === undefined ? [] : [[name, account[name]]])));

const isMapping = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
