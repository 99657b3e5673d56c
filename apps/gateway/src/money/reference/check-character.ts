import { alphabet, base, valueOf } from './alphabet.js';

/**
 * A weighted sum modulo 31 over prefix and body. The weights differ from each other and none is zero modulo the prime 31, so
 * every single substitution and every exchange of two characters changes the sum, the check character itself (weight 1) included.
 */
export function checkCharacter(prefix: string, body: string): string | undefined {
  let sum = 0;
  let weight = 2;
  for (let at = body.length - 1; at >= 0; at -= 1, weight += 1) {
    const value = valueOf(body[at]!);
    if (value === undefined) return undefined;
    sum += weight * value;
  }
  for (let at = prefix.length - 1; at >= 0; at -= 1, weight += 1) sum += weight * (prefix.charCodeAt(at) - letterA);
  return alphabet[(base - (sum % base)) % base];
}

const letterA = 'A'.charCodeAt(0);
