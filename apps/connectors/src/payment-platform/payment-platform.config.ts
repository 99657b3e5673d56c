import type { SliceCheck } from '@lienthong/config';
import type { PartnerLimits, TransportSettings } from '@lienthong/connector-kit';
import type { FeeKind } from '@lienthong/contracts';
import { checkAddress } from '../address-check.js';
import { repeatedName, sliceReader } from '../slice-reader.js';
import type { PlatformAccount } from './payment-platform.account.js';
import { platformConfigSchema } from './payment-platform.schema.js';

/** The slice `payment-platform` of `partners:`, checked and complete. Nothing in it is official. */
export interface PlatformConfig {
  readonly owner: string;
  readonly baseUrl: string;
  readonly paths: Readonly<Record<'init' | 'query' | 'bill', string>>;
  readonly accounts: readonly PlatformAccount[];
  readonly version: string;
  readonly ip: string;
  readonly constants: Readonly<Record<'paymentKind' | 'channel' | 'device' | 'language' | 'currency' | 'bank', string>>;
  readonly receipt: { readonly serviceKind: string; readonly feeKinds: Readonly<Record<FeeKind, string>> };
  readonly payPage?: string;
  readonly answers: {
    readonly refusals: readonly string[];
    readonly exists: readonly string[];
    readonly unknown: readonly string[];
    readonly signed: boolean;
  };
  readonly confirm: {
    readonly maxBytes: number;
    readonly replyCode: 'echo' | 'fields';
    readonly replyFields: readonly string[];
    readonly codes: Readonly<Record<ReplyCase, string>>;
  };
  readonly sweep: PlatformSweep;
  readonly deadlines: { readonly hardMs: number; readonly settlingMs: number };
  readonly limits: PartnerLimits;
  readonly transport: Omit<TransportSettings, 'baseUrl'>;
}

/** What our reply to a confirmation depends on. */
export type ReplyCase = 'taken' | 'otherAmount' | 'notOpen' | 'unknownReference' | 'proof' | 'content' | 'otherAccount';

export interface PlatformSweep {
  /** After the payment was opened; then again and again, less and less often. */
  readonly afterSeconds: number;
  readonly longestGapSeconds: number;
  /** So long after its end an order is asked about as often as before. */
  readonly graceHours: number;
  /** So long after its end it is asked about at all. */
  readonly untilDays: number;
  /** `02:00` in Vietnam: when it is asked about every order for which money may have come since the day before. */
  readonly ordersAt: string;
  readonly perSecond: number;
  readonly bill: boolean;
}

/** What no schema says: names once, an address that can be called. */
export const checkPlatform: SliceCheck = (slice) => {
  const accounts = slice['accounts'] as readonly PlatformAccount[];
  return [...accounts.flatMap((_, index) => repeatedName(accounts, index)), ...checkAddress(slice)];
};

export const readPlatformConfig = sliceReader<PlatformConfig>(platformConfigSchema, checkPlatform);
