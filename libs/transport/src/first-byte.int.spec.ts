import { once } from 'node:events';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { stat } from 'node:fs';
import { answering, answerOf, rawServer, type Connection } from './testing/raw-server.js';
import { failure, OpenTransports, send } from './testing/open-transports.js';
import { testCertificate, testKey } from './testing/test-certificate.js';
import type { HttpResult } from './port.js';

const open = new OpenTransports();
afterEach(() => open.close());

const never = (): never => {
  throw new Error('asked for the lease although no byte was about to leave');
};
const silent = (): void => undefined;
const tls = { cert: testCertificate, key: testKey };

describe('first byte did not leave', () => {
  const surelyNot = (cause: string): object => ({ ok: false, cause, firstByteLeft: false });

  it('connection refused', async () => {
    const { port, close } = await rawServer(answering(answerOf('gone')));
    await close();
    const transport = open.transport({ port });
    expect(failure(await send(transport, { beforeFirstByte: never }))).toEqual(
      surelyNot('transport.connectionRefused'),
    );
  });

  it('name not found', async () => {
    const transport = open.transport('http://no-such-partner.invalid');
    expect(failure(await send(transport, { beforeFirstByte: never }))).toEqual(surelyNot('transport.nameNotFound'));
  });

  it('certificate not trusted', async () => {
    const server = await open.server(answering(), tls);
    const transport = open.transport(`https://127.0.0.1:${server.port}`);
    expect(failure(await send(transport, { beforeFirstByte: never }))).toEqual(surelyNot('transport.tls'));
    expect(server.bytes()).toBe(0);
  });

  it('certificate of another host', async () => {
    const server = await open.server(answering(), tls);
    const transport = open.transport(`https://127.0.0.2:${server.port}`, { tls: { ca: testCertificate } });
    expect(failure(await send(transport, { beforeFirstByte: never })).firstByteLeft).toBe(false);
    expect(server.bytes()).toBe(0);
  });

  it('no TLS at the other end', async () => {
    const server = await open.server(({ socket }) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    const transport = open.transport(`https://127.0.0.1:${server.port}`);
    expect(failure(await send(transport, { beforeFirstByte: never }))).toEqual(surelyNot('transport.tls'));
    expect(server.requests()).toBe(0);
  });

  it('connect time-out, handshake included', async () => {
    const server = await open.server(silent);
    const transport = open.transport(`https://127.0.0.1:${server.port}`, { connectTimeoutMs: 80 });
    const result = await send(transport, { beforeFirstByte: never });
    expect(failure(result)).toEqual(surelyNot('transport.timeout'));
    expect(result.millis).toBeLessThan(2000);
    expect(server.requests()).toBe(0);
  });

  it('reset within the handshake', async () => {
    const server = await open.server(({ socket }) => void socket.once('data', () => socket.resetAndDestroy()));
    const transport = open.transport(`https://127.0.0.1:${server.port}`);
    expect(failure(await send(transport, { beforeFirstByte: never })).firstByteLeft).toBe(false);
    expect(server.requests()).toBe(0);
  });

  it('deadline while connecting', async () => {
    const server = await open.server(silent);
    const transport = open.transport(`https://127.0.0.1:${server.port}`);
    const result = await send(transport, { deadlineMs: 80, beforeFirstByte: never });
    expect(failure(result)).toEqual(surelyNot('transport.timeout'));
    expect(server.requests()).toBe(0);
  });

  it('aborted before it began', async () => {
    const server = await open.server(answering());
    const result = await send(open.transport(server), { signal: AbortSignal.abort(), beforeFirstByte: never });
    expect(failure(result)).toEqual(surelyNot('transport.aborted'));
    expect(server.bytes()).toBe(0);
  });

  it('deadline over before it began', async () => {
    const server = await open.server(answering());
    for (const deadlineMs of [0, -1, NaN]) {
      const result = await send(open.transport(server), { deadlineMs, beforeFirstByte: never });
      expect(failure(result)).toEqual(surelyNot('transport.timeout'));
    }
    expect(server.bytes()).toBe(0);
  });

  it('aborted, or out of time, in the queue behind another call; the one behind them goes', async () => {
    const server = await open.server(silent);
    const transport = open.transport(server, { connections: 1 });
    const first = send(transport, {}, '/first');
    const connection = await server.connection(1);
    await connection.request();
    const abort = new AbortController();
    const aborted = send(transport, { signal: abort.signal, beforeFirstByte: never }, '/aborted');
    const late = send(transport, { deadlineMs: 60, beforeFirstByte: never }, '/late');
    const behind = send(transport, {}, '/behind');
    abort.abort();
    expect(failure(await aborted)).toEqual(surelyNot('transport.aborted'));
    expect(failure(await late)).toEqual(surelyNot('transport.timeout'));
    connection.socket.write(answerOf('1'));
    await connection.request(2);
    connection.socket.write(answerOf('2'));
    expect([(await first).ok, (await behind).ok]).toEqual([true, true]);
    expect(connection.received).not.toMatch(/aborted|late/);
    expect(server.connections).toHaveLength(1);
  });

  it('the event loop was away until after the deadline, and comes back to the socket before the timers', async () => {
    const server = await open.server(answering());
    let busyMs = 0;
    const transport = open.transport(server, { connections: 1 }, (client) => {
      client.interceptors.request.use((config) => {
        const until = performance.now() + busyMs;
        while (performance.now() < until);
        return config;
      });
    });
    expect((await send(transport)).ok).toBe(true);
    busyMs = 80;
    // From here the next phase of the loop is the one in which undici takes an idle socket into use.
    await new Promise<void>((resolve) => stat('.', () => resolve()));
    const call = send(transport, { deadlineMs: 40, beforeFirstByte: never });
    expect(failure(await call)).toEqual(surelyNot('transport.timeout'));
    expect(server.requests()).toBe(1);
  });

  it('lease lost: on a new socket and on a used one, and the socket still serves the next call', async () => {
    const server = await open.server(answering());
    const transport = open.transport(server, { connections: 1 });
    const lost = { beforeFirstByte: () => { throw new Error('lease'); } }; // prettier-ignore
    expect(failure(await send(transport, lost, '/lost'))).toEqual(surelyNot('transport.leaseLost'));
    expect((await send(transport)).ok).toBe(true);
    expect(failure(await send(transport, lost, '/lost'))).toEqual(surelyNot('transport.leaseLost'));
    expect((await send(transport)).ok).toBe(true);
    expect(server.requests()).toBe(2);
    expect(server.connections).toHaveLength(1);
    expect(server.connections[0]!.received).not.toContain('lost');
  });
});

describe('first byte left', () => {
  const unknown = (cause: string): object => ({ ok: false, cause, firstByteLeft: true });

  /** One call that meets `act` after its request has arrived, then one that is answered: two requests in all, none sent again. */
  async function meets(act: (connection: Connection) => void, options = {}): Promise<HttpResult> {
    let met = false;
    const server = await open.server((connection) => {
      if (met) return answering()(connection);
      met = true;
      void connection.request().then(() => act(connection));
    });
    const transport = open.transport(server);
    const result = await send(transport, options, '/meets');
    expect((await send(transport)).ok).toBe(true);
    expect(server.requests()).toBe(2);
    expect(server.connections.map(({ received }) => received.includes('/meets'))).toEqual([true, false]);
    return result;
  }

  it('reset after the request', async () => {
    const result = await meets(({ socket }) => socket.resetAndDestroy());
    expect(failure(result)).toEqual(unknown('transport.connectionReset'));
  });

  it('closed without an answer', async () => {
    expect(failure(await meets(({ socket }) => socket.end()))).toEqual(unknown('transport.connectionReset'));
  });

  it('cut within the head of the answer', async () => {
    const result = await meets(({ socket }) => socket.end('HTTP/1.1 200 OK\r\nconte'));
    expect(failure(result)).toEqual(unknown('transport.connectionReset'));
  });

  it('fewer bytes than announced', async () => {
    const result = await meets(({ socket }) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf'));
    expect(failure(result)).toEqual(unknown('transport.halfAnswer'));
  });

  it('fewer bytes than announced on a connection that is to be closed', async () => {
    const head = 'HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 10\r\n\r\n';
    expect(failure(await meets(({ socket }) => socket.end(`${head}half`)))).toEqual(unknown('transport.halfAnswer'));
  });

  it('chunks without the last one', async () => {
    const head = 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n';
    expect(failure(await meets(({ socket }) => socket.end(`${head}4\r\nhalf\r\n`)))).toEqual(
      unknown('transport.halfAnswer'),
    );
  });

  it('a reset where only the end of the connection ends the answer', async () => {
    const result = await meets(({ socket }) => {
      socket.write('HTTP/1.1 200 OK\r\nconnection: close\r\n\r\nhalf', () =>
        setTimeout(() => socket.resetAndDestroy(), 50),
      );
    });
    expect(failure(result)).toEqual(unknown('transport.halfAnswer'));
  });

  it('what is not HTTP', async () => {
    const result = await meets(({ socket }) => socket.end('SSH-2.0-partner\r\n'));
    expect(failure(result)).toEqual(unknown('transport.failed'));
  });

  it('time-out after the request', async () => {
    expect(failure(await meets(silent, { deadlineMs: 100 }))).toEqual(unknown('transport.timeout'));
  });

  it('aborted after the request', async () => {
    const abort = new AbortController();
    const result = await meets(() => abort.abort(), { signal: abort.signal });
    expect(failure(result)).toEqual(unknown('transport.aborted'));
  });

  it('reset on a used socket before any byte of the answer: not sent again', async () => {
    const server = await open.server(async (connection) => {
      await connection.request();
      connection.socket.write(answerOf('first'));
      await connection.request(2);
      connection.socket.resetAndDestroy();
    });
    const transport = open.transport(server, { connections: 1 });
    for (const path of ['/first', '/second']) {
      const result = await send(transport, {}, path);
      if (path === '/first') expect(result.ok).toBe(true);
      else expect(failure(result)).toEqual(unknown('transport.connectionReset'));
    }
    // A GET, which clients like to repeat on their own.
    const read = async (): Promise<HttpResult> =>
      transport.request({ method: 'GET', path: '/read' }, { deadlineMs: 5000 });
    expect((await read()).ok).toBe(true);
    expect(failure(await read())).toEqual(unknown('transport.connectionReset'));
    expect(server.requests()).toBe(4);
    expect(server.connections).toHaveLength(2);
  });

  it('a used socket that was closed while idle is not used: a new one is, once', async () => {
    const server = await open.server(answering());
    const transport = open.transport(server);
    await send(transport);
    server.connections[0]!.socket.end();
    await once(server.connections[0]!.socket, 'close');
    expect((await send(transport)).ok).toBe(true);
    expect(server.requests()).toBe(2);
    expect(server.connections).toHaveLength(2);
  });

  it('an answer before the request was read to its end is an answer', async () => {
    const server = await open.server(async ({ socket, request }) => {
      await request();
      socket.pause();
      socket.write(answerOf('too much', '413 Content Too Large'));
    });
    const transport = open.transport(server, { maxRequestBytes: 30_000_000 });
    const body = Buffer.alloc(20_000_000, 'x');
    const result = await transport.request({ method: 'POST', path: '/', body }, { deadlineMs: 10_000 });
    expect(result).toMatchObject({ ok: true, status: 413 });
  });

  it('reset before the request was read to its end', async () => {
    const server = await open.server(async ({ socket, request }) => {
      await request();
      socket.resetAndDestroy();
    });
    const transport = open.transport(server, { maxRequestBytes: 30_000_000 });
    const body = Buffer.alloc(20_000_000, 'x');
    const result = await transport.request({ method: 'POST', path: '/', body }, { deadlineMs: 10_000 });
    expect(failure(result)).toEqual(unknown('transport.connectionReset'));
  });
});

describe('beforeFirstByte', () => {
  it('runs once, in the turn in which the bytes are handed over, with nothing in between that could wait', async () => {
    const server = await open.server(answering());
    const transport = open.transport(server);
    const events: string[] = [];
    const note = (_message: unknown, name: string | symbol): void => void events.push(String(name));
    const names = ['beforeFirstByte', 'leaseChecked', 'firstByte', 'answered'].map(
      (point) => `lienthong:transport.${point}`,
    );
    for (const name of names) subscribe(name, note);
    try {
      await send(transport, {
        beforeFirstByte: () => {
          events.push('lease', String(server.bytes()));
          queueMicrotask(() => events.push('microtask'));
        },
      });
    } finally {
      for (const name of names) unsubscribe(name, note);
    }
    // Whoever looks again in a microtask looks when the bytes have been handed over.
    expect(events).toEqual([names[0], 'lease', '0', names[1], names[2], 'microtask', names[3]]);
  });
});
