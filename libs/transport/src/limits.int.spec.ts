import { inspect } from 'node:util';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { answering, answerOf, type Connection } from './testing/raw-server.js';
import { failure, OpenTransports, send } from './testing/open-transports.js';

const open = new OpenTransports();
afterEach(() => open.close());

const silent = (): void => undefined;

describe('deadline', () => {
  it('ends an answer that drips', async () => {
    let drip: NodeJS.Timeout | undefined;
    const server = await open.server(async ({ socket, request }) => {
      await request();
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n');
      drip = setInterval(() => socket.write('.'), 100);
    });
    const result = await send(open.transport(server), { deadlineMs: 350 });
    clearInterval(drip);
    expect(failure(result)).toEqual({ ok: false, cause: 'transport.timeout', firstByteLeft: true });
    expect(result.millis).toBeGreaterThanOrEqual(349);
    expect(result.millis).toBeLessThan(2000);
    // The socket is of no use to anybody.
    await server.connections[0]!.closed;
  });

  it('ends a call whose interceptor does not come back', async () => {
    const server = await open.server(answering());
    const transport = open.transport(server, {}, (client) => {
      client.interceptors.request.use(() => new Promise(silent));
    });
    expect(failure(await send(transport, { deadlineMs: 50 }))).toMatchObject({
      cause: 'transport.timeout',
      firstByteLeft: false,
    });
    expect(server.bytes()).toBe(0);
  });
});

