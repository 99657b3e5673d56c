import type { ConfigFault, SliceCheck } from '@lienthong/config';
import type { PartnerLimits, TransportSettings } from '@lienthong/connector-kit';
import { checkAddress } from '../address-check.js';
import { repeatedName, sliceReader } from '../slice-reader.js';
import type { BankAccount, BankProvider } from './bank-qr.account.js';
import { bankQrConfigSchema } from './bank-qr.schema.js';

/** The slice `bank-qr` of `partners:`, checked and complete. */
export interface BankQrConfig {
  readonly owner: string;
  readonly accounts: readonly BankAccount[];
  /** Of one notification. */
  readonly maxBytes: number;
  readonly sweep: BankSweep;
  readonly deadlines: { readonly hardMs: number; readonly settlingMs: number };
  readonly limits: PartnerLimits;
  readonly transport: Omit<TransportSettings, 'baseUrl'>;
}

/** When a provider is asked for what it should have told. */
export interface BankSweep {
  /** Seconds after which a provider no longer repeats a notification by itself. */
  readonly windows: Readonly<Record<Exclude<BankProvider, 'vietqr-vn' | 'none'>, number>>;
  /** Lists are read again from so long before the last one: what a bank books late stands behind it. */
  readonly overlapSeconds: number;
  readonly longestGapSeconds: number;
  /** So long after its end an order is asked about as often as before. */
  readonly graceHours: number;
  /** So long after its end it is asked about at all, and so long a credit that nobody signed. */
  readonly untilDays: number;
  /** `02:00` in Vietnam: when who has no list is asked about every order for which money may have come since the day before. */
  readonly ordersAt: string;
  readonly perSecond: number;
}

/** The section with a provider's own settings; `none` has none. */
export const sectionOf: Readonly<Record<BankProvider, keyof BankAccount | undefined>> = {
  sepay: 'sepay',
  payos: 'payos',
  vnpay: 'vnpay',
  casso: 'casso',
  'vietqr-vn': 'vietqrVn',
  none: undefined,
};
const canMakeOrders: readonly BankProvider[] = ['payos', 'vnpay'];

/** What no schema says: names once, the provider's own section there, an order only with who makes orders. */
export const checkAccounts: SliceCheck = (slice) => {
  const accounts = slice['accounts'] as readonly BankAccount[];
  return accounts.flatMap((account, index) => {
    const at = `/accounts/${index}`;
    const section = sectionOf[account.provider];
    const faults = [...repeatedName(accounts, index)];
    if (section !== undefined && account[section] === undefined) {
      const allowed = `its settings: provider is ${account.provider}`;
      faults.push({ pointer: `${at}/${section}`, found: 'nothing', allowed });
    }
    if (account.qr === 'provider' && !canMakeOrders.includes(account.provider)) {
      faults.push({
        pointer: `${at}/qr`,
        found: `"provider"`,
        allowed: `own, or a provider of ${canMakeOrders.join(', ')}`,
      });
    }
    return [...faults, ...addressFaults(account, slice, at)];
  });
};

function addressFaults(
  account: BankAccount,
  { transport }: Readonly<Record<string, unknown>>,
  at: string,
): ConfigFault[] {
  const section = sectionOf[account.provider];
  const settings = section && (account[section] as { readonly api?: { readonly baseUrl?: string } } | undefined);
  const baseUrl = settings && settings.api?.baseUrl;
  const faults = baseUrl === undefined ? [] : checkAddress({ baseUrl, transport });
  return faults.map((fault) => ({ ...fault, pointer: `${at}/${section!}/api${fault.pointer}` }));
}

export const readBankQrConfig = sliceReader<BankQrConfig>(bankQrConfigSchema, checkAccounts);
