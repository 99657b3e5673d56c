import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';

/** What the portal's journal says of one dossier. */
export interface PortalEntry {
  created: number;
  /** Revisions in the order of their effects, repeats included. */
  readonly revisions: number[];
  lastRecord: Readonly<Record<string, unknown>>;
  /** Steps in the order of their first rows. */
  readonly steps: number[];
  repeatedSteps: number;
}

interface EffectLine {
  readonly partner: string;
  readonly key: string;
  readonly kind: 'created' | 'updated' | 'progress' | 'foreign';
  readonly record: Readonly<Record<string, unknown>>;
}

/** Everything that took effect at the portal, read from its journal. */
export async function readPortalBook(sandboxUrl: string): Promise<Map<string, PortalEntry>> {
  const answer = await fetch(`${sandboxUrl}/journal/effects.ndjson`);
  if (!answer.ok || !answer.body) throw new Error(`the sandbox's journal: ${answer.status}`);
  const book = new Map<string, PortalEntry>();
  const lines = createInterface({ input: Readable.fromWeb(answer.body as never), crlfDelay: Infinity });
  for await (const line of lines) {
    if (!line) continue;
    const effect = JSON.parse(line) as EffectLine;
    if (effect.partner === 'dvc-portal') enter(book, effect);
  }
  return book;
}

function enter(book: Map<string, PortalEntry>, { key, kind, record }: EffectLine): void {
  const entry = book.get(key) ?? { created: 0, revisions: [], lastRecord: {}, steps: [], repeatedSteps: 0 };
  book.set(key, entry);
  if (kind === 'progress') {
    const step = Number(/bước (\d+)/.exec(String(record['NoiDungXuLy']))?.[1]);
    if (entry.steps.includes(step)) entry.repeatedSteps += 1;
    else entry.steps.push(step);
    return;
  }
  // Somebody else's: what it says is not known.
  if (kind === 'foreign') return;
  if (kind === 'created') entry.created += 1;
  entry.revisions.push(Number(/lần (\d+)/.exec(String(record['TrichYeuHoSo']))?.[1]));
  entry.lastRecord = record;
}
