import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';

/** One connection as the server sees it. */
export interface Connection {
  readonly socket: Socket;
  /** Which one it is, from 1. */
  readonly number: number;
  /** Every application byte it brought so far, as Latin-1. */
  readonly received: string;
  /** Resolves when the head of its nth request (from 1) is there. */
  request(n?: number): Promise<void>;
  /** Resolves when it is over, in whatever way. */
  readonly closed: Promise<void>;
}

/** What a raw server does with one connection of its test. */
export type Behaviour = (connection: Connection) => void;

export interface RawServer {
  readonly port: number;
  readonly connections: readonly Connection[];
  /** Application bytes seen on all connections. */
  bytes(): number;
  /** Heads seen on all connections: what reached the partner as a request. */
  requests(): number;
  /** Resolves when the nth connection (from 1) is there. */
  connection(n: number): Promise<Connection>;
  close(): Promise<void>;
}

/** A TCP or TLS server without any HTTP in it that shows exactly what reaches it. */
export async function rawServer(behaviour: Behaviour, tls?: TlsOptions): Promise<RawServer> {
  const connections: Connection[] = [];
  const sockets = new Set<Socket>();
  const arrivals = waitingList(() => connections.length);
  const onSocket = (socket: Socket): void => {
    const connection = connectionOf(socket, connections.length + 1);
    connections.push(connection);
    arrivals.tell();
    behaviour(connection);
  };
  const server: Server = tls ? createTlsServer(tls, onSocket) : createServer(onSocket);
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    // A broken handshake or a reset is the test's doing.
    socket.on('error', () => undefined);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    connections,
    bytes: () => connections.reduce((sum, { received }) => sum + received.length, 0),
    requests: () => connections.reduce((sum, { received }) => sum + headsIn(received), 0),
    connection: async (n) => {
      await arrivals.until(n);
      return connections[n - 1]!;
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** An answer with a length. */
export const answerOf = (body: string, status = '200 OK'): string =>
  `HTTP/1.1 ${status}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;

/** Answers every request of every connection at once. */
export const answering =
  (body = 'ok'): Behaviour =>
  (connection) => {
    const next = async (n: number): Promise<void> => {
      await connection.request(n);
      connection.socket.write(answerOf(body));
      await next(n + 1);
    };
    void next(1);
  };

const headsIn = (received: string): number => received.split('\r\n\r\n').length - 1;

function connectionOf(socket: Socket, number: number): Connection {
  let received = '';
  const heads = waitingList(() => headsIn(received));
  socket.on('error', () => undefined);
  socket.on('data', (chunk: Buffer) => {
    received += chunk.toString('latin1');
    heads.tell();
  });
  return {
    socket,
    number,
    get received() {
      return received;
    },
    request: (n = 1) => heads.until(n),
    closed: new Promise((resolve) => socket.once('close', () => resolve())),
  };
}

/** Those who wait until a count has reached their number. */
function waitingList(count: () => number): { until(n: number): Promise<void>; tell(): void } {
  const waiting = new Map<() => void, number>();
  return {
    until: (n) => (count() >= n ? Promise.resolve() : new Promise((resolve) => waiting.set(resolve, n))),
    tell: () => {
      for (const [resolve, n] of waiting) {
        if (count() < n) continue;
        waiting.delete(resolve);
        resolve();
      }
    },
  };
}
