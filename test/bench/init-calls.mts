import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export interface InitCalls {
  /** INITs that reached the platform, cut ones included. */
  readonly sent: number;
  /** Of them those that came again for an order about which the platform had been asked, and had answered, since the one before. */
  readonly afterAsking: number;
  /** Those that came again without that. */
  readonly blind: number;
}

interface CallLine {
  readonly partner: string;
  readonly operation?: string;
  readonly keys: readonly string[];
  readonly answer?: { readonly status: number };
}

/** What the platform's journal of calls says of repeats. A call that was cut unread names no order: it took no effect, and counts for none. */
export async function initCalls(sandboxDir: string): Promise<InitCalls> {
  const asked = new Map<string, 'init' | 'answered'>();
  const found = { sent: 0, afterAsking: 0, blind: 0 };
  const lines = createInterface({ input: createReadStream(join(sandboxDir, 'calls.ndjson')), crlfDelay: Infinity });
  for await (const line of lines) {
    if (!line.includes('"partner":"payment-platform"')) continue;
    const { operation, keys, answer } = JSON.parse(line) as CallLine;
    const reference = keys[0];
    if (reference === undefined) continue;
    if (operation === 'QUERY' && answer && asked.has(reference)) asked.set(reference, 'answered');
    if (operation !== 'INIT') continue;
    found.sent += 1;
    const before = asked.get(reference);
    if (before === 'answered') found.afterAsking += 1;
    if (before === 'init') found.blind += 1;
    asked.set(reference, 'init');
  }
  return found;
}
