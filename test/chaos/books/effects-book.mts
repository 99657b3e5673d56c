import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';

/** What took effect at the partners that have no book of their own here, from the sandbox's journal. */
export interface Effects {
  /** Orders at the post by their number: how often one was begun. */
  readonly parcels: ReadonlyMap<string, number>;
  /** Orders at the payment platform by reference: how often one was begun. */
  readonly orders: ReadonlyMap<string, number>;
  /** Statuses that the monitor was told, by dossier. */
  readonly told: ReadonlyMap<string, number>;
  /** What the monitor was told last, by dossier, in its own code. */
  readonly lastTold: ReadonlyMap<string, string>;
}

interface Line {
  readonly partner: string;
  readonly kind: string;
  readonly key: string;
  readonly operation: string;
  readonly record: { readonly orderNumber?: string; readonly status?: string };
}

export async function readEffects(sandboxUrl: string): Promise<Effects> {
  const answer = await fetch(`${sandboxUrl}/journal/effects.ndjson`);
  if (!answer.ok || !answer.body) throw new Error(`the sandbox's journal: ${answer.status}`);
  const [parcels, orders, told] = [new Map<string, number>(), new Map<string, number>(), new Map<string, number>()];
  const lastTold = new Map<string, string>();
  const count = (map: Map<string, number>, key: string) => map.set(key, (map.get(key) ?? 0) + 1);
  for await (const text of createInterface({ input: Readable.fromWeb(answer.body as never), crlfDelay: Infinity })) {
    if (!text) continue;
    const { partner, kind, key, operation, record } = JSON.parse(text) as Line;
    if (partner === 'emc') {
      count(told, key);
      lastTold.set(key, String(record.status));
    }
    if (kind !== 'created') continue;
    if (partner === 'post-office') count(parcels, record.orderNumber ?? key);
    if (partner === 'payment-platform' && operation === 'INIT') count(orders, key);
  }
  return { parcels, orders, told, lastTold };
}