describe('sizes', () => {
  it('an answer announced as too large is not read', async () => {
    const server = await open.server(async ({ socket, request }) => {
      await request();
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 1001\r\n\r\n');
    });
    const result = await send(open.transport(server, { maxResponseBytes: 1000 }));
    expect(failure(result)).toEqual({ ok: false, cause: 'transport.answerTooLarge', firstByteLeft: true });
    await server.connections[0]!.closed;
  });

  it('an endless answer is cut at the limit, and its socket destroyed', async () => {
    const server = await open.server(async ({ socket, request }) => {
      await request();
      socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n');
      const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`;
      const more = (): void => {
        while (!socket.destroyed && socket.write(chunk));
      };
      socket.on('drain', more);
      more();
    });
    const result = await send(open.transport(server, { maxResponseBytes: 100_000 }));
    expect(failure(result)).toEqual({ ok: false, cause: 'transport.answerTooLarge', firstByteLeft: true });
    const { socket, closed } = server.connections[0]!;
    await closed;
    // What the kernel took on the way, not what an unlimited reader would have swallowed.
    expect(socket.bytesWritten).toBeLessThan(20_000_000);
  });

  it('an answer of exactly the limit passes', async () => {
    const server = await open.server(answering('x'.repeat(1000)));
    expect(await send(open.transport(server, { maxResponseBytes: 1000 }))).toMatchObject({ ok: true, status: 200 });
  });

  it('an endless head is refused', async () => {
    const server = await open.server(async ({ socket, request }) => {
      await request();
      socket.write(`HTTP/1.1 200 OK\r\nx: ${'x'.repeat(100_000)}`);
    });
    expect(failure(await send(open.transport(server)))).toEqual({
      ok: false,
      cause: 'transport.answerTooLarge',
      firstByteLeft: true,
    });
  });

  it('a request over the limit is not sent; bytes count, not characters', async () => {
    const server = await open.server(answering());
    const transport = open.transport(server, { maxRequestBytes: 10 });
    const post = (body: string | Uint8Array): ReturnType<typeof transport.request> =>
      transport.request({ method: 'POST', path: '/', body }, { deadlineMs: 5000 });
    expect((await post('0123456789')).ok).toBe(true);
    const seen = server.bytes();
    for (const body of ['hồ sơ số 1', new Uint8Array(11)]) {
      expect(failure(await post(body))).toMatchObject({ cause: 'transport.requestTooLarge', firstByteLeft: false });
    }
    expect(server.bytes()).toBe(seen);
  });
});

describe('compressed answers', () => {
  const compressed =
    (body: Buffer, coding: string) =>
    async ({ socket, request }: Connection): Promise<void> => {
      await request();
      socket.write(`HTTP/1.1 200 OK\r\ncontent-encoding: ${coding}\r\ncontent-length: ${body.length}\r\n\r\n`);
      socket.write(body);
    };

  it.each([
    ['gzip', gzipSync('nội dung')],
    ['deflate', deflateSync('nội dung')],
    ['br', brotliCompressSync('nội dung')],
    ['identity', Buffer.from('nội dung')],
  ])('%s is understood although nobody asked for it', async (coding, body) => {
    const server = await open.server(compressed(body, coding));
    const result = await send(open.transport(server));
    expect(result.ok && Buffer.from(result.body).toString()).toBe('nội dung');
    expect(server.connections[0]!.received).toContain('accept-encoding: identity');
  });

  it('a bomb stops at the limit', async () => {
    const server = await open.server(compressed(gzipSync(Buffer.alloc(50_000_000)), 'gzip'));
    expect(failure(await send(open.transport(server)))).toEqual({
      ok: false,
      cause: 'transport.answerTooLarge',
      firstByteLeft: true,
    });
  });

  it.each([
    ['gzip', Buffer.from('not gzip at all')],
    ['gzip', gzipSync('cut off').subarray(0, 15)],
    ['zstd', Buffer.from('whatever')],
    ['gzip, gzip', gzipSync(gzipSync('twice'))],
  ])('%s that cannot be decoded is a failure', async (coding, body) => {
    const server = await open.server(compressed(body, coding));
    expect(failure(await send(open.transport(server)))).toMatchObject({
      cause: 'transport.failed',
      firstByteLeft: true,
    });
  });
});

describe('requests that are a mistake', () => {
  const headers = { authorization: 'Bearer s3cr3t-t0ken' };

  it.each([
    ['https://elsewhere.example/x', /^path: absolute/],
    ['HTTP:elsewhere', /^path: absolute/],
    ['//elsewhere.example/x', /^path: begins with/],
    ['/\\elsewhere.example', /^path: backslash/],
    ['/a/../b', /^path: a \. or/],
    ['..', /^path: a \. or/],
    ['/a/%2E%2e/b', /^path: a \. or/],
    ['/a/.%2e', /^path: a \. or/],
    ['/a b', /^path: a character/],
    ['/a\r\nx: y', /^path: a character/],
    ['/hồ-sơ', /^path: a character/],
    ['/a#b', /^path: backslash or fragment/],
  ])('path %j', async (path, detail) => {
    const server = await open.server(answering());
    const result = await open.transport(server).request({ method: 'GET', path, headers }, { deadlineMs: 5000 });
    expect(failure(result)).toEqual({
      ok: false,
      cause: 'transport.invalidRequest',
      firstByteLeft: false,
      detail: expect.stringMatching(detail) as string,
    });
    expect(server.connections).toHaveLength(0);
  });

  it.each([
    [{ 'x-a': 'b\r\nx-c: d' }],
    [{ 'x-a': 'b\nc' }],
    [{ 'x-a': 'b\0c' }],
    [{ 'x-a': 'hồ sơ' }],
    [{ 'x-a\r\nx-c': 'd' }],
    [{ 'x a': 'b' }],
    [{ Host: 'elsewhere.example' }],
    [{ 'Content-Length': '1' }],
    [{ 'transfer-encoding': 'chunked' }],
    [{ connection: 'close' }],
  ])('headers %j', async (wrong) => {
    const server = await open.server(answering());
    const result = await open
      .transport(server)
      .request(
        { method: 'POST', path: '/', headers: { ...headers, ...(wrong as Record<string, string>) }, body: 'x' },
        { deadlineMs: 5000 },
      );
    expect(failure(result)).toMatchObject({ cause: 'transport.invalidRequest', firstByteLeft: false });
    expect(JSON.stringify(result)).not.toMatch(/s3cr3t|x-c: d|elsewhere/);
    expect(server.connections).toHaveLength(0);
  });

  it('an interceptor cannot lead a request elsewhere either', async () => {
    const server = await open.server(answering());
    const elsewhere = await open.server(answering());
    const transport = open.transport(server, {}, (client) => {
      client.interceptors.request.use((config) => ({
        ...config,
        baseURL: `http://127.0.0.1:${elsewhere.port}`,
        proxy: { host: '127.0.0.1', port: elsewhere.port },
        url: config.url === '/absolute' ? `http://127.0.0.1:${elsewhere.port}/` : config.url,
      }));
    });
    expect(failure(await send(transport, {}, '/absolute'))).toMatchObject({ cause: 'transport.invalidRequest' });
    expect((await send(transport)).ok).toBe(true);
    expect(elsewhere.connections).toHaveLength(0);
  });
});

