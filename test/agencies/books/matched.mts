import type { Violations } from '../../proof/books/violations.mts';
import { isClient, unitOf, type Agency, type ClientAgency, type Plan, type PlannedHandover } from '../plan.mts';
import type { Books, Handover, Side } from './books.mts';

/** One planned handover with what the API shows each side of it; nothing where a side is behind the hub. */
export interface Matched {
  readonly planned: PlannedHandover;
  readonly sender?: { readonly agency: ClientAgency; readonly side: Side; readonly view: Handover };
  readonly receiver?: { readonly agency: ClientAgency; readonly side: Side; readonly view: Handover };
}

const placeOf = (dossier: string, unit: string): string => `${dossier} ${unit}`;

/** Every planned handover was handed over once, and nothing else was. */
export function match(plan: Plan, { sides }: Books, violations: Violations): readonly Matched[] {
  const tables = {
    sent: { registry: byPlace(sides.registry.sent), building: byPlace(sides.building.sent) },
    inbox: { registry: byPlace(sides.registry.inbox), building: byPlace(sides.building.inbox) },
  };
  const end = (which: 'sent' | 'inbox', agency: Agency, planned: PlannedHandover): Matched['sender'] => {
    if (!isClient(agency)) return undefined;
    const place = placeOf(planned.dossier, unitOf[planned.to]);
    const found = tables[which][agency].get(place) ?? [];
    tables[which][agency].delete(place);
    if (found.length !== 1)
      violations.add(`handovers: not once in the ${which} of ${agency}`, `${place}: ${found.length}`);
    const [view] = found;
    return view && { agency, side: sides[agency], view };
  };
  const matched = plan.handovers.map((planned): Matched => {
    const sender = end('sent', planned.from, planned);
    const receiver = end('inbox', planned.to, planned);
    return { planned, ...(sender ? { sender } : {}), ...(receiver ? { receiver } : {}) };
  });
  for (const [which, byAgency] of Object.entries(tables))
    for (const [agency, left] of Object.entries(byAgency))
      for (const place of left.keys()) violations.add(`handovers: ${which} of ${agency} that nobody planned`, place);
  return matched;
}

function byPlace(handovers: readonly Handover[]): Map<string, Handover[]> {
  const found = new Map<string, Handover[]>();
  for (const handover of handovers) {
    const place = placeOf(handover.dossier, handover.toUnit);
    found.set(place, [...(found.get(place) ?? []), handover]);
  }
  return found;
}
