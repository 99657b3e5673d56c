import type { UnitTree } from '../../access/unit-tree.js';

/** Units as another hub knows them. */
export interface HubUnits {
  /** Is there any unit that is reached through another hub? */
  readonly some: boolean;
  /** The connector through which a unit is reached. */
  viaOf(unit: string): string | undefined;
  /** A unit's code at the hub. */
  codeOf(unit: string): string;
  /** The unit that the hub calls so. */
  unitOf(hubCode: string): string | undefined;
}

export function hubUnits({ units, of }: Pick<UnitTree, 'units' | 'of'>): HubUnits {
  const byCode = new Map(units.map(({ code, hubCode }) => [hubCode ?? code, code]));
  return {
    some: units.some(({ via }) => via !== undefined),
    viaOf: (unit) => of(unit)?.via,
    codeOf: (unit) => of(unit)?.hubCode ?? unit,
    unitOf: (hubCode) => byCode.get(hubCode),
  };
}

export const noHub: HubUnits = {
  some: false,
  viaOf: () => undefined,
  codeOf: (unit) => unit,
  unitOf: () => undefined,
};
