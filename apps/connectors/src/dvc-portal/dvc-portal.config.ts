import type { SliceCheck } from '@lienthong/config';
import type { PartnerLimits, TransportSettings } from '@lienthong/connector-kit';
import { checkAddress } from '../address-check.js';
import { sliceReader } from '../slice-reader.js';
import { dvcPortalConfigSchema } from './dvc-portal.schema.js';
import type { ListedStepsAt } from './dvc-portal.listed-steps.js';
import { checkInbound, type DvcInbound } from './dvc-portal.submission.config.js';
import type { DvcTables } from './dvc-portal.tables.mapping.js';

/** Which of the adapter's three addresses a call goes to. */
export type DvcEndpoint = 'auth' | 'share' | 'integration';

/** What an HTTP status says before anything was done; a status that is not listed says nothing. */
export type StatusMeaning = 'relogin' | 'later' | 'refused';

/** How the portal's answers are told apart. Words are matched as parts of the NFC, lower-cased message. */
export interface DvcAnswerRules {
  readonly successCodes: readonly string[];
  /** One of them must stand in the message; none listed: the code is enough. */
  readonly successWords: readonly string[];
  /** Words that contain a success word and mean the opposite. */
  readonly notSuccessWords: readonly string[];
  readonly existsCodes: readonly string[];
  readonly existsWords: readonly string[];
  readonly notFoundWords: readonly string[];
  readonly sessionExpiredWords: readonly string[];
  readonly transientWords: readonly string[];
  readonly definiteRefusals: Readonly<Record<string, StatusMeaning>>;
}

/** How long links to files live is counted from when they are given. */
export interface DvcFiles {
  readonly baseUrl: string;
  readonly linkDays: number;
  readonly secrets?: readonly string[];
  readonly secretHeader?: string;
}

/** The portal's slice of `partners:`, checked and complete. Nothing in it is official. */
export interface DvcPortalConfig {
  readonly owner: string;
  readonly baseUrl: string;
  readonly paths: Readonly<Record<DvcEndpoint, string>>;
  readonly endpoints: Readonly<Record<'lookUp' | 'sync' | 'progress' | 'status', DvcEndpoint>>;
  /** Destination code of the exchange axis, sent as header `dstcode`. */
  readonly destinationCode: string;
  readonly extraHeaders: Readonly<Record<string, string>>;
  /** The sending unit, as the portal knows it; field `madonvi`. */
  readonly unitCode: string;
  readonly username: string;
  /** Secret. */
  readonly password: string;
  readonly answers: DvcAnswerRules;
  readonly tables: DvcTables;
  readonly lengths: { readonly summary: number; readonly documentName: number; readonly officer: number };
  /** How a first sync finds out whether the portal has the dossier. */
  readonly upsert: 'lookUpFirst' | 'createFirst';
  readonly progress: {
    readonly chunk: number;
    readonly onDoubt: 'repeat' | 'park';
    /** A step of unknown fate is looked up, where the portal's look-up lists steps. */
    readonly resolve?: ListedStepsAt & { readonly maxQuestions: number };
  };
  /** What is done where it is not known whether the portal heard a status. */
  readonly status: { readonly onDoubt: 'repeat' | 'park' };
  /** Where the portal fetches files of dossiers, and what it shows then; without it, it is given no links. */
  readonly files?: DvcFiles;
  /** Where it pushes what citizens submit. */
  readonly inbound: DvcInbound;
  readonly deadlines: Readonly<
    Record<'sync' | 'progress' | 'status', { readonly hardMs: number; readonly settlingMs: number }>
  >;
  /** After a refused login none is tried for so long: many tries with a wrong password lock accounts. */
  readonly loginPauseMs: number;
  /** How many dossiers the portal is remembered to have; beyond it the oldest are looked up again. */
  readonly remembered: number;
  /** `status`: where a look-up says how the dossier stands; without it existence is all that it tells. */
  readonly lookUp: { readonly status?: string };
  /** A dossier code for the health question; it need not exist. */
  readonly healthCode: string;
  readonly limits: PartnerLimits;
  readonly transport: Omit<TransportSettings, 'baseUrl'>;
}

const inboundOf: SliceCheck = (slice) => checkInbound(slice['inbound'] as Partial<DvcInbound> | undefined);

/** What no schema says: an address that can be called, and addresses of ours that are safe to give out. */
export const checkDvcPortal: SliceCheck = (slice) => [...checkAddress(slice), ...inboundOf(slice)];

export const readDvcPortalConfig = sliceReader<DvcPortalConfig>(dvcPortalConfigSchema, inboundOf);