describe('what comes back', () => {
  it('any status, with redirects not followed, headers in lower case and bytes as they are', async () => {
    const server = await open.server(async ({ socket, request }) => {
      await request(1);
      socket.write('HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n');
      socket.write('HTTP/1.1 307 Temporary Redirect\r\nLocation: /other\r\nSet-Cookie: a=1; Expires=Mon, 1\r\n');
      socket.write('Set-Cookie: b=2\r\nX-Twice: 1\r\nX-Twice: 2\r\ncontent-length: 3\r\n\r\n');
      socket.write(Buffer.from([0xff, 0x00, 0xfe]));
      await request(2);
      socket.write(answerOf('', '503 Service Unavailable'));
      await request(3);
      socket.write('HTTP/1.1 204 No Content\r\n\r\n');
    });
    const transport = open.transport(server, { connections: 1 });
    const first = await send(transport);
    expect(first).toMatchObject({
      ok: true,
      status: 307,
      headers: { location: '/other', 'set-cookie': 'a=1; Expires=Mon, 1\nb=2', 'x-twice': '1, 2' },
    });
    expect(first.ok && [...first.body]).toEqual([0xff, 0x00, 0xfe]);
    expect(await send(transport)).toMatchObject({ ok: true, status: 503 });
    expect(await send(transport)).toMatchObject({ ok: true, status: 204 });
    expect(server.requests()).toBe(3);
  });

  it('the request as it was given: path below the base, query, bytes, no header of anybody else’s choice', async () => {
    const server = await open.server(answering());
    const transport = open.transport(`http://127.0.0.1:${server.port}/api/v1/`, { connections: 1 });
    const call = (path: string, body?: string): Promise<unknown> =>
      transport.request({ method: 'PUT', path, ...(body === undefined ? {} : { body }) }, { deadlineMs: 5000 });
    for (const path of ['/a?b=../c', 'd', '', '?e=1']) await call(path);
    await call('/body', '{ "a" : "ồ" }');
    const { received } = server.connections[0]!;
    expect(received.match(/^PUT \S+/gm)).toEqual(
      ['/api/v1/a?b=../c', '/api/v1/d', '/api/v1', '/api/v1?e=1', '/api/v1/body'].map((path) => `PUT ${path}`),
    );
    expect(received).not.toMatch(/content-type|cookie/i);
    expect(Buffer.from(received, 'latin1').toString()).toMatch(/content-length: 15\r\n\r\n{ "a" : "ồ" }$/);
  });

  it('interceptors see axios: configuration, response and errors, and no error holds a body or a credential', async () => {
    const server = await open.server(async ({ socket, request }) => {
      await request();
      socket.write(answerOf('fine'));
      await request(2);
      socket.resetAndDestroy();
    });
    const seen: unknown[] = [];
    const errors: unknown[] = [];
    const transport = open.transport(server, { connections: 1 }, (client) => {
      client.interceptors.request.use((config) => {
        config.headers.set('x-signed', 'yes');
        return config;
      });
      client.interceptors.response.use(
        (response) => {
          seen.push([response.status, response.config.method, response.headers['content-length']]);
          return response;
        },
        (error: unknown) => {
          errors.push(error);
          throw error;
        },
      );
    });
    const call = (): ReturnType<typeof transport.request> =>
      transport.request(
        { method: 'POST', path: '/p', body: 'p3rs0nal', headers: { authorization: 's3cr3t' } },
        { deadlineMs: 5000 },
      );
    expect((await call()).ok).toBe(true);
    const failed = await call();
    expect(server.connections[0]!.received.match(/x-signed: yes/g)).toHaveLength(2);
    expect(seen).toEqual([[200, 'post', '4']]);
    expect(errors).toMatchObject([
      { isAxiosError: true, code: 'ERR_NETWORK', transportCause: 'transport.connectionReset' },
    ]);
    expect(inspect([errors, failed], { depth: 20, showHidden: true })).not.toMatch(/p3rs0nal|s3cr3t/);
  });
});

describe('close', () => {
  it('aborts what is out, closes the sockets, may be called again, and nothing goes afterwards', async () => {
    const server = await open.server(silent);
    const transport = open.transport(server, { connections: 1 });
    const out = send(transport);
    const queued = send(transport);
    const connection = await server.connection(1);
    await connection.request();
    await Promise.all([transport.close(), transport.close()]);
    expect(failure(await out)).toEqual({ ok: false, cause: 'transport.aborted', firstByteLeft: true });
    expect(failure(await queued)).toEqual({ ok: false, cause: 'transport.aborted', firstByteLeft: false });
    await connection.closed;
    expect(failure(await send(transport))).toEqual({ ok: false, cause: 'transport.aborted', firstByteLeft: false });
    expect(server.connections).toHaveLength(1);
    expect(server.requests()).toBe(1);
  });

  it('ends a call whose interceptor does not come back', async () => {
    const server = await open.server(answering());
    const transport = open.transport(server, {}, (client) => {
      client.interceptors.request.use(() => new Promise(silent));
    });
    const out = send(transport);
    await transport.close();
    expect(failure(await out)).toEqual({ ok: false, cause: 'transport.aborted', firstByteLeft: false });
  });

  it('ends a connection that is being made', async () => {
    const server = await open.server(silent);
    const transport = open.transport(`https://127.0.0.1:${server.port}`);
    const out = send(transport);
    const { closed } = await server.connection(1);
    await transport.close();
    expect(failure(await out)).toEqual({ ok: false, cause: 'transport.aborted', firstByteLeft: false });
    await closed;
  });
});
