import type { UnitTree } from '../../access/unit-tree.js';
import { standing } from '../../access/list-units.js';

/** Where something that is addressed to a unit goes on a day. */
export type UnitRoute =
  /** `unit` is the one named, or who took over from it. */
  | { readonly kind: 'to'; readonly unit: string }
  /** Not in the configuration; not yet there; no more there, and nobody took over. */
  | { readonly kind: 'unknown' | 'notYet' | 'ended' };

/** Follows successors to the unit that stands on a day (`2026-11-22`). The configuration has seen to it that they form no circle. */
export type RouteOf = (unit: string, day: string) => UnitRoute;

export const unitRoutes =
  (tree: Pick<UnitTree, 'of'>): RouteOf =>
  (named, day) => {
    let unit = tree.of(named);
    while (unit) {
      const now = standing(unit, day);
      if (now === 'inForce') return { kind: 'to', unit: unit.code };
      if (now === 'notYet') return { kind: 'notYet' };
      if (unit.successor === undefined) return { kind: 'ended' };
      unit = tree.of(unit.successor);
    }
    return { kind: 'unknown' };
  };
