import type { AttemptHttp, Health } from '@lienthong/connector-kit';
import type { LgspExchangeParts } from './lgsp-exchange.parts.js';

/** A token is all that may be asked for without an effect; one that is still good is not asked for anew. */
export async function askHealth({ tokens }: LgspExchangeParts, http: Pick<AttemptHttp, 'read'>): Promise<Health> {
  const token = await tokens.get(http, new Date());
  return token.ok ? { state: 'up' } : { state: 'down', cause: token.outcome.cause };
}
