import type { UnitTree } from './unit-tree.js';

/** The one that serves this unit, or the nearest unit above it. The configuration has seen to it that no unit has two. */
export function nearestServing<Serving extends { readonly units: readonly string[] }>(
  all: readonly Serving[],
  unit: string,
  tree: UnitTree,
): Serving | undefined {
  const above = all
    .flatMap((serving) => serving.units.map((served) => ({ served, serving })))
    .filter(({ served }) => tree.isWithin(unit, served));
  return above.find(({ served }) => above.every((other) => tree.isWithin(served, other.served)))?.serving;
}
