/** Providers of this connector; `none`: nobody notifies, the bank's statements tell. */
export const bankProviders = ['sepay', 'payos', 'vnpay', 'casso', 'vietqr-vn', 'none'] as const;
export type BankProvider = (typeof bankProviders)[number];

/** Where a provider is asked. */
export interface ProviderApi {
  readonly baseUrl: string;
  readonly path: string;
}

/** Several secrets are of a rotation: each is believed, the first is used for what we sign. */
type Secrets = readonly string[];

export interface SepaySettings {
  /** How its notifications prove themselves; an API key covers no body and settles nothing before a query, unless trusted. */
  readonly auth: 'hmac' | 'apiKey';
  readonly secrets: Secrets;
  readonly trustApiKey: boolean;
  /** Older proofs are still accepted, and marked late. */
  readonly driftSeconds: number;
  readonly api: ProviderApi & { readonly token?: string };
}

export interface PayosSettings {
  readonly clientId: string;
  readonly apiKey: string;
  readonly checksumKeys: Secrets;
  /** Order codes of test calls; none of ours has so few digits. */
  readonly testOrderCodes: readonly string[];
  /** Letters at the beginning of all our references: what stands behind them is written as a number in the order code. */
  readonly referencePrefix: string;
  readonly api: ProviderApi;
  /** Where a link is paid: this and its id. */
  readonly checkoutBase: string;
  readonly returnUrl: string;
  readonly cancelUrl: string;
}

export interface VnpaySettings {
  readonly tmnCode: string;
  readonly hashSecrets: Secrets;
  readonly payUrl: string;
  readonly api: ProviderApi;
  readonly returnUrl: string;
  readonly locale: string;
  readonly orderType: string;
  /** Address stated as the payer's and as ours where none is known. */
  readonly ipAddress: string;
  /** `01` and `04` for money that does not fit, as the contract says, or `00`: it is kept whatever we answer. */
  readonly answerUnfitting: 'asTheyAsk' | 'confirmed';
}

export interface CassoSettings {
  readonly checksumKeys: Secrets;
  readonly driftSeconds: number;
  readonly testReferences: readonly string[];
  /** An amount below 0 is money that went out; otherwise it is refused. */
  readonly negativeIsOut: boolean;
  readonly api: ProviderApi & { readonly apiKey?: string };
}

export interface VietqrVnSettings {
  /** What VietQR.vn shows at our token endpoint. */
  readonly username: string;
  readonly passwords: Secrets;
  readonly tokenSeconds: number;
  /** What we show at theirs. */
  readonly api: ProviderApi & { readonly tokenPath: string; readonly username?: string; readonly password?: string };
}

/** A bank account of ours, as the configuration states it. Its name is the `{account}` of callback URLs and of messages. */
export interface BankAccount {
  readonly name: string;
  readonly provider: BankProvider;
  readonly bankBin: string;
  readonly accountNumber: string;
  readonly accountName: string;
  readonly units: readonly string[];
  readonly qr: 'own' | 'provider';
  readonly virtualAccounts?: { readonly prefix: string; readonly digits: number };
  readonly sepay?: SepaySettings;
  readonly payos?: PayosSettings;
  readonly vnpay?: VnpaySettings;
  readonly casso?: CassoSettings;
  readonly vietqrVn?: VietqrVnSettings;
}

/** By name. */
export type Accounts = ReadonlyMap<string, BankAccount>;

const plain = (number: string): string => number.replace(/[\s.-]/g, '');

/** Whether a notification's account is this one: its number, or a virtual account below it. */
export const isAccount = (account: BankAccount, stated: string): boolean =>
  plain(stated) === account.accountNumber || virtualAccountIn(account, stated) !== undefined;

/** The virtual account below this one that is stated as the account: some say there to which number was paid. */
export function virtualAccountIn({ accountNumber, virtualAccounts }: BankAccount, stated: string): string | undefined {
  const number = plain(stated);
  if (virtualAccounts === undefined || number === accountNumber) return undefined;
  const { prefix, digits } = virtualAccounts;
  return number.startsWith(prefix) && number.length === prefix.length + digits ? number : undefined;
}
