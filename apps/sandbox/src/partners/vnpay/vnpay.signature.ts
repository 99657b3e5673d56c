import { createHmac } from 'node:crypto';

/** Names sorted, values form-encoded, both hash fields left out. payments-and-post.md §3.2. */
export function canonicalQuery(fields: Record<string, string>): string {
  const signed = Object.entries(fields).filter(([name]) => name !== 'vnp_SecureHash' && name !== 'vnp_SecureHashType');
  return new URLSearchParams(signed.sort(([a], [b]) => (a < b ? -1 : 1))).toString();
}

/** The received query as it was signed: its pairs sorted by name, untouched. */
export const receivedCanonical = (query: string): string =>
  query
    .split('&')
    .filter((pair) => !/^vnp_SecureHash(Type)?=/.test(pair))
    .sort((a, b) => (a.split('=', 1)[0]! < b.split('=', 1)[0]! ? -1 : 1))
    .join('&');

export const vnpayHash = (text: string, secret: string): string =>
  createHmac('sha512', secret).update(text).digest('hex');
