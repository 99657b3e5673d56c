import { isRawObject, type RawJson, type RawObject } from '@lienthong/connector-kit';
import { rawJson } from '../reading/raw-json.js';
import type { DvcInbound } from './dvc-portal.submission.config.js';

type Names = DvcInbound['fields'];

/** Of a file that is kept elsewhere, or not at all. */
const mostShown = 64;

/** The request as it came, but for its files: of each its beginning and its length. */
export function withoutFiles(body: RawObject, { documentFile }: Names): Uint8Array {
  const cut = (value: RawJson, name?: string): RawJson => {
    if (Array.isArray(value)) return (value as readonly RawJson[]).map((one) => cut(one));
    if (isRawObject(value)) return new Map([...value].map(([key, one]) => [key, cut(one, key)]));
    if (name !== documentFile || typeof value !== 'string' || value.length <= mostShown) return value;
    return `${value.slice(0, mostShown)}… (${value.length})`;
  };
  return Buffer.from(rawJson(cut(body)), 'utf8');
}

/** Which fields it has, and how long they are. Any of them may hold a person's data: only what codes are is shown. */
export function outlineOf(body: RawObject, { code, supplementCode, procedure }: Names): string {
  const shown = new Set<string>([code, supplementCode, procedure]);
  const outline = (value: RawJson, name?: string): RawJson => {
    if (Array.isArray(value)) return (value as readonly RawJson[]).slice(0, 20).map((one) => outline(one));
    if (isRawObject(value)) return new Map([...value].map(([key, one]) => [key, outline(one, key)]));
    if (typeof value !== 'string') return value === null ? null : '***';
    return name !== undefined && shown.has(name) && /^[\x21-\x7e]{1,60}$/.test(value) ? value : `*** (${value.length})`;
  };
  return rawJson(outline(body)).slice(0, 2_048);
}
