import { isDeepStrictEqual } from 'node:util';
import type { Violations } from '../../proof/books/violations.mts';
import type { Entry } from '../agency/journal.mts';
import { agencies, clients, isClient, type Fate } from '../plan.mts';
import type { Books } from './books.mts';
import type { Matched } from './matched.mts';

export const endsOf: Readonly<Record<Fate, readonly string[]>> = {
  accepted: ['answered'],
  answered: ['answered'],
  refused: ['refused'],
  withdrawn: ['withdrawn'],
  race: ['answered', 'withdrawn'],
};

/** Every handover has ended as it had to, in the words of whoever ended it, and both sides are shown the same. */
export function judgeEnds(matched: readonly Matched[], { journals }: Books, violations: Violations): void {
  const ended = endingActs(Object.values(journals).flat());
  for (const { planned, sender, receiver } of matched) {
    const view = sender?.view ?? receiver?.view;
    const name = `${planned.dossier} to ${planned.to} (${planned.fate})`;
    if (!view) continue;
    const { state, answer, reason, request, id } = view;
    if (!endsOf[planned.fate].includes(state)) violations.add(`ends: ${state} instead of ${planned.fate}`, name);
    if (request !== planned.text) violations.add('ends: other words were asked', name);
    const said = state === 'answered' ? answer?.text : state === 'refused' ? reason : planned.said;
    if (said !== planned.said) violations.add('ends: other words were said', name);
    if (sender && receiver && !isDeepStrictEqual(sender.view, receiver.view))
      violations.add('ends: shown to both sides differently', name);
    // What is called otherwise behind the hub is counted there.
    if (!isClient(planned.from) || !isClient(planned.to)) continue;
    const acts = ended.get(id) ?? [];
    if (acts.length !== 1) violations.add('ends: not ended by one act', `${name}: ${acts.join(', ') || 'none'}`);
    else if (!endOf[acts[0]!]?.includes(state)) violations.add(`ends: ${state} after ${acts[0]}`, name);
  }
}

const endOf: Readonly<Record<string, string>> = { answer: 'answered', refuse: 'refused', withdraw: 'withdrawn' };

/** By handover, the acts that were taken. */
function endingActs(entries: readonly Entry[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const entry of entries) {
    if (entry.what !== 'act' || entry.act === 'accept' || entry.status >= 300) continue;
    found.set(entry.handover, [...(found.get(entry.handover) ?? []), entry.act]);
  }
  return found;
}

/** Nothing happened that an agency could not explain, and nothing is left in an inbox. */
export function judgeHouses({ journals, sides }: Books, violations: Violations): void {
  for (const agency of agencies) {
    for (const entry of journals[agency])
      if (entry.what === 'strange') violations.add(`strange: at ${agency}`, entry.text);
  }
  for (const agency of clients) {
    for (const { id, dossier, state } of sides[agency].inbox)
      if (state === 'open' || state === 'accepted')
        violations.add(`inbox: left at ${agency}`, `${dossier} ${id} ${state}`);
  }
}
