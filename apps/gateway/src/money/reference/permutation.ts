import { createCipheriv, createHmac } from 'node:crypto';
import { base, bodyLength, references } from './alphabet.js';

/** A permutation of 0 … 31^8 − 1 that nobody continues without the key, and its inverse. */
export interface Permutation {
  forward(number: number): number;
  back(number: number): number;
}

const half = base ** (bodyLength / 2);
const rounds = 8;

/**
 * A Feistel network over two halves of 31^4, added modulo 31^4 instead of XORed: it lands in the range by itself, without
 * walking cycles. The round function is AES under a key derived for this one purpose (HMAC would do, ten times slower).
 */
export function createPermutation(secret: Uint8Array): Permutation {
  const roundKey = createHmac('sha256', secret).update('payment references, permutation 1').digest();
  const cipher = createCipheriv('aes-256-ecb', roundKey, null).setAutoPadding(false);
  const block = Buffer.alloc(16);
  const mixed = (round: number, value: number): number => {
    block.writeUInt32BE(round, 0);
    block.writeUInt32BE(value, 4);
    return cipher.update(block).readUIntBE(0, 6) % half; // 48 bits: the bias of the remainder is below 2^-28
  };

  return {
    forward(number) {
      let [left, right] = split(number);
      for (let round = 0; round < rounds; round += 1) [left, right] = [right, (left + mixed(round, right)) % half];
      return left * half + right;
    },
    back(number) {
      let [left, right] = split(number);
      for (let round = rounds - 1; round >= 0; round -= 1) {
        [left, right] = [(right - mixed(round, left) + half) % half, left];
      }
      return left * half + right;
    },
  };
}

function split(number: number): [number, number] {
  if (!Number.isSafeInteger(number) || number < 0 || number >= references) {
    throw new RangeError(`no reference has the number ${number}: 0 to ${references - 1}`);
  }
  return [Math.floor(number / half), number % half];
}
