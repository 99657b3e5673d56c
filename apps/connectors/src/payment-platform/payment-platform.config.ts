import { faultsOf, type ConfigFault, type SliceCheck } from '@lienthong/config';
import type { PartnerLimits, TransportSettings } from '@lienthong/connector-kit';
import type { FeeKind } from '@lienthong/contracts';
import { Ajv } from 'ajv';
import { checkAddress } from '../address-check.js';
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
  /** So long after its end an order is still asked about. */
  readonly graceHours: number;
  readonly perSecond: number;
  readonly bill: boolean;
}

export type PlatformConfigRead =
  | { readonly ok: true; readonly config: PlatformConfig }
  | { readonly ok: false; readonly faults: readonly ConfigFault[] };

const validate = new Ajv({ allErrors: true, useDefaults: true, verbose: true, strict: false }).compile<PlatformConfig>(
  platformConfigSchema,
);

/** Checks the slice and fills in the defaults; every fault names its key, what was found and what is allowed. */
export function readPlatformConfig(slice: unknown): PlatformConfigRead {
  const config: unknown = structuredClone(slice);
  if (!validate(config)) return { ok: false, faults: faultsOf(validate.errors ?? []) };
  const faults = checkPlatform(config as unknown as Readonly<Record<string, unknown>>);
  return faults.length > 0 ? { ok: false, faults } : { ok: true, config };
}

/** What no schema says: names once, an address that can be called. */
export const checkPlatform: SliceCheck = (slice) => {
  const names = (slice['accounts'] as readonly PlatformAccount[]).map(({ name }) => name);
  const twice = names.flatMap((name, index): ConfigFault[] =>
    names.indexOf(name) === index
      ? []
      : [{ pointer: `/accounts/${index}/name`, found: `"${name}" a second time`, allowed: 'each name once' }],
  );
  return [...twice, ...checkAddress(slice)];
};

export const platformTransportSettings = ({ baseUrl, transport }: PlatformConfig): TransportSettings => ({
  ...transport,
  baseUrl,
});
