import { isIP } from 'node:net';
import { isPublicAddress } from './address-guard.js';
import type { TransportSettings } from './port.js';

/** Where a transport's requests go. */
export interface Target {
  readonly origin: string;
  /** Path of the base URL without a slash at its end. */
  readonly prefix: string;
  /** The base URL names an address that the settings do not allow. */
  readonly notAllowed: boolean;
}

/** @throws TypeError or RangeError that names the setting; URLs may hold credentials and are not repeated. */
export function targetOf(settings: TransportSettings): Target {
  const base = urlOf('baseUrl', settings.baseUrl);
  if (base.username !== '' || base.password !== '') throw new TypeError('baseUrl: must not hold credentials');
  if (base.search !== '' || base.hash !== '') throw new TypeError('baseUrl: must not hold a query or a fragment');
  if (settings.proxy !== undefined) urlOf('proxy', settings.proxy);
  for (const name of ['maxResponseBytes', 'maxRequestBytes', 'connections', 'connectTimeoutMs'] as const) {
    if (!(Number.isInteger(settings[name]) && settings[name] >= 1)) {
      throw new RangeError(`${name}: a whole number from 1 is needed, received ${settings[name]}`);
    }
  }
  if (!(Number.isInteger(settings.keepAliveMs) && settings.keepAliveMs >= 0)) {
    throw new RangeError(`keepAliveMs: a whole number from 0 is needed, received ${settings.keepAliveMs}`);
  }
  const host = base.hostname.replace(/^\[|\]$/g, '');
  return {
    origin: base.origin,
    prefix: base.pathname.replace(/\/+$/, ''),
    notAllowed: !settings.allowPrivateAddresses && isIP(host) !== 0 && !isPublicAddress(host),
  };
}

function urlOf(name: string, value: string): URL {
  if (!URL.canParse(value)) throw new TypeError(`${name}: not a URL`);
  const url = new URL(value);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new TypeError(`${name}: http or https is needed, received ${url.protocol}`);
  }
  return url;
}
