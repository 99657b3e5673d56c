import type { ClientTokens } from '../tokens/client-tokens.js';
import type { LgspExchangeConfig } from './lgsp-exchange.config.js';

/** What the pieces of the connector share. */
export interface LgspExchangeParts {
  readonly config: LgspExchangeConfig;
  readonly tokens: ClientTokens;
}
