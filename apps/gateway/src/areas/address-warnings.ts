import { toPresent, type Area, type StatedArea, type UnknownReason } from '@lienthong/areas';
import { placed, type PlacedFault } from '../http/validate.js';

/** What a statement was accepted with, and what its agency should mend. */
export interface Warning extends PlacedFault {
  readonly whoActs: 'agency';
  /** Areas in force among which the stated one lies; one where it is certain. */
  readonly candidates?: readonly {
    readonly provinceCode: string;
    readonly communeCode?: string;
    readonly name: string;
  }[];
}

const faults = {
  notFound: 'area.notFound',
  zerosLost: 'area.zerosLost',
  elsewhere: 'area.elsewhere',
} as const satisfies Record<UnknownReason, string>;

/**
 * What is to be said of an address in codes that are not in force, or not certain. It is kept as it was stated: what an
 * agency says is the agency's. What needs it (a delivery, a receipt) takes the codes in force where they are certain.
 */
export function addressWarnings(address: StatedArea | null | undefined, pointer: string): Warning[] {
  if (!address) return [];
  const found = toPresent(address);
  const place = `${pointer}/${address.communeCode ? 'communeCode' : address.districtCode ? 'districtCode' : 'provinceCode'}`;
  switch (found.outcome) {
    case 'notStated':
    case 'present':
      return [];
    case 'unknown':
      return [{ ...placed(`${pointer}/${found.at}`, { code: faults[found.reason] }), whoActs: 'agency' }];
    case 'converted':
      return [warning(place, 'area.former', [found.commune ?? found.province])];
    case 'ambiguous':
      return [warning(place, 'area.ambiguous', found.candidates)];
  }
}

const warning = (pointer: string, code: 'area.former' | 'area.ambiguous', areas: readonly Area[]): Warning => ({
  ...placed(pointer, { code }),
  whoActs: 'agency',
  candidates: areas.map(({ code: own, level, province, name }) => ({
    provinceCode: province,
    ...(level === 'commune' ? { communeCode: own } : {}),
    name,
  })),
});
