import { isOwnHost } from '@lienthong/transport';
import type { UrlUnfit } from '../core.js';
import type { WebhookRules } from './sending.js';

/** Why nothing may be sent to an address as it is written; what a name leads to is looked at with each connection. */
export function unfitness(
  text: string,
  { allowHttp, allowPrivateAddresses }: Pick<WebhookRules, 'allowHttp' | 'allowPrivateAddresses'>,
): UrlUnfit['why'] | undefined {
  const { protocol, hostname } = new URL(text);
  if (protocol !== 'https:' && !allowHttp) return 'httpsOnly';
  if (allowPrivateAddresses) return undefined;
  return isOwnHost(hostname) ? 'notPublic' : undefined;
}
