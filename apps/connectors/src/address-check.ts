import type { SliceCheck } from '@lienthong/config';
import { isPublicAddress } from '@lienthong/connector-kit';
import { isIP } from 'node:net';

/**
 * A base URL that names a machine of the own network, while the transport is told to call public addresses only: no call would
 * ever leave, and each exchange would be tried again and again. Names that resolve to such an address are found when they do.
 */
export const checkAddress: SliceCheck = ({ baseUrl, transport }) => {
  const allowed = (transport as { readonly allowPrivateAddresses?: boolean } | undefined)?.allowPrivateAddresses;
  const url = typeof baseUrl === 'string' ? URL.parse(baseUrl) : null;
  if (allowed === true || url === null) return [];
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const own = isIP(host) === 0 ? /(?:^|\.)localhost$/.test(host) : !isPublicAddress(host);
  if (!own) return [];
  const allowedHere =
    'a public address, or transport.allowPrivateAddresses: true in the same entry where the partner is in your own network';
  return [{ pointer: '/baseUrl', found: 'an address that is not public', allowed: allowedHere }];
};
