/** An agency behind another hub: it speaks that hub's verbs, and knows nothing of the product. */
import { setTimeout as sleep } from 'node:timers/promises';
import { agencyOf } from '../plan.mts';
import type { Message } from '../hub.mts';
import { Desk } from './desk.mts';
import { openHub, openJournal, perSecond, plan, report } from './given.mts';
import { HubWay } from './hub-way.mts';
import type { Heard } from './journal.mts';

const who = 'archive';
const journal = await openJournal(who);
const hub = openHub();
const desk = new Desk({ who, plan, journal, perSecond, way: new HubWay(hub) });

const ends: Readonly<Record<string, string>> = { KETQUA: 'answered', TUCHOI: 'refused', RUT: 'withdrawn' };

/** A word that says the same of the same at the same time is the same word. */
function heardIn({ type, source_id: handover, ref_code, time_of_process: at }: Message): Heard {
  const id = `${type} ${handover} ${at}`;
  const isOwn = plan.find(ref_code, who) === undefined;
  if (type === 'TIEPNHAN') return { id, type: isOwn ? 'accepted' : 'received', handover, at };
  const state = ends[type];
  return state === undefined ? { id, type: 'other', handover, at } : { id, type: 'ended', handover, at, state };
}

async function listen(): Promise<void> {
  let place = Number(journal.before.findLast((entry) => entry.what === 'place')?.place ?? 0);
  for (;;) {
    const messages = await hub.heard(place).catch(() => []);
    const foreign = messages.find(({ from_unit_code }) => agencyOf(from_unit_code) === undefined);
    if (foreign) await desk.strange(`${foreign.source_id} comes from ${foreign.from_unit_code}`);
    place += messages.length;
    if (messages.length > 0) await desk.hear(messages.map(heardIn), String(place));
    await sleep(100);
  }
}

void listen().catch((error: Error) => desk.strange(`hub: ${error.message}`));
void desk.sendAll();
report(desk, () => journal.close());
