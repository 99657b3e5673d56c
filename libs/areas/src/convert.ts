import type { Area } from './area.js';
import { tables } from './tables.js';

/** Codes of an address as somebody states them. What is absent, null or empty is not stated. */
export interface StatedArea {
  readonly provinceCode?: string | null | undefined;
  /** Only former addresses have one. */
  readonly districtCode?: string | null | undefined;
  readonly communeCode?: string | null | undefined;
}

export type StatedPlace = keyof StatedArea;

/**
 * `notFound`: no area in force or before the reform has this code. `zerosLost`: none has, but one has it with zeros in
 * front. `elsewhere`: there is such an area, but not in the one that is stated beside it.
 */
export type UnknownReason = 'notFound' | 'zerosLost' | 'elsewhere';

/** Where a stated address lies now. */
export type Conversion =
  /** No code is stated. */
  | { readonly outcome: 'notStated' }
  /** As stated; the commune is absent where none is stated. */
  | { readonly outcome: 'present'; readonly province: Area; readonly commune?: Area }
  /** It was stated in former codes (or a mixture), and it can only be this. */
  | { readonly outcome: 'converted'; readonly province: Area; readonly commune?: Area }
  /** The stated commune was divided: which of these it is depends on the house. */
  | { readonly outcome: 'ambiguous'; readonly province: Area; readonly candidates: readonly Area[] }
  | { readonly outcome: 'unknown'; readonly at: StatedPlace; readonly reason: UnknownReason };

/**
 * The present province and commune of an address in present or former codes.
 *
 * An address with a district is a former one. Without, it is read as a present one where that is possible, for that is
 * the form of present addresses; else as a former one whose district was left out. A former province with a present
 * commune, or the reverse, is accepted where the one lies in the other.
 */
export function toPresent(stated: StatedArea): Conversion {
  const province = stated.provinceCode || undefined;
  const district = stated.districtCode || undefined;
  const commune = stated.communeCode || undefined;
  if (province !== undefined && !isProvince(province)) return unknown('provinceCode', province);
  if (district !== undefined) return ofDistrict(province, district, commune);
  if (commune !== undefined) return ofCommune(province, commune);
  return province === undefined ? { outcome: 'notStated' } : ofProvince(province);
}

function ofProvince(code: string): Conversion {
  const present = tables().present.get(code);
  return present ? { outcome: 'present', province: present } : { outcome: 'converted', province: provinceNow(code) };
}

function ofCommune(province: string | undefined, code: string): Conversion {
  const { present, former } = tables();
  const now = present.get(code);
  const inForce = now?.level === 'commune' ? now : undefined;
  const before = former.get(code);
  if (inForce && (province === undefined || inForce.province === province)) return settled('present', inForce);
  if (before?.level === 'commune' && liesIn(before, province)) return succeeded(before);
  if (inForce && province !== undefined && provinceNow(province).code === inForce.province) {
    return settled('converted', inForce);
  }
  return unknown('communeCode', code);
}

function ofDistrict(province: string | undefined, district: string, code: string | undefined): Conversion {
  const { former } = tables();
  const stated = former.get(district);
  if (stated?.level !== 'district') return unknown('districtCode', district);
  if (!liesIn(stated, province)) return { outcome: 'unknown', at: 'districtCode', reason: 'elsewhere' };
  if (code === undefined) {
    return stated.successors.length > 0
      ? succeeded(stated)
      : { outcome: 'converted', province: provinceNow(stated.province) };
  }
  const commune = former.get(code);
  return commune?.level === 'commune' && commune.parent === district
    ? succeeded(commune)
    : unknown('communeCode', code);
}

/** A former area in its own province, or in what that province has become. */
const liesIn = ({ province }: Area, stated: string | undefined): boolean =>
  stated === undefined || stated === province || stated === provinceNow(province).code;

function succeeded(former: Area): Conversion {
  const candidates = former.successors.map((code) => tables().present.get(code)!);
  const [only] = candidates;
  return candidates.length === 1 && only
    ? settled('converted', only)
    : { outcome: 'ambiguous', province: provinceNow(former.province), candidates };
}

const settled = (outcome: 'present' | 'converted', commune: Area): Conversion => ({
  outcome,
  province: tables().present.get(commune.province)!,
  commune,
});

function isProvince(code: string): boolean {
  const { present, former } = tables();
  return (present.get(code) ?? former.get(code))?.level === 'province';
}

/** The province of a code that is one: itself while in force, else what it has become. Every former one has become one. */
function provinceNow(code: string): Area {
  const { present, former } = tables();
  return present.get(code) ?? present.get(former.get(code)!.successors[0]!)!;
}

const digits: Readonly<Record<StatedPlace, number>> = { provinceCode: 2, districtCode: 3, communeCode: 5 };

function unknown(at: StatedPlace, code: string): Conversion {
  const known = (candidate: string) =>
    candidate.length === digits[at] && (tables().present.has(candidate) || tables().former.has(candidate));
  const reason = known(code) ? 'elsewhere' : known(code.padStart(digits[at], '0')) ? 'zerosLost' : 'notFound';
  return { outcome: 'unknown', at, reason };
}
