import type { ConfigFault, SliceCheck } from '@lienthong/config';
import type { PartnerLimits, RefusalMeaning, TransportSettings } from '@lienthong/connector-kit';
import type { DossierStatus } from '@lienthong/contracts';
import { checkAddress } from '../address-check.js';
import { sliceReader } from '../slice-reader.js';
import { emcConfigSchema } from './emc.schema.js';
import type { EmcSites } from './emc.sites.js';
import type { EmcTables } from './emc.tables.mapping.js';

/** How answers are told apart. Nothing but a success without a body was ever seen. */
export interface EmcAnswerRules {
  readonly successStatuses: readonly number[];
  /** Whole bodies, letter by letter, that confirm a success; an empty one and a JSON object always do. */
  readonly successTexts: readonly string[];
  /** Fields of an object that say no when there is anything in them. */
  readonly failureFields: readonly string[];
  /** Fields of an object that say no when they are not true. */
  readonly successFields: readonly string[];
  readonly definiteRefusals: Readonly<Record<string, RefusalMeaning>>;
}

/**
 * What stands in the field `user`. `none`: nothing. `anonymous`: kind of the number and the configured province. `pseudonym`: a keyed
 * hash of the number as well. `clear`: the number itself, which EMC has to have demanded in writing.
 */
export interface EmcUserSettings {
  readonly form: 'none' | 'anonymous' | 'pseudonym' | 'clear';
  /** Secret. */
  readonly key?: string;
  /** Which document demands the number itself, for those who check later. */
  readonly demandedBy?: string;
  /** Code of the province, LOCATION. */
  readonly location?: string;
}

/** The slice `emc` of `partners:`, checked and complete. Nothing in it is official. */
export interface EmcConfig extends EmcSites {
  readonly owner: string;
  readonly baseUrl: string;
  readonly path: string;
  readonly healthPath: string;
  /** Nothing is sent at all. */
  readonly off: boolean;
  readonly dialect: 'json' | 'form';
  /** How codes stand in JSON. */
  readonly codes: 'numbers' | 'strings';
  readonly extraHeaders: Readonly<Record<string, string>>;
  /** Effective statuses that are told. */
  readonly statuses: readonly DossierStatus[];
  readonly tables: EmcTables;
  readonly user: EmcUserSettings;
  readonly answers: EmcAnswerRules;
  readonly onDoubt: 'park' | 'repeat';
  readonly deadlines: { readonly hardMs: number; readonly settlingMs: number };
  readonly limits: PartnerLimits;
  readonly transport: Omit<TransportSettings, 'baseUrl'>;
}

interface Given extends Partial<EmcSites> {
  readonly off?: boolean;
  readonly user?: Partial<EmcUserSettings>;
}

/** What the schema cannot say: a site is needed unless it is said that nothing is sent, a hash needs its key, a number its demand. */
export const checkEmc: SliceCheck = (slice) => {
  const { off, siteId, sites, user } = slice as Given;
  const faults: ConfigFault[] = [...checkAddress(slice)];
  if (off !== true && siteId === undefined && Object.keys(sites ?? {}).length === 0) {
    faults.push({ pointer: '/siteId', found: 'no site', allowed: 'siteId or sites, or off: true' });
  }
  if (user?.form === 'pseudonym' && user.key === undefined)
    faults.push({ pointer: '/user/key', found: 'nothing', allowed: 'a key of at least 32 characters' });
  if (user?.form === 'clear' && user.demandedBy === undefined)
    faults.push({ pointer: '/user/demandedBy', found: 'nothing', allowed: 'the document that demands it' });
  return faults;
};

export const readEmcConfig = sliceReader<EmcConfig>(emcConfigSchema, checkEmc);
