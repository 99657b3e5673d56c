import type { CitizenAddress } from '@lienthong/contracts';
import { nameInCapitals } from './names.js';

/**
 * `sameArea`: the codes agree, the rest of the address differs. `otherGeneration`: communes differ and only one side names a
 * district: one is written with the areas before 2025-07-01, and codes alone cannot tell whether they are one place.
 */
export type AddressMatch = 'same' | 'sameArea' | 'otherGeneration' | 'different';
export type CompareAddresses = (claimed: CitizenAddress, held: CitizenAddress) => AddressMatch;

/** Codes compared as they are, nothing converted: what is not claimed is not compared. */
export const compareCodes: CompareAddresses = (claimed, held) => {
  const communes = differs(claimed.communeCode, held.communeCode);
  const generations = named(claimed.districtCode) !== named(held.districtCode);
  if (communes && generations) return 'otherGeneration';
  if (communes || differs(claimed.provinceCode, held.provinceCode))
    return generations ? 'otherGeneration' : 'different';
  if (!generations && differs(claimed.districtCode, held.districtCode)) return 'different';
  return line(claimed) !== '' && line(claimed) !== line(held) ? 'sameArea' : 'same';
};

const text = (code: string | null | undefined): string => code?.trim() ?? '';
/** `000` is how some write that there is no district. */
const named = (district: string | null | undefined): boolean => !/^0*$/.test(text(district));
const differs = (claimed: string | null | undefined, held: string | null | undefined): boolean =>
  text(claimed) !== '' && text(claimed) !== text(held);
const line = ({ line: rest }: CitizenAddress): string => nameInCapitals(rest ?? '');

/** Nothing in it that could be compared. */
export const isEmptyAddress = ({ provinceCode, communeCode, line: rest }: CitizenAddress): boolean =>
  [provinceCode, communeCode, rest].every((part) => text(part) === '');
