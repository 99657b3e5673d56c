import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { CallList } from './call-list.js';
import type { Holdings, ReferenceAnswer } from './operations.js';
import { answer, perform } from './perform.js';
import { readCall, type ReferenceRequest } from './read-call.js';
import type { Situations } from './situation.js';

export interface PartnerServerParts {
  readonly holdings: Holdings;
  readonly situations: Situations;
  readonly calls: CallList;
  readonly now: () => number;
}

/** The side of the reference partner that is called. It can go away and come back at the same port. */
export class PartnerServer {
  readonly #sockets = new Set<Socket>();
  readonly #running = new Set<Promise<void>>();
  #server: Server | undefined;
  #back: NodeJS.Timeout | undefined;
  port = 0;

  constructor(private readonly parts: PartnerServerParts) {}

  async open(port: number): Promise<void> {
    if (this.#server) return;
    const server = createServer((request, response) => this.#take(request, response));
    server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
    this.#server = server;
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    this.port = (server.address() as AddressInfo).port;
  }

  /** Nobody gets a connection any more; those that are open are cut. */
  async goDown(backAfterMs?: number): Promise<void> {
    await this.#close();
    if (backAfterMs !== undefined) this.#back = setTimeout(() => void this.open(this.port), backAfterMs);
  }

  comeBack(): Promise<void> {
    clearTimeout(this.#back);
    return this.open(this.port);
  }

  async close(): Promise<void> {
    clearTimeout(this.#back);
    await this.#close();
    await Promise.allSettled(this.#running);
  }

  async #close(): Promise<void> {
    const server = this.#server;
    if (!server) return;
    this.#server = undefined;
    const closed = once(server, 'close');
    server.close();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  #take(request: IncomingMessage, response: ServerResponse): void {
    // Callers that go away are what this partner is for.
    response.on('error', () => undefined);
    const running: Promise<void> = this.#handle(request, response)
      .catch(() => void response.destroy())
      .finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const read = await readCall(request);
    if (!read) return answer(response, { status: 400, body: { error: 'not understood' } });
    if (read.kind === 'question' && read.operation === 'ping') return answer(response, { status: 200, body: {} });
    const { situations, calls, now } = this.parts;
    const situation = situations.strike(read.operation, read.subject);
    const arrivedAt = now();
    const { call } = calls.add({
      operation: read.operation,
      subject: read.subject,
      numbers: read.kind === 'change' ? read.rows.map(({ number }) => number) : [],
      exchanges: read.kind === 'change' ? read.rows.map(({ exchange }) => exchange) : [read.exchange],
      arrivedAt,
      ...(situation ? { situation: situation.situation } : {}),
    });
    const work = (): Promise<ReferenceAnswer> => this.#work(read, call, arrivedAt);
    if (situation) await perform({ response, situation, work });
    else answer(response, await work());
  }

  async #work(read: ReferenceRequest, call: number, arrivedAt: number): Promise<ReferenceAnswer> {
    const { holdings } = this.parts;
    if (read.kind === 'change') return holdings.carryOut({ call, arrivedAt, ...read });
    if (read.operation === 'readFeed') {
      const rows = holdings.of('post', read.exchange).map(({ exchange, at }) => ({ exchange, at }));
      return { status: 200, body: { rows } };
    }
    const held = holdings.of('reserve', read.exchange).length > 0;
    return { status: 200, body: { state: held ? 'held' : 'absent' } };
  }
}
