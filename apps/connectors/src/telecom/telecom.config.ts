import type { PartnerLimits, TransportSettings } from '@lienthong/connector-kit';
import { checkAddress } from '../address-check.js';
import { sliceReader } from '../slice-reader.js';
import { telecomConfigSchema } from './telecom.schema.js';

/** The slice `telecom` of `partners:`, checked and complete. */
export interface TelecomConfig {
  readonly assumedContract: true;
  readonly owner: string;
  readonly baseUrl: string;
  readonly paths: Readonly<Record<'match' | 'health', string>>;
  /** Secret. */
  readonly token: string;
  readonly validHours: number;
  readonly maxUnclear: number;
  readonly deadlines: { readonly hardMs: number; readonly settlingMs: number };
  readonly limits: PartnerLimits;
  readonly transport: Omit<TransportSettings, 'baseUrl'>;
}

export const readTelecomConfig = sliceReader<TelecomConfig>(telecomConfigSchema, checkAddress);
