import type { IncomingMessage } from 'node:http';
import type { ReferenceRow } from './operations.js';
import { changing } from './operations.js';

/** What a request asks: to change something, or a question. */
export type ReferenceRequest =
  | {
      readonly kind: 'change';
      readonly operation: string;
      readonly subject: string;
      readonly rows: readonly ReferenceRow[];
    }
  | {
      readonly kind: 'question';
      readonly operation: 'queryReservation' | 'readFeed' | 'ping';
      readonly subject: string;
      readonly exchange: string;
    };

const mostBytes = 4 * 1024 * 1024;

/** Reads the whole request. Undefined when it is none of ours. */
export async function readCall(request: IncomingMessage): Promise<ReferenceRequest | undefined> {
  const url = new URL(request.url ?? '/', 'http://partner');
  const operation = url.pathname.slice(1);
  if (request.method === 'GET') {
    if (operation !== 'queryReservation' && operation !== 'readFeed' && operation !== 'ping') return undefined;
    const subject = url.searchParams.get('subject') ?? '';
    return { kind: 'question', operation, subject, exchange: url.searchParams.get('exchange') ?? '' };
  }
  const body = await bodyOf(request);
  if (request.method !== 'POST' || !Object.hasOwn(changing, operation) || body === undefined) return undefined;
  try {
    const { subject, rows } = JSON.parse(body) as { subject?: unknown; rows?: unknown };
    if (typeof subject !== 'string' || !Array.isArray(rows) || !rows.every(isRow)) return undefined;
    return { kind: 'change', operation, subject, rows };
  } catch {
    return undefined;
  }
}

const isRow = (row: unknown): row is ReferenceRow =>
  typeof row === 'object' &&
  row !== null &&
  typeof (row as ReferenceRow).exchange === 'string' &&
  Number.isInteger((row as ReferenceRow).number) &&
  typeof (row as ReferenceRow).content === 'object' &&
  (row as ReferenceRow).content !== null;

async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > mostBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
