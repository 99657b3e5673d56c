import type { UnitConfig } from '@lienthong/config';
import type { Page, Paged } from '../core-words.js';
import { cutPage, decodeCursor } from '../views/cursor.js';
import type { UnitTree } from './unit-tree.js';

export interface UnitFilter {
  readonly code?: string;
  /** Code of the unit right above. */
  readonly parent?: string;
  /** This unit and all below it. */
  readonly within?: string;
  /** Only those that stand on this day. */
  readonly on?: string;
}

/** Configured units in the order of their codes, those of other times too. */
export function listUnits(filter: UnitFilter, page: Page, tree: UnitTree): Paged<UnitConfig> {
  const scope = { list: 'units', ...filter };
  const after = decodeCursor(scope, page.cursor, 'string') ?? '';
  const rows = tree.units.filter((unit) => unit.code > after && isMeant(unit, filter, tree)).slice(0, page.limit + 1);
  return cutPage(rows, page, scope, ({ code }) => code);
}

const isMeant = (unit: UnitConfig, { code, parent, within, on }: UnitFilter, tree: UnitTree): boolean =>
  (code === undefined || unit.code === code) &&
  (parent === undefined || unit.parent === parent) &&
  (within === undefined || tree.isWithin(unit.code, within)) &&
  (on === undefined || standing(unit, on) === 'inForce');

/** Whether a unit stands, or a row about one holds, on a day: `validTo` is the first day on which it is no more. */
export const standing = (
  { validFrom, validTo }: Pick<UnitConfig, 'validFrom' | 'validTo'>,
  day: string,
): 'notYet' | 'inForce' | 'ended' => {
  if (validFrom !== undefined && day < validFrom) return 'notYet';
  return validTo !== undefined && day >= validTo ? 'ended' : 'inForce';
};
