import type { HttpRequest } from '@lienthong/connector-kit';
import type { TokenAuth } from '../tokens/client-tokens.js';
import type { HubAuth, LgspExchangeConfig } from './lgsp-exchange.config.js';
import { accessHeader, type AccessWire } from './lgsp-exchange.wire.js';

/** Headers that every call carries, the one for a token too. */
function standingHeaders({ access, headers }: HubAuth): Readonly<Record<string, string>> {
  if (!access) return headers;
  const wire: AccessWire = {
    AccessKey: access.accessKey,
    SecretKey: access.secretKey,
    AppName: access.appName,
    PartnerCode: access.partnerCode,
    PartnerCodeCus: access.partnerCodeCus,
  };
  return { ...headers, [accessHeader]: Buffer.from(JSON.stringify(wire), 'utf8').toString('base64') };
}

export const tokenAuthOf = (auth: HubAuth): TokenAuth => ({ ...auth, headers: standingHeaders(auth) });

export const exchangeRequest = (
  { auth, paths }: Pick<LgspExchangeConfig, 'auth' | 'paths'>,
  token: string,
  wire: object,
): HttpRequest => ({
  method: 'POST',
  path: paths.exchange,
  headers: {
    'content-type': 'application/json',
    accept: 'application/json',
    ...standingHeaders(auth),
    authorization: `Bearer ${token}`,
  },
  body: JSON.stringify(wire),
});
