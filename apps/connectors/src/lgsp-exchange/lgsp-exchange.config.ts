import type { SliceCheck } from '@lienthong/config';
import type { PartnerLimits, TransportSettings } from '@lienthong/connector-kit';
import type { HubAct } from '@lienthong/contracts';
import { checkAddress } from '../address-check.js';
import { sliceReader } from '../slice-reader.js';
import { checkAuth } from '../tokens/check-auth.js';
import type { TokenAuth } from '../tokens/client-tokens.js';
import { lgspExchangeConfigSchema } from './lgsp-exchange.schema.js';
import type { Verb } from './lgsp-exchange.wire.js';

export interface HubAuth extends TokenAuth {
  readonly access?: {
    readonly accessKey: string;
    readonly secretKey: string;
    readonly appName: string;
    readonly partnerCode: string;
    readonly partnerCodeCus: string;
  };
}

/** Names of fields that no source names. */
export type AssumedFields = Readonly<Record<'text' | 'due' | 'documents' | 'amount', string>>;

/** The slice `lgsp-exchange` of `partners:`, checked and complete. Nothing in it is official. */
export interface LgspExchangeConfig {
  readonly owner: string;
  readonly baseUrl: string;
  readonly account: string;
  readonly auth: HubAuth;
  readonly paths: { readonly exchange: string };
  readonly verbs: Readonly<Record<HubAct, Verb>>;
  readonly fields: AssumedFields;
  readonly times: 'compact' | 'iso';
  readonly answers: {
    readonly codeField: string;
    readonly taken: readonly string[];
    readonly known: readonly string[];
    readonly refusals: readonly string[];
    readonly recognisesCopies: boolean;
    readonly onDoubtOfPayment: 'park' | 'repeat';
  };
  readonly inbound: InboundSettings;
  readonly maxQuestions: number;
  readonly deadlines: { readonly hardMs: number; readonly settlingMs: number };
  readonly limits: PartnerLimits;
  readonly transport: Omit<TransportSettings, 'baseUrl'>;
}

export interface InboundSettings {
  readonly header: string;
  readonly secrets: readonly string[];
  readonly maxBytes: number;
  readonly codeField: string;
  readonly taken: string;
  readonly message: string;
  readonly refused: string;
}

/** What no schema says: what each kind of authentication needs, an address that can be called. */
export const checkLgspExchange: SliceCheck = (slice) => [
  ...checkAuth(slice['auth'] as HubAuth),
  ...checkAddress(slice),
];

export const readLgspExchangeConfig = sliceReader<LgspExchangeConfig>(lgspExchangeConfigSchema, checkLgspExchange);
