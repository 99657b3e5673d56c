import type { Hub } from '../hub.mts';
import { agencyOf, hubCodeOf, type PlannedDossier, type PlannedHandover } from '../plan.mts';
import type { Act } from './journal.mts';
import type { Way } from './way.mts';

const verbs: Readonly<Record<Act, string>> = {
  accept: 'TIEPNHAN',
  answer: 'KETQUA',
  refuse: 'TUCHOI',
  withdraw: 'RUT',
};

export const sourceOf = ({ dossier, to }: Pick<PlannedHandover, 'dossier' | 'to'>): string => `${dossier}.${to}`;

/** By the verbs of the hub; its dossiers are nobody else's. */
export class HubWay implements Way {
  readonly #hub: Hub;

  constructor(hub: Hub) {
    this.#hub = hub;
  }

  put(_dossier: PlannedDossier): Promise<void> {
    return Promise.resolve();
  }

  async handOver(handover: PlannedHandover): Promise<string> {
    const { dossier, from, to, text } = handover;
    const ends = { from_unit_code: hubCodeOf[from], to_unit_code: hubCodeOf[to] };
    await this.#hub.handOver({ source_id: sourceOf(handover), ref_code: dossier, ...ends, content: text });
    return sourceOf(handover);
  }

  async act(handover: string, act: Act, text: string): Promise<{ status: number }> {
    await this.#hub.say(handover, verbs[act], act === 'answer' || act === 'refuse' ? text : undefined);
    return { status: 200 };
  }

  async look(handover: string): ReturnType<Way['look']> {
    const found = await this.#hub.find(handover);
    if (!found) throw new Error(`the hub has no ${handover}`);
    return { dossier: found.first.ref_code, from: agencyOf(found.first.from_unit_code) };
  }
}
