import type { UnitConfig } from '@lienthong/config';

/** Questions about the units of the configuration. */
export interface UnitTree {
  readonly codes: readonly string[];
  /** In the order of their codes. */
  readonly units: readonly UnitConfig[];
  of(code: string): UnitConfig | undefined;
  has(code: string): boolean;
  nameOf(code: string): string | undefined;
  /** Is `unit` this one, or below it: by `parent`, or by its code (`H44.01.02` is below `H44`)? */
  isWithin(unit: string, ancestor: string): boolean;
}

/** Parents must exist and must not form a circle: the configuration has been checked. */
export function unitTree(units: readonly UnitConfig[]): UnitTree {
  const byCode = new Map(units.map((unit) => [unit.code, unit]));
  const isWithin = (unit: string, ancestor: string): boolean => {
    if (unit === ancestor || unit.startsWith(`${ancestor}.`)) return true;
    const parent = byCode.get(unit)?.parent;
    return parent !== undefined && isWithin(parent, ancestor);
  };
  return {
    codes: [...byCode.keys()],
    units: [...byCode.values()].sort((one, other) => (one.code < other.code ? -1 : 1)),
    of: (code) => byCode.get(code),
    has: (code) => byCode.has(code),
    nameOf: (code) => byCode.get(code)?.name,
    isWithin,
  };
}
