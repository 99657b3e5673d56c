import type { ConfigFault, SliceCheck } from '@lienthong/config';
import type { PartnerLimits, TransportSettings } from '@lienthong/connector-kit';
import type { TrackedState } from '@lienthong/contracts';
import { checkAddress } from '../address-check.js';
import { repeatedName, sliceReader } from '../slice-reader.js';
import { checkAuth } from '../tokens/check-auth.js';
import type { TokenAuth } from '../tokens/client-tokens.js';
import type { PostAccount } from './post-office.account.js';
import type { AreaRow } from './post-office.areas.js';
import { postOfficeConfigSchema } from './post-office.schema.js';

export type PostDialect = 'ngsp' | 'lgsp';

export interface PostAuth extends TokenAuth {
  readonly header?: string;
  readonly scheme?: string;
}

/** The slice `post-office` of `partners:`, checked and complete. Nothing in it is official. */
export interface PostOfficeConfig {
  readonly owner: string;
  readonly baseUrl: string;
  readonly dialect: PostDialect;
  readonly auth: PostAuth;
  readonly paths: Readonly<Record<'order' | 'orderWithItemCode' | 'cancel' | 'tracking', string>>;
  readonly accounts: readonly PostAccount[];
  readonly areas: readonly AreaRow[];
  readonly flagConfig: number;
  readonly answers: {
    readonly accepted: readonly string[];
    readonly existed: readonly string[];
    readonly cancelled: readonly string[];
    readonly refusals: readonly string[];
    readonly recognisesCopies: boolean;
  };
  readonly states: Readonly<Record<string, TrackedState>>;
  readonly feed: FeedSettings;
  readonly maxQuestions: number;
  readonly deadlines: { readonly hardMs: number; readonly settlingMs: number };
  readonly limits: PartnerLimits;
  readonly transport: Omit<TransportSettings, 'baseUrl'>;
}

export interface FeedSettings {
  readonly everySeconds: number;
  /** Read again from so long before the cursor: ids may land behind it. */
  readonly overlapSeconds: number;
  readonly pageRows: number;
  readonly futureSeconds: number;
  /** `2026-01-01`, Vietnam. */
  readonly since?: string;
  /** After so many pages the job ends for the moment, and goes on at once. */
  readonly pagesAtOnce: number;
}

/** What no schema says: names and customer codes once, what each kind of authentication needs, an address that can be called. */
export const checkPostOffice: SliceCheck = (slice) => {
  const accounts = slice['accounts'] as readonly PostAccount[];
  return [
    ...accounts.flatMap((_, index) => [...repeatedName(accounts, index), ...repeatedCustomer(accounts, index)]),
    ...checkAuth(slice['auth'] as PostAuth),
    ...checkAddress(slice),
  ];
};

/** A row of the feed names its customer: two accounts of one could not be told apart. */
function repeatedCustomer(accounts: readonly PostAccount[], index: number): readonly ConfigFault[] {
  const { customerCode } = accounts[index]!;
  return accounts.findIndex((one) => one.customerCode === customerCode) === index
    ? []
    : [
        {
          pointer: `/accounts/${index}/customerCode`,
          found: 'one that another account has',
          allowed: 'each code once',
        },
      ];
}

export const readPostOfficeConfig = sliceReader<PostOfficeConfig>(postOfficeConfigSchema, checkPostOffice);
