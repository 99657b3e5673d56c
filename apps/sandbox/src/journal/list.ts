import type { Journal } from './journal.js';
import type { Call, Effect } from './records.js';

export interface ListQuery {
  partner?: string;
  operation?: string;
  key?: string;
  /** Only lines after this number. */
  after: number;
  limit: number;
}

/** A page of lines. `next`: give it as `after` to go on; absent = this was the end at the time of asking. */
export interface Listed<T> {
  items: T[];
  next?: number;
}

// One request reads at most this much; `next` leads on, so that neither memory nor time grows with the journal.
const maxLinesRead = 10_000;
const maxBytesAnswered = 16 * 1024 * 1024;

export async function listEffects(journal: Journal, query: ListQuery): Promise<Listed<Effect>> {
  const { partner, key, after } = query;
  const numbers =
    partner !== undefined && key !== undefined
      ? journal.effectsOf(partner, key, after)
      : range(after + 1, journal.counts.effects);
  return collect(
    numbers,
    query,
    (seq) => journal.readEffect(seq),
    (effect) => [effect.key],
  );
}

export async function listCalls(journal: Journal, query: ListQuery): Promise<Listed<Call>> {
  const numbers = range(query.after + 1, journal.counts.calls);
  return collect(
    numbers,
    query,
    (seq) => journal.readCall(seq),
    (call) => call.keys,
  );
}

async function collect<T extends { partner: string; operation?: string }>(
  numbers: Iterable<number>,
  { partner, operation, key, limit }: ListQuery,
  read: (seq: number) => Promise<T>,
  keysOf: (line: T) => string[],
): Promise<Listed<T>> {
  const items: T[] = [];
  let linesRead = 0;
  let bytes = 0;
  let last = 0;
  for (const seq of numbers) {
    if (items.length >= limit || linesRead >= maxLinesRead || bytes >= maxBytesAnswered) return { items, next: last };
    const line = await read(seq);
    last = seq;
    linesRead += 1;
    if (partner !== undefined && line.partner !== partner) continue;
    if (operation !== undefined && line.operation !== operation) continue;
    if (key !== undefined && !keysOf(line).includes(key)) continue;
    items.push(line);
    bytes += JSON.stringify(line).length;
  }
  return { items };
}

function* range(from: number, to: number): Generator<number> {
  for (let number = from; number <= to; number++) yield number;
}
