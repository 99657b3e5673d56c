import { setTimeout as sleep } from 'node:timers/promises';
import { eachAtOnce } from '../../money/at-once.mts';
import type { Agency, Plan, PlannedDossier, PlannedHandover } from '../plan.mts';
import type { Act, Entry, Heard, Journal } from './journal.mts';
import type { Way } from './way.mts';

export interface DeskParts {
  readonly who: Agency;
  readonly plan: Plan;
  readonly way: Way;
  readonly journal: Journal;
  /** None of its dossiers begins earlier than at this rate (as soon as there is room). */
  readonly perSecond?: number;
}

const atOnce = 8;
const placeOf = ({ dossier, to }: Pick<PlannedHandover, 'dossier' | 'to'>): string => `${dossier} ${to}`;

/** What an agency does, whatever way it hears and speaks: its journal alone says where it stands, also after a kill. */
export class Desk {
  readonly #parts: DeskParts;
  readonly #put = new Set<string>();
  /** By place, what it is called. */
  readonly #sent = new Map<string, string>();
  readonly #acts = new Set<string>();
  readonly #heard = new Set<string>();
  readonly #received = new Set<string>();
  readonly #ended = new Set<string>();
  /** Received, and seen to. */
  readonly #handled = new Set<string>();
  /** Until the other side takes them back. */
  readonly #left = new Set<string>();
  readonly #waiting: string[] = [];
  #busy = 0;
  #saidAll = false;

  constructor(parts: DeskParts) {
    this.#parts = parts;
    for (const entry of parts.journal.before) this.#take(entry);
    this.#waiting.push(...this.#received);
  }

  /** Words that the product has taken. */
  get said(): number {
    return this.#put.size + this.#sent.size + this.#acts.size;
  }

  /** Everything planned has been said, heard and seen to. */
  get settled(): boolean {
    const { plan, who } = this.#parts;
    // The hub tells nobody of his own words; the product does.
    const told = who === 'archive' ? [...this.#sent.values()] : [...this.#sent.values(), ...this.#received];
    const ended = told.every((handover) => this.#ended.has(handover));
    return this.#saidAll && ended && this.#handled.size >= plan.to(who).length && this.#busy === 0;
  }

  get saidAll(): boolean {
    return this.#saidAll;
  }

  async sendAll(): Promise<void> {
    const { plan, who, perSecond = Infinity } = this.#parts;
    this.#goOn();
    const begun = performance.now();
    await eachAtOnce([...plan.of(who).entries()], atOnce, async ([index, dossier]) => {
      await sleep(Math.max(0, begun + (1000 * index) / perSecond - performance.now()));
      await this.#guarded(() => this.#send(dossier));
    });
    this.#saidAll = true;
  }

  /** Resolves when it is on disk: only then may whoever told it forget it. */
  async hear(events: readonly Heard[], place?: string): Promise<void> {
    const entries = events.map((event): Entry => {
      const isKnown = this.#heard.has(event.id);
      this.#heard.add(event.id);
      return isKnown ? { what: 'again', id: event.id } : { what: 'heard', ...event };
    });
    await this.#note(...entries, ...(place === undefined ? [] : [{ what: 'place', place } as const]));
    for (const entry of entries)
      if (entry.what === 'heard' && entry.type === 'received') this.#waiting.push(entry.handover);
    this.#goOn();
  }

  async strange(text: string): Promise<void> {
    await this.#note({ what: 'strange', text });
  }

  async #send(dossier: PlannedDossier): Promise<void> {
    const { way } = this.#parts;
    if (!this.#put.has(dossier.code)) {
      await way.put(dossier);
      await this.#note({ what: 'put', dossier: dossier.code });
    }
    for (const planned of dossier.handovers) {
      const known = this.#sent.get(placeOf(planned));
      const handover = known ?? (await way.handOver(planned));
      if (known === undefined) await this.#note({ what: 'sent', dossier: planned.dossier, to: planned.to, handover });
      if (planned.fate === 'withdrawn' || planned.fate === 'race') await this.#act(handover, 'withdraw', planned);
    }
  }

  #goOn(): void {
    while (this.#busy < atOnce && this.#waiting.length > 0) {
      const handover = this.#waiting.shift()!;
      if (this.#handled.has(handover)) continue;
      this.#busy += 1;
      void this.#guarded(() => this.#seeTo(handover)).finally(() => {
        this.#busy -= 1;
        this.#goOn();
      });
    }
  }

  async #seeTo(handover: string): Promise<void> {
    const { plan, who, way } = this.#parts;
    const { dossier, from } = await way.look(handover);
    const planned = plan.find(dossier, who);
    if (!planned || planned.from !== from)
      return this.strange(`${handover} about ${dossier} was handed over by nobody`);
    const acts: Readonly<Record<PlannedHandover['fate'], readonly Act[]>> = {
      ...{ accepted: ['accept', 'answer'], race: ['accept', 'answer'], answered: ['answer'] },
      ...{ refused: ['refuse'], withdrawn: [] },
    };
    for (const act of acts[planned.fate]) await this.#act(handover, act, planned);
    if (planned.fate !== 'withdrawn' || this.#ended.has(handover)) this.#handled.add(handover);
    else this.#left.add(handover);
  }
  async #act(handover: string, act: Act, planned: PlannedHandover): Promise<void> {
    if (this.#acts.has(`${handover} ${act}`)) return;
    const { status, code } = await this.#parts.way.act(handover, act, planned.said);
    const lost = planned.fate === 'race' && status === 409 && code === 'handover.notApplicable';
    if (status >= 300 && !lost) await this.strange(`${act} ${handover} (${planned.fate}): ${status} ${code}`);
    await this.#note({ what: 'act', handover, act, status, ...(code === undefined ? {} : { code }) });
  }

  async #guarded(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      await this.strange((error as Error).message);
    }
  }

  async #note(...entries: readonly Entry[]): Promise<void> {
    await this.#parts.journal.note(...entries);
    for (const entry of entries) this.#take(entry);
  }

  #take(entry: Entry): void {
    const { who } = this.#parts;
    if (entry.what === 'put') this.#put.add(entry.dossier);
    if (entry.what === 'sent') this.#sent.set(`${entry.dossier} ${entry.to}`, entry.handover);
    if (entry.what === 'act') {
      this.#acts.add(`${entry.handover} ${entry.act}`);
      if (who === 'archive' && entry.act === 'withdraw') this.#ended.add(entry.handover);
    }
    if (entry.what !== 'heard') return;
    this.#heard.add(entry.id);
    if (entry.type === 'received') this.#received.add(entry.handover);
    if (entry.type !== 'ended') return;
    this.#ended.add(entry.handover);
    if (this.#left.delete(entry.handover)) this.#handled.add(entry.handover);
  }
}
