import type { SliceCheck } from '@lienthong/config';
import { isOwnHost } from '@lienthong/transport';

/**
 * A base URL that names a machine of the own network, while the transport is told to call public addresses only: no call would
 * ever leave, and each exchange would be tried again and again. Names that resolve to such an address are found when they do.
 */
export const checkAddress: SliceCheck = ({ baseUrl, transport }) => {
  const allowed = (transport as { readonly allowPrivateAddresses?: boolean } | undefined)?.allowPrivateAddresses;
  const url = typeof baseUrl === 'string' ? URL.parse(baseUrl) : null;
  if (allowed === true || url === null) return [];
  if (!isOwnHost(url.hostname)) return [];
  const allowedHere =
    'a public address, or transport.allowPrivateAddresses: true in the same entry where the partner is in your own network';
  return [{ pointer: '/baseUrl', found: 'an address that is not public', allowed: allowedHere }];
};
