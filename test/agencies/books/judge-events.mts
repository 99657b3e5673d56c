import { isDeepStrictEqual } from 'node:util';
import type { Violations } from '../../proof/books/violations.mts';
import type { Entry } from '../agency/journal.mts';
import { clients } from '../plan.mts';
import type { Books, Side } from './books.mts';
import type { Matched } from './matched.mts';

/** Each side was told once of each beginning and each end, and heard what the feed shows, in its order. */
export function judgeEvents(matched: readonly Matched[], { journals, sides }: Books, violations: Violations): void {
  for (const agency of clients) {
    const feed = byHandover(sides[agency]);
    const heard = heardByHandover(journals[agency]);
    for (const handover of new Set([...feed.keys(), ...heard.keys()]))
      if (
        !isDeepStrictEqual(
          feed.get(handover)?.map(({ id }) => id),
          heard.get(handover),
        )
      )
        violations.add(
          `events: ${agency} heard other than the feed shows`,
          `${handover}: ${heard.get(handover)?.join(' ') ?? 'nothing'} of ${
            feed
              .get(handover)
              ?.map(({ id }) => id)
              .join(' ') ?? 'nothing'
          }`,
        );
  }
  const feeds = { registry: byHandover(sides.registry), building: byHandover(sides.building) };
  for (const { planned, sender, receiver } of matched) {
    const name = `${planned.dossier} to ${planned.to} (${planned.fate})`;
    const told = [sender, receiver].flatMap((end) => (end ? [feeds[end.agency].get(end.view.id) ?? []] : []));
    const { state } = (sender ?? receiver)?.view ?? {};
    const wanted = [
      'vn.lienthong.handover.received',
      `vn.lienthong.handover.${state === 'withdrawn' ? 'withdrawn' : 'answered'}`,
    ];
    for (const events of told)
      if (
        !isDeepStrictEqual(
          events.map(({ type }) => type),
          wanted,
        )
      )
        violations.add(
          'events: not one beginning and one end',
          `${name}: ${events.map(({ type }) => type).join(', ')}`,
        );
    const [one, other] = told.map((events) => events.map(({ id }) => id));
    if (one && other && !isDeepStrictEqual(one, other)) violations.add('events: both sides are told otherwise', name);
  }
}

interface Told {
  readonly id: string;
  readonly type: string;
}

function byHandover({ feed }: Side): ReadonlyMap<string, readonly Told[]> {
  const found = new Map<string, Told[]>();
  for (const { id, type, data } of feed)
    if (data.handover !== undefined) found.set(data.handover, [...(found.get(data.handover) ?? []), { id, type }]);
  return found;
}

/** As it came for the first time. */
function heardByHandover(entries: readonly Entry[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const entry of entries)
    if (entry.what === 'heard' && entry.handover !== '')
      found.set(entry.handover, [...(found.get(entry.handover) ?? []), entry.id]);
  return found;
}
