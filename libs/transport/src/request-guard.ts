import type { HttpRequest, TransportSettings } from './port.js';
import { TransportError } from './transport-error.js';

const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
/** What may stand in a header value: no control character but tab, nothing beyond Latin-1. */
const headerValue = /^[\t\x20-\x7e\x80-\xff]*$/;
/** Set by the transport alone: with them a caller could reach another host or another message boundary. */
const ours = new Set(
  [
    'host',
    'connection',
    'content-length',
    'transfer-encoding',
    'keep-alive',
    'upgrade',
    'expect',
    'te',
    'trailer',
  ].concat(['accept-encoding', 'proxy-authorization', 'proxy-connection']),
);

/** @throws TransportError `transport.invalidRequest` when the path could lead anywhere but below the base URL. */
export function checkPath(path: string): void {
  if (!/^[\x21-\x7e]*$/.test(path)) throw invalid('path: a character that must be percent-encoded');
  if (/^[a-z][a-z0-9+.-]*:/i.test(path)) throw invalid('path: absolute, must be relative to the base URL');
  if (path.startsWith('//')) throw invalid('path: begins with //, which names another host');
  if (/[\\#]/.test(path)) throw invalid('path: backslash or fragment');
  const segments = path.split('?', 1)[0]!.split('/');
  if (segments.some((segment) => /^(\.|%2e){1,2}$/i.test(segment))) throw invalid('path: a . or .. segment');
}

/** @throws TransportError `transport.invalidRequest` naming the header, never its value. */
export function checkHeaders(headers: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(headers)) {
    if (!token.test(name)) throw invalid('header: a name with a character that is not allowed');
    if (ours.has(name.toLowerCase())) throw invalid(`header ${name}: set by the transport`);
    if (typeof value !== 'string' || !headerValue.test(value)) {
      throw invalid(`header ${name}: a character that is not allowed in its value`);
    }
  }
}

/** The bytes to send; @throws TransportError `transport.requestTooLarge`. */
export function bodyBytes(
  body: HttpRequest['body'],
  limits: Pick<TransportSettings, 'maxRequestBytes'>,
): Buffer | undefined {
  if (body === undefined) return undefined;
  const length = typeof body === 'string' ? Buffer.byteLength(body) : body.byteLength;
  if (length > limits.maxRequestBytes) {
    throw new TransportError('transport.requestTooLarge', `body: ${length} bytes, at most ${limits.maxRequestBytes}`);
  }
  return typeof body === 'string' ? Buffer.from(body) : Buffer.from(body.buffer, body.byteOffset, length);
}

const invalid = (detail: string): TransportError => new TransportError('transport.invalidRequest', detail);
