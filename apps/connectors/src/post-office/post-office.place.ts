import { areaOn, lastFormerDay, toPresent, type StatedArea, type StatedPlace } from '@lienthong/areas';

/** What the postman reads of a place, smallest first, or which of its codes no area has. */
export interface PlaceNames {
  readonly names: readonly string[];
  readonly unknownAt?: StatedPlace;
}

/**
 * The names of the commune and its province that an address states: the post's own numbers go no further than the province, or the
 * former district. Of a commune that was divided its former name, which is what was stated: no part of it is preferred.
 */
export function placeNames(address: StatedArea): PlaceNames {
  const found = toPresent(address);
  if (found.outcome === 'unknown') return { names: [], unknownAt: found.at };
  if (found.outcome === 'notStated') return { names: [] };
  const commune = found.outcome === 'ambiguous' ? formerly(address) : found.commune?.name;
  return { names: commune === undefined ? [] : [commune, found.province.name] };
}

const formerly = ({ communeCode, districtCode }: StatedArea): string | undefined =>
  areaOn((communeCode || districtCode)!, lastFormerDay)?.name;
