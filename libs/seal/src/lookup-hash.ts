import { createHmac } from 'node:crypto';
import type { MasterKey } from './master-key.js';

/**
 * A keyed hash by which a personal value can be found again without being stored: HMAC-SHA-256 under a key derived for the
 * purpose. Hashes of two purposes have nothing in common.
 */
export const lookupHash = (master: MasterKey, purpose: string, value: string): string =>
  createHmac('sha256', master.derive(`lookup/${purpose}`))
    .update(value, 'utf8')
    .digest('hex');
