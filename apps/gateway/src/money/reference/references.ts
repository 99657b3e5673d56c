import { bodyLength, bodyOf, numberOf } from './alphabet.js';
import { checkCharacter } from './check-character.js';
import { createPermutation } from './permutation.js';
import { faultOfPrefix } from './prefix.js';

/** The payment references of one prefix and one key: `HSDVC` + 8 characters + check character, say. */
export interface References {
  readonly prefix: string;
  /** The reference of a number of the sequence. Different numbers never share one. Throws RangeError from 31^8 on. */
  at(sequence: number): string;
  /** The number a reference was made from; undefined for what is not well formed. Well formed does not mean issued. */
  sequenceOf(reference: string): number | undefined;
}

/** Throws where the prefix cannot be used: the configuration has told it before, by `faultOfPrefix`. */
export function createReferences({ prefix, key }: { prefix: string; key: Uint8Array }): References {
  const fault = faultOfPrefix(prefix);
  if (fault !== undefined) throw new Error(fault);
  const permutation = createPermutation(key);
  return {
    prefix,
    at(sequence) {
      const body = bodyOf(permutation.forward(sequence));
      return prefix + body + checkCharacter(prefix, body)!;
    },
    sequenceOf(reference) {
      if (!isReference(prefix, reference)) return undefined;
      return permutation.back(numberOf(reference.slice(prefix.length, -1))!);
    },
  };
}

export const referenceLength = (prefix: string): number => prefix.length + bodyLength + 1;

/** Prefix, length, letters and check character; upper case, nothing around it. */
export function isReference(prefix: string, text: string): boolean {
  if (text.length !== referenceLength(prefix) || !text.startsWith(prefix)) return false;
  const check = checkCharacter(prefix, text.slice(prefix.length, -1));
  return check !== undefined && check === text.at(-1);
}
