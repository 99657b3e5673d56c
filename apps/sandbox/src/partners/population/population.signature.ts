import { createHash } from 'node:crypto';
import type { WireRequest } from '../partner.js';
import { credentialsIn, sameText } from '../reading.js';
import type { PopulationConfig } from './population.config.js';

/** Both headers, to the letter: one timestamp in the agreed unit and near the clock, `Basic` of user and hash. */
export function signatureFault(
  request: WireRequest,
  config: PopulationConfig,
  now: Date,
): 'signature' | 'stale' | undefined {
  const { timestamp } = request.headers;
  const seconds = config.timestampUnit === 'seconds';
  if (typeof timestamp !== 'string' || !(seconds ? /^\d{10}$/ : /^\d{13}$/).test(timestamp)) return 'signature';
  const { serviceUrl, username, secretKey } = config;
  const hash = createHash('sha256')
    .update(serviceUrl + username + timestamp + secretKey)
    .digest('hex');
  const expected = Buffer.from(`${username}:${hash}`).toString('base64');
  if (!sameText(credentialsIn(request, 'Basic'), expected)) return 'signature';
  const at = Number(timestamp) * (seconds ? 1000 : 1);
  return Math.abs(at - now.getTime()) > config.toleranceMillis ? 'stale' : undefined;
}
