/** Questions about the units of the configuration. */
export interface UnitTree {
  readonly codes: readonly string[];
  has(code: string): boolean;
  nameOf(code: string): string | undefined;
  /** Is `unit` this one, or below it: by `parent`, or by its code (`H44.01.02` is below `H44`)? */
  isWithin(unit: string, ancestor: string): boolean;
}

interface Unit {
  readonly code: string;
  readonly name: string;
  readonly parent?: string | undefined;
}

/** Parents must exist and must not form a circle: the configuration has been checked. */
export function unitTree(units: readonly Unit[]): UnitTree {
  const byCode = new Map(units.map((unit) => [unit.code, unit]));
  const isWithin = (unit: string, ancestor: string): boolean => {
    if (unit === ancestor || unit.startsWith(`${ancestor}.`)) return true;
    const parent = byCode.get(unit)?.parent;
    return parent !== undefined && isWithin(parent, ancestor);
  };
  return {
    codes: [...byCode.keys()],
    has: (code) => byCode.has(code),
    nameOf: (code) => byCode.get(code)?.name,
    isWithin,
  };
}
