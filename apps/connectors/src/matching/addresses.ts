import { toPresent, type Area, type Conversion, type StatedArea } from '@lienthong/areas';
import type { CitizenAddress } from '@lienthong/contracts';
import { nameInCapitals } from './names.js';

/**
 * `former`: one place, of which one side has the codes of before 2025-07-01. `sameArea`: one place, but the rest of the address
 * differs. `claimDivided`, `heldDivided`: the commune of that side was divided since, and the other side's is one of its parts.
 * `unknownArea`: a code that no area has or had, or has elsewhere.
 */
export type AddressMatch =
  'same' | 'former' | 'sameArea' | 'claimDivided' | 'heldDivided' | 'unknownArea' | 'different';

/** Compared by the areas in force, whichever codes each side has; what is not claimed is not compared. */
export function compareAddresses(claimed: CitizenAddress, held: CitizenAddress): AddressMatch {
  const areas = compareAreas(codesOf(claimed), codesOf(held));
  if (areas !== 'same' && areas !== 'former') return areas;
  return line(claimed) !== '' && line(claimed) !== line(held) ? 'sameArea' : areas;
}

/** The areas in force of which a claimed commune that was divided is one; none where it is certain. */
export function partsOf(claimed: CitizenAddress): readonly Area[] {
  const found = toPresent(codesOf(claimed));
  return found.outcome === 'ambiguous' ? found.candidates : [];
}

/** Nothing in it that could be compared. */
export const isEmptyAddress = ({ provinceCode, communeCode, line: rest }: CitizenAddress): boolean =>
  [provinceCode, communeCode, rest].every((part) => text(part) === '');

function compareAreas(claimed: StatedArea, held: StatedArea): Exclude<AddressMatch, 'sameArea'> {
  const [one, other] = [toPresent(claimed), toPresent(held)];
  if (one.outcome === 'notStated' || isAsWritten(claimed, held)) return 'same';
  if (one.outcome === 'unknown' || other.outcome === 'unknown') return 'unknownArea';
  if (other.outcome === 'notStated' || one.province.code !== other.province.code) return 'different';
  const certain = one.outcome === 'converted' || other.outcome === 'converted' ? 'former' : 'same';
  if (!claimed.communeCode) return bothNameOther(claimed, held) ? 'different' : certain;
  // The province of one of them is written as it is called now: it is one former commune all the same.
  if (one.outcome === 'ambiguous' && other.outcome === 'ambiguous' && claimed.communeCode === held.communeCode) {
    return 'former';
  }
  const communes = communesOf(other);
  if (!communesOf(one).some((code) => communes.includes(code))) return 'different';
  if (one.outcome === 'ambiguous') return 'claimDivided';
  return other.outcome === 'ambiguous' ? 'heldDivided' : certain;
}

/** The same codes are the same place, whatever they stand for: with the district, they are of the same time. */
function isAsWritten(claimed: StatedArea, held: StatedArea): boolean {
  const districts = claimed.communeCode
    ? claimed.districtCode === held.districtCode
    : isSame(claimed.districtCode, held.districtCode);
  return districts && isSame(claimed.provinceCode, held.provinceCode) && isSame(claimed.communeCode, held.communeCode);
}

const isSame = (claimed: StatedArea['communeCode'], held: StatedArea['communeCode']): boolean =>
  !claimed || claimed === held;
const bothNameOther = ({ districtCode: one }: StatedArea, { districtCode: other }: StatedArea): boolean =>
  Boolean(one && other) && one !== other;

const communesOf = (found: Conversion): readonly string[] => {
  if (found.outcome === 'ambiguous') return found.candidates.map(({ code }) => code);
  return 'commune' in found && found.commune ? [found.commune.code] : [];
};

const text = (code: string | null | undefined): string => code?.trim() ?? '';
/** `000` is how some write that there is no district. */
const codesOf = ({ provinceCode, districtCode, communeCode }: CitizenAddress): StatedArea => ({
  provinceCode: text(provinceCode),
  districtCode: text(districtCode).replace(/^0+$/, ''),
  communeCode: text(communeCode),
});
const line = ({ line: rest }: CitizenAddress): string => nameInCapitals(rest ?? '');
