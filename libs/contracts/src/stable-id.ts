import { createHash } from 'node:crypto';

/** Of any version, in small or capital letters. */
export const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** As we write ids ourselves, in small letters: what is written otherwise would be another id in a map. */
export const isOwnId = (value: unknown): value is string =>
  typeof value === 'string' && uuidPattern.test(value) && value === value.toLowerCase();

type Part = string | number | readonly Part[];

/** A UUID (version 8) that the same parts always give: what is said twice has one id, in whichever process it is read. */
export function stableId(...parts: readonly Part[]): string {
  const digest = createHash('sha256').update(JSON.stringify(parts), 'utf8').digest();
  digest[6] = (digest[6]! & 0x0f) | 0x80;
  digest[8] = (digest[8]! & 0x3f) | 0x80;
  const hex = digest.toString('hex', 0, 16);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** Id of a credit: both sides give the same to the same money. */
export const creditIdOf = (provider: string, account: string, providerId: string): string =>
  stableId('credit', provider, account, providerId);
