import type { ClientTokens } from '../tokens/client-tokens.js';
import type { PostAccount } from './post-office.account.js';
import type { PostAreas } from './post-office.areas.js';
import type { PostOfficeConfig } from './post-office.config.js';

/** What the pieces of the connector share. */
export interface PostOfficeParts {
  readonly config: PostOfficeConfig;
  /** By name. */
  readonly accounts: ReadonlyMap<string, PostAccount>;
  /** By `CustomerCode`. */
  readonly customers: ReadonlyMap<string, PostAccount>;
  readonly areas: PostAreas;
  readonly tokens: ClientTokens;
}
