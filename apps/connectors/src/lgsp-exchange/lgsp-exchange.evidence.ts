import type { Resolution, ResolveCall } from '@lienthong/connector-kit';
import type { HubMessage } from '@lienthong/contracts';
import type { LgspExchangeConfig } from './lgsp-exchange.config.js';

/** A word of the far agency under our reference shows that the handover has arrived; that there is none shows nothing. */
export async function resolveHandOver(
  { account }: Pick<LgspExchangeConfig, 'account'>,
  { item, seen }: ResolveCall<HubMessage>,
): Promise<Resolution<'presence'>> {
  const words = (await seen?.(account, item.payload.reference)) ?? [];
  return words.length > 0 ? { found: 'done' } : { found: 'open', cause: 'lgsp-exchange.notHeardOf' };
}
