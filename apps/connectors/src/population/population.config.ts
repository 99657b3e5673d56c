import type { PartnerLimits, RefusalMeaning, TransportSettings } from '@lienthong/connector-kit';
import type { Gender } from '@lienthong/contracts';
import { checkAddress } from '../address-check.js';
import type { TonePlacement } from '../matching/names.js';
import type { XmlLimits } from '../reading/xml/guard.js';
import { sliceReader } from '../slice-reader.js';
import { populationConfigSchema } from './population.schema.js';
import type { SignatureSettings } from './population.signature.js';

/** `soap`: the base itself; `xmlInJson`: a proxy whose answer holds the XML as a text; `json`: a proxy without XML. */
export type PopulationDialect = 'soap' | 'xmlInJson' | 'json';
export type OfficerField = 'unit' | 'account' | 'phone';

/** The slice `population` of `partners:`, checked and complete. Nothing in it is official. */
export interface PopulationConfig {
  readonly owner: string;
  readonly baseUrl: string;
  readonly dialect: PopulationDialect;
  readonly paths: Readonly<Record<'lookUp' | 'confirm' | 'health', string>>;
  readonly signature: SignatureSettings;
  readonly headers: {
    readonly contentType?: string;
    readonly clientId?: string;
    /** Secret. */
    readonly apiKey?: string;
    /** Secret: `lgspaccesstoken`. */
    readonly accessToken?: string;
    readonly more: Readonly<Record<string, string>>;
  };
  readonly soap: { readonly prefix: string; readonly children: 'prefixed' | 'unprefixed' };
  readonly integrationCodes: { readonly lookUp: string; readonly confirm: string };
  readonly confirmServiceField: 'MaDVC' | 'MaDichVu';
  /** Sent with the officer's identity, and required then. */
  readonly officerFields: readonly OfficerField[];
  /** Of the name that is sent; what comes back is compared by any. */
  readonly tonePlacement: TonePlacement;
  readonly genders: Readonly<Record<string, Gender>>;
  readonly answers: {
    readonly successCodes: readonly string[];
    readonly refusals: readonly string[];
    readonly definiteStatuses: Readonly<Record<string, RefusalMeaning>>;
    readonly personsPath: readonly string[];
    readonly maxUnclear: number;
  };
  readonly narrowing: 'off' | 'yearOnly' | 'confirm';
  readonly validHours: number;
  readonly rawAnswer: 'none' | 'kept';
  readonly xml: XmlLimits;
  readonly deadlines: { readonly hardMs: number; readonly settlingMs: number };
  readonly limits: PartnerLimits;
  readonly transport: Omit<TransportSettings, 'baseUrl'>;
}

export const readPopulationConfig = sliceReader<PopulationConfig>(populationConfigSchema, checkAddress);
