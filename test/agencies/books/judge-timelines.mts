import { isDeepStrictEqual } from 'node:util';
import type { Violations } from '../../proof/books/violations.mts';
import type { Line } from './books.mts';
import type { Matched } from './matched.mts';

/** What both sides do; between them stands only how the hub carried it. */
const steps = ['handover.sent', 'handover.accepted', 'handover.refused', 'handover.answered', 'handover.withdrawn'];
const carried = ['handover.arrived', 'handover.doubtful', 'handover.stuck'];

/** Timelines of sender and receiver agree in order and content, are what happened, and are the dossier's. */
export function judgeTimelines(matched: readonly Matched[], violations: Violations): void {
  const ofDossiers = new Map<string, { readonly whole: readonly Line[]; readonly parts: (readonly Line[])[] }>();
  for (const { planned, sender, receiver } of matched) {
    const name = `${planned.dossier} to ${planned.to} (${planned.fate})`;
    const [own, other] = [sender, receiver].map((end) => end && (end.side.timelines.get(end.view.id) ?? []));
    if (own && other && !isDeepStrictEqual(own, other)) violations.add('timelines: the two sides differ', name);
    const lines = own ?? other;
    const state = (sender ?? receiver)?.view.state;
    if (!lines || state === undefined) continue;
    const kinds = lines.map(({ kind }) => kind);
    const done = kinds.filter((kind) => steps.includes(kind));
    // The hub keeps no order among its words, and who has answered has accepted by it.
    const isOvertaken = planned.to === 'archive' && !kinds.includes('handover.accepted');
    const wanted = [
      'handover.sent',
      ...(planned.fate === 'accepted' && !isOvertaken ? ['handover.accepted'] : []),
      `handover.${state}`,
    ];
    const raced = planned.fate === 'race' ? done.filter((kind) => kind !== 'handover.accepted') : done;
    if (!isDeepStrictEqual(raced, wanted))
      violations.add('timelines: not what happened', `${name}: ${kinds.join(', ')}`);
    const others = kinds.filter((kind) => !steps.includes(kind) && !carried.includes(kind));
    if (others.length > 0) violations.add('timelines: what nobody did', `${name}: ${others.join(', ')}`);
    const end = lines.find(({ kind }) => kind === `handover.${state}`);
    if ((state === 'answered' || state === 'refused') && !end?.text.endsWith(planned.said))
      violations.add('timelines: other words than were said', name);
    if (!sender) continue;
    const whole = sender.side.dossiers.get(planned.dossier) ?? [];
    const known = ofDossiers.get(planned.dossier) ?? { whole, parts: [] };
    known.parts.push(lines);
    ofDossiers.set(planned.dossier, known);
  }
  for (const [dossier, { whole, parts }] of ofDossiers)
    if (!isDeepStrictEqual(sorted(whole), sorted(parts.flat())) || !parts.every((part) => isIn(part, whole)))
      violations.add("timelines: the dossier's is another", dossier);
}

const sorted = (lines: readonly Line[]): readonly string[] => lines.map((line) => JSON.stringify(line)).sort();

/** In this order, with others between. */
function isIn(part: readonly Line[], whole: readonly Line[]): boolean {
  let at = 0;
  for (const line of whole) if (at < part.length && isDeepStrictEqual(line, part[at])) at += 1;
  return at === part.length;
}
