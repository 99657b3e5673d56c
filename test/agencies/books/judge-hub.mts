import { isDeepStrictEqual } from 'node:util';
import type { Violations } from '../../proof/books/violations.mts';
import type { Entry } from '../agency/journal.mts';
import type { Message } from '../hub.mts';
import { hubCodeOf, type Plan, type PlannedHandover } from '../plan.mts';
import type { Books } from './books.mts';

/** What the hub hears of something: each word once, though it may be said again with the same time. */
export interface HubFigures {
  readonly heard: number;
  /** The same word once more. */
  repeated: number;
}

/** What the product told the hub is what happened, each thing once, in order; and the agency there heard it. */
export function judgeHub(plan: Plan, { heard, words, journals }: Books, violations: Violations): HubFigures {
  const figures: HubFigures = { heard: heard.length, repeated: 0 };
  const told = byPlace(heard, figures);
  const said = byPlace(words, { heard: 0, repeated: 0 });
  for (const planned of plan.handovers) {
    if (planned.from !== 'archive' && planned.to !== 'archive') continue;
    const place = placeOf(planned);
    const name = `${planned.dossier} to ${planned.to} (${planned.fate})`;
    const wanted = wantedAtHub(planned);
    const found = { told: told.get(place) ?? [], said: said.get(place) ?? [] };
    for (const side of ['told', 'said'] as const) {
      if (
        !isDeepStrictEqual(
          found[side].map(wordOf),
          wanted[side].map(({ type, content }) => `${type} ${content ?? ''}`),
        )
      )
        violations.add(`hub: not what had to be ${side}`, `${name}: ${found[side].map(({ type }) => type).join(', ')}`);
      if (new Set(found[side].map(({ source_id }) => source_id)).size > 1) violations.add('hub: there twice', name);
    }
    told.delete(place);
  }
  for (const place of told.keys()) violations.add('hub: told what nobody planned', place);
  const own = journals.archive.flatMap((entry: Entry) => (entry.what === 'heard' ? [entry.id] : []));
  const there = new Set(heard.map(({ type, source_id, time_of_process }) => `${type} ${source_id} ${time_of_process}`));
  if (!isDeepStrictEqual(own, [...there]))
    violations.add('hub: its agency heard otherwise', `${own.length} of ${there.size}`);
  return figures;
}

const placeOf = ({ dossier, from, to }: PlannedHandover): string =>
  [dossier, ...[hubCodeOf[from], hubCodeOf[to]].sort()].join(' ');
const wordOf = ({ type, content }: Message): string => `${type} ${content ?? ''}`;

type Word = Pick<Message, 'type' | 'content'>;

function wantedAtHub({ from, fate, text, said }: PlannedHandover): {
  readonly told: readonly Word[];
  readonly said: readonly Word[];
} {
  const first = [{ type: 'TIEPNHAN', content: text }];
  const withdrawal = fate === 'withdrawn' ? [{ type: 'RUT' }] : [];
  const receiver: Readonly<Record<PlannedHandover['fate'], readonly Word[]>> = {
    accepted: [{ type: 'TIEPNHAN' }, { type: 'KETQUA', content: said }],
    answered: [{ type: 'KETQUA', content: said }],
    refused: [{ type: 'TUCHOI', content: said }],
    ...{ withdrawn: [], race: [] },
  };
  const sender = [...first, ...withdrawal];
  return from === 'archive' ? { told: receiver[fate], said: sender } : { told: sender, said: receiver[fate] };
}

/** Without what was said again. */
function byPlace(messages: readonly Message[], figures: HubFigures): Map<string, Message[]> {
  const found = new Map<string, Message[]>();
  for (const message of messages) {
    const place = [message.ref_code, ...[message.from_unit_code, message.to_unit_code].sort()].join(' ');
    const known = found.get(place) ?? [];
    const again = known.some((one) => isDeepStrictEqual(one, message));
    if (again) figures.repeated += 1;
    else found.set(place, [...known, message]);
  }
  return found;
}
