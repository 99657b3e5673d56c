import { maskXml } from './mask-xml.js';

/** Longest excerpt shown outside the connectors, in characters. */
const excerptLength = 2048;

/** A body as text. */
export const text = (body: string | Uint8Array | undefined): string =>
  body === undefined
    ? ''
    : typeof body === 'string'
      ? body
      : Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8');

/** JSON or XML with the values of personal fields replaced; anything else shows only its size, it may hold anything. */
export function mask(body: string, personal: ReadonlySet<string>): string {
  if (body === '') return '';
  try {
    return JSON.stringify(maskValue(JSON.parse(body), personal));
  } catch {
    return maskXml(body, personal) ?? `(${Buffer.byteLength(body)} bytes, not JSON)`;
  }
}

function maskValue(value: unknown, personal: ReadonlySet<string>): unknown {
  if (Array.isArray(value)) return value.map((item) => maskValue(item, personal));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, personal.has(name) ? '***' : maskValue(inner, personal)]),
  );
}

/** Bytes that a person may see: masked, cut to 2 KB. */
export const maskedExcerpt = (bytes: Uint8Array, personal: ReadonlySet<string>): string =>
  cut(mask(text(bytes), personal));

/** At most 2 KB of what is shown. */
export const cut = (shown: string): string =>
  shown.length <= excerptLength ? shown : `${shown.slice(0, excerptLength - 1)}…`;
