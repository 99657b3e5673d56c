import { lookup, type LookupAddress } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { TransportError } from './transport-error.js';

/** Everything that is not the public internet (IANA special-purpose registries), the clouds' metadata addresses among it. */
const special = new BlockList();
const v4 = (
  '0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 ' +
  '192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4'
).split(' ');
// The last six carry an IPv4 address inside (NAT64, Teredo, 6to4) or are local by definition.
const v6 = (
  '::/96 fe80::/10 fec0::/10 ff00::/8 100::/64 2001:db8::/32 3fff::/20 ' +
  '64:ff9b::/96 64:ff9b:1::/48 2001::/32 2002::/16 fc00::/7 5f00::/16'
).split(' ');
for (const [family, ranges] of [['ipv4', v4] as const, ['ipv6', v6] as const]) {
  for (const range of ranges) {
    const [network, prefix] = range.split('/');
    special.addSubnet(network!, Number(prefix), family);
  }
}

/** Is this a public address? IPv4-mapped IPv6 is judged as the IPv4 address it is; what is no address is not public. */
export function isPublicAddress(address: string): boolean {
  const bare = address.split('%', 1)[0]!;
  const family = isIP(bare);
  return family !== 0 && !special.check(bare, family === 4 ? 'ipv4' : 'ipv6');
}

/**
 * Does the host of a URL, as it is written, name this machine or another of the own network? Names that lead to one are found with each
 * connection.
 */
export function isOwnHost(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '');
  return isIP(host) === 0 ? /(?:^|\.)localhost\.?$/i.test(host) : !isPublicAddress(host);
}

/** `dns.lookup` that gives public addresses only; nothing resolves later than this, so a rebinding name gains nothing. */
export const publicLookup: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, found: LookupAddress[]) => {
    if (error) return callback(error, '');
    const allowed = found.filter(({ address }) => isPublicAddress(address));
    if (allowed.length === 0) return callback(new TransportError('transport.addressNotAllowed'), '');
    if (options.all) return callback(null, allowed);
    callback(null, allowed[0]!.address, allowed[0]!.family);
  });
};
