import type { IncomingMessage } from 'node:http';
import type { InboundAnswer, InboundDoor, InboundRequest } from './port.js';

const prefix = '/callbacks/';

const plain = (status: number, error: string, headers: Record<string, string> = {}): InboundAnswer => ({
  status,
  contentType: 'application/json',
  body: JSON.stringify({ error }),
  headers,
});

/** HTTP of the callbacks: from a request of Node with its body as bytes to the route that reads it. */
export class Callbacks {
  constructor(private readonly door: Pick<InboundDoor, 'routeOf' | 'handle' | 'cutShort'>) {}

  async take(request: IncomingMessage, body: unknown): Promise<InboundAnswer> {
    const { path, query } = addressOf(request.url ?? '');
    const route = this.door.routeOf(request.method ?? '', path);
    if (route === undefined) return plain(404, 'unknownAddress');
    if (route === 'wrongMethod') return plain(405, 'methodNotAllowed');
    const bytes = body instanceof Uint8Array ? body : new Uint8Array();
    if (bytes.byteLength > route.maxBytes || query.length > route.maxBytes) {
      this.door.cutShort(route, 'inbound.tooLarge');
      return plain(413, 'tooLarge');
    }
    const { method, path: routePath } = route;
    return this.door.handle(route, { method, path: routePath, query, headers: headersOf(request), body: bytes });
  }
}

/** The path as it was sent: an account's name needs no escapes, and one with escapes is nobody's. */
function addressOf(url: string): { path: string; query: string } {
  const at = url.indexOf('?');
  const path = at < 0 ? url : url.slice(0, at);
  return { path: path.startsWith(prefix) ? path.slice(prefix.length) : '', query: at < 0 ? '' : url.slice(at + 1) };
}

/** Every value of every header: Node joins or drops the second one of some names. */
function headersOf({ rawHeaders }: IncomingMessage): InboundRequest['headers'] {
  const headers = new Map<string, string[]>();
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]!.toLowerCase();
    headers.set(name, [...(headers.get(name) ?? []), rawHeaders[at + 1]!]);
  }
  return Object.fromEntries(headers);
}
