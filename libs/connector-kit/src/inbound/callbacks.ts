import type { IncomingMessage } from 'node:http';
import type { InboundAnswer, InboundDoor, InboundRequest } from './port.js';

const prefix = '/callbacks/';

/** A body as it was met before its request is taken. */
export interface CallbackBody {
  /** Absent: it was not read, or not to its end. */
  readonly bytes?: Uint8Array;
  readonly unread?: 'tooLarge' | 'unproved' | 'full';
  /** It is no longer worked on. */
  readonly done: () => void;
}

const nothingHeld = (): void => undefined;

const plain = (status: number, error: string, headers: Record<string, string> = {}): InboundAnswer => ({
  status,
  contentType: 'application/json',
  body: JSON.stringify({ error }),
  headers,
});

/** HTTP of the callbacks: from a request of Node with its body as bytes to the route that reads it. */
export class Callbacks {
  constructor(private readonly door: Pick<InboundDoor, 'routeOf' | 'handle' | 'cutShort' | 'admit' | 'turnAway'>) {}

  /**
   * Reads a body for {@link take}: where nobody takes it, where its proof stands in the head and is none, or where too much is under
   * way, nothing of it is read.
   * @param read undefined where there is more than `maxBytes`
   */
  async body(
    request: IncomingMessage,
    read: (maxBytes: number) => Promise<Uint8Array | undefined>,
  ): Promise<CallbackBody> {
    const route = this.door.routeOf(request.method ?? '', addressOf(request.url ?? '').path);
    if (typeof route !== 'object') return { done: nothingHeld };
    const stated = Number(request.headers['content-length'] ?? route.maxBytes);
    if (stated > route.maxBytes) return { unread: 'tooLarge', done: nothingHeld };
    const admission = this.door.admit(route, { headers: headersOf(request) }, stated);
    if (admission.kind !== 'read') return { unread: admission.kind, done: nothingHeld };
    const { done } = admission;
    try {
      const bytes = await read(route.maxBytes);
      return bytes ? { bytes, done } : { unread: 'tooLarge', done };
    } catch (error) {
      done();
      throw error;
    }
  }

  async take(request: IncomingMessage, body: CallbackBody | undefined): Promise<InboundAnswer> {
    try {
      return await this.#answer(request, body);
    } finally {
      body?.done();
    }
  }

  async #answer(request: IncomingMessage, body: CallbackBody | undefined): Promise<InboundAnswer> {
    const { path, query } = addressOf(request.url ?? '');
    const route = this.door.routeOf(request.method ?? '', path);
    if (route === undefined) return plain(404, 'unknownAddress');
    if (route === 'wrongMethod') return plain(405, 'methodNotAllowed');
    if (body?.unread === 'full') return this.door.turnAway(route);
    if (body?.unread === 'tooLarge' || query.length > route.maxBytes) {
      this.door.cutShort(route, 'inbound.tooLarge');
      return plain(413, 'tooLarge');
    }
    const { method, path: routePath } = route;
    const bytes = body?.bytes ?? new Uint8Array();
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
export function headersOf({ rawHeaders }: IncomingMessage): InboundRequest['headers'] {
  const headers = new Map<string, string[]>();
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]!.toLowerCase();
    headers.set(name, [...(headers.get(name) ?? []), rawHeaders[at + 1]!]);
  }
  return Object.fromEntries(headers);
}
