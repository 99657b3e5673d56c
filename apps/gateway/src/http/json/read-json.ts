import { scanJson, type JsonFault } from './scan.js';

/** No request of ours is deeper than five levels. */
const jsonLimits = { maxDepth: 16, maxFaults: 50 } as const;

export type ReadJson =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'empty' }
  | { readonly kind: 'notUtf8' }
  /** Counted from 1, columns in UTF-16 units. */
  | { readonly kind: 'broken'; readonly line: number; readonly column: number }
  | { readonly kind: 'faults'; readonly faults: readonly JsonFault[] };

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Strict JSON: everything `JSON.parse` would accept quietly and we do not is reported with its place. */
export function readJson(bytes: Uint8Array): ReadJson {
  const text = decode(bytes);
  if (text === undefined) return { kind: 'notUtf8' };
  if (text.trim() === '') return { kind: 'empty' };
  const scan = scanJson(text, jsonLimits);
  if ('brokenAt' in scan) return { kind: 'broken', ...placeOf(text, scan.brokenAt) };
  if (scan.faults.length > 0) return { kind: 'faults', faults: scan.faults };
  return { kind: 'value', value: JSON.parse(text) as unknown };
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
}

function placeOf(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset);
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') };
}
