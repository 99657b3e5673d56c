import { createHash } from 'node:crypto';

/** An UUID (version 8) that the same parts always give: what a partner says twice has one id, in whichever process it is read. */
export function stableId(...parts: readonly string[]): string {
  const digest = createHash('sha256').update(JSON.stringify(parts), 'utf8').digest();
  digest[6] = (digest[6]! & 0x0f) | 0x80;
  digest[8] = (digest[8]! & 0x3f) | 0x80;
  const hex = digest.toString('hex', 0, 16);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** Id of a credit: stable per (provider, account, provider's id), however often and on whatever way it is seen. */
export const creditId = (provider: string, account: string, providerId: string): string =>
  stableId('credit', provider, account, providerId);

/** Id of a statement about an order. */
export const claimId = (provider: string, account: string, statementId: string): string =>
  stableId('claim', provider, account, statementId);
