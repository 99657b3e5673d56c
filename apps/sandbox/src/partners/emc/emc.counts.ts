import type { Journal } from '../../journal/journal.js';
import { codedFields, type CodedField, type Push } from './emc.wire.js';

export const emcName = 'emc';

/** A push as it is stored. */
export interface Received extends Push {
  /** When it came: the only time there is. ISO 8601, UTC. */
  at: string;
}

/** How often a dossier was told with a status. */
export interface Count {
  code: string;
  status: string;
  count: number;
  firstAt: string;
  lastAt: string;
}

export type Total = { day: string; siteId: number; count: number } & Record<CodedField, string>;

const totalFields = codedFields.filter((name) => !['isFromDVCQG', 'isDVCBC'].includes(name));
const vietnamMillis = 7 * 3_600_000;

/** What was received, by dossier and status, and by day: in memory, folded from the journal. */
export class Counts {
  private readonly dossiers = new Map<string, Map<string, Count>>();
  private readonly totals = new Map<string, Total>();
  private all = 0;

  constructor(private readonly journal: Journal) {
    journal.onClear(() => {
      this.dossiers.clear();
      this.totals.clear();
      this.all = 0;
    });
  }

  /** Reads everything that was stored back. */
  async reopen(): Promise<void> {
    for await (const { record } of this.journal.effectsOfPartner(emcName)) this.take(record as Received);
  }

  /** Counts a push; storing it is the caller's. */
  take(push: Received): void {
    const { codeProfile: code, status, at, siteId } = push;
    const statuses = this.dossiers.get(code) ?? new Map<string, Count>();
    this.dossiers.set(code, statuses);
    const before = statuses.get(status);
    if (before) Object.assign(before, { count: before.count + 1, lastAt: at });
    else statuses.set(status, { code, status, count: 1, firstAt: at, lastAt: at });
    this.all += 1;
    const day = new Date(Date.parse(at) + vietnamMillis).toISOString().slice(0, 10);
    const coded = Object.fromEntries(totalFields.map((name) => [name, push[name]])) as Record<CodedField, string>;
    const key = JSON.stringify([day, siteId, coded]);
    const total = this.totals.get(key) ?? { day, siteId, ...coded, count: 0 };
    total.count += 1;
    this.totals.set(key, total);
  }

  get size(): { dossiers: number; received: number } {
    return { dossiers: this.dossiers.size, received: this.all };
  }

  /** Dossiers in the order of their codes (by code units), those after `after`. */
  page(after: string, limit: number): { items: Count[]; next?: string } {
    const codes = [...this.dossiers.keys()].filter((code) => code > after).sort((a, b) => (a < b ? -1 : 1));
    const shown = codes.slice(0, limit);
    const items = shown.flatMap((code) => this.of(code));
    return { items, ...(codes.length > limit ? { next: shown.at(-1)! } : {}) };
  }

  of(code: string): Count[] {
    const counts = [...(this.dossiers.get(code)?.values() ?? [])];
    return counts.sort((a, b) => (a.status < b.status ? -1 : 1));
  }

  /** The last dossiers that were told for the first time, newest first. */
  latest(limit: number): string[] {
    return [...this.dossiers.keys()].slice(-limit).reverse();
  }

  totalsOf(day: string | undefined): Total[] {
    return [...this.totals.values()].filter((total) => day === undefined || total.day === day);
  }
}
