import { createHmac } from 'node:crypto';

/** Keys sorted, `key=value` joined by `&`, nothing encoded; null is empty, a list is JSON with sorted keys. §3.6. */
export function canonicalText(data: Record<string, unknown>): string {
  return Object.keys(data)
    .sort()
    .map((key) => `${key}=${valueText(data[key])}`)
    .join('&');
}

export const payosSignature = (data: Record<string, unknown>, checksumKey: string): string =>
  createHmac('sha256', checksumKey).update(canonicalText(data)).digest('hex');

function valueText(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) return JSON.stringify(value.map(sortedObject));
  return typeof value === 'object' ? JSON.stringify(sortedObject(value)) : String(value as string | number | boolean);
}

const sortedObject = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;
