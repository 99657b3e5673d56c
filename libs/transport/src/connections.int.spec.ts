import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { answering, answerOf } from './testing/raw-server.js';
import { failure, OpenTransports, send } from './testing/open-transports.js';
import { testCertificate, testKey } from './testing/test-certificate.js';
import type { HttpResult } from './port.js';

const open = new OpenTransports();
afterEach(() => open.close());

const notAllowed = { ok: false, cause: 'transport.addressNotAllowed', firstByteLeft: false };
const tls = { cert: testCertificate, key: testKey };

describe('keep-alive', () => {
  it('uses as many sockets as configured, no more, and keeps them', async () => {
    const server = await open.server(answering());
    const transport = open.transport(server, { connections: 3 });
    for (let round = 0; round < 3; round += 1) {
      const results = await Promise.all(Array.from({ length: 20 }, () => send(transport)));
      expect(results.every(({ ok }) => ok)).toBe(true);
    }
    expect(server.connections.length).toBeLessThanOrEqual(3);
    expect(server.requests()).toBe(60);
  });

  it('never has two requests on one socket at a time', async () => {
    const server = await open.server(async ({ socket, request }) => {
      for (let n = 1; n <= 5; n += 1) {
        await request(n);
        await new Promise((resolve) => setImmediate(resolve));
        expect(server.requests()).toBe(n);
        socket.write(answerOf('ok'));
      }
    });
    const transport = open.transport(server, { connections: 1 });
    const results = await Promise.all(Array.from({ length: 5 }, () => send(transport)));
    expect(results.map(({ ok }) => ok)).toEqual([true, true, true, true, true]);
  });

  it('closes what has been idle for the configured time, and at once when that is zero', async () => {
    const server = await open.server(answering());
    expect((await send(open.transport(server, { keepAliveMs: 50 }))).ok).toBe(true);
    await server.connections[0]!.closed;
    expect((await send(open.transport(server, { keepAliveMs: 0 }))).ok).toBe(true);
    await server.connections[1]!.closed;
    expect(server.connections[1]!.received).toContain('connection: close');
  });
});

describe('TLS', () => {
  it('trusts the configured authority, and shows the configured certificate', async () => {
    const server = await open.server(answering(), {
      ...tls,
      ca: testCertificate,
      requestCert: true,
      rejectUnauthorized: true,
    });
    const base = `https://localhost:${server.port}`;
    const own = { ca: testCertificate, cert: testCertificate, key: testKey };
    expect((await send(open.transport(base, { tls: own }))).ok).toBe(true);
    // Under TLS 1.3 the server refuses after the client has already sent: nobody can be sure.
    expect(failure(await send(open.transport(base, { tls: { ca: testCertificate } }))).cause).toMatch(/tls|Reset/);
    expect(server.requests()).toBe(1);
  });

  it('checks nothing only when told so', async () => {
    const server = await open.server(answering(), tls);
    const transport = open.transport(`https://127.0.0.1:${server.port}`, { tls: { rejectUnauthorized: false } });
    expect((await send(transport)).ok).toBe(true);
  });
});

describe('private addresses', () => {
  it('are refused where a name leads to one, before anything is connected', async () => {
    const server = await open.server(answering());
    const transport = open.transport(`http://localhost:${server.port}`, { allowPrivateAddresses: false });
    expect(failure(await send(transport))).toEqual(notAllowed);
    expect(server.connections).toHaveLength(0);
  });

  it.each(['127.0.0.1', '2130706433', '0x7f.1', '[::1]', '[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '169.254.169.254'])(
    'are refused when written down: %s',
    async (host) => {
      const server = await open.server(answering());
      const base = `http://${host}:${server.port}`;
      expect(failure(await send(open.transport(base, { allowPrivateAddresses: false })))).toEqual(notAllowed);
      const proxied = open.transport(base, {
        allowPrivateAddresses: false,
        proxy: `http://127.0.0.1:${server.port}`,
      });
      expect(failure(await send(proxied))).toEqual(notAllowed);
      expect(server.connections).toHaveLength(0);
    },
  );
});

describe('proxy', () => {
  const seen: string[] = [];
  let proxy: Server;
  let proxyUrl: string;

  beforeEach(async () => {
    seen.length = 0;
    proxy = createServer((request, response) => {
      seen.push(`${request.method} ${request.url} ${request.headers['proxy-authorization'] ?? ''}`);
      request.resume();
      if (request.url!.includes('/refused')) response.writeHead(407).end();
      else response.end('forwarded');
    });
    proxy.on('connect', (request, socket) => {
      seen.push(`CONNECT ${request.url}`);
      if (request.url!.startsWith('forbidden')) return void socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
      const upstream = connect(Number(request.url!.split(':')[1]), '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        upstream.pipe(socket).pipe(upstream);
      });
      for (const end of [upstream, socket]) end.on('error', () => undefined);
    });
    proxy.listen(0, '127.0.0.1');
    await once(proxy, 'listening');
    proxyUrl = `http://user:pass@127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  });
  afterEach(async () => {
    await open.close();
    proxy.closeAllConnections();
    proxy.close();
    await once(proxy, 'close');
  });

  it('forwards http', async () => {
    const transport = open.transport('http://partner.invalid/base', { proxy: proxyUrl });
    const result = await send(transport, {}, '/x');
    expect(result.ok && Buffer.from(result.body).toString()).toBe('forwarded');
    const credentials = `Basic ${Buffer.from('user:pass').toString('base64')}`;
    expect(seen).toEqual([`POST http://partner.invalid/base/x ${credentials}`]);
  });

  it('is tunnelled through for https, with the lease asked when the tunnel stands', async () => {
    const server = await open.server(answering(), tls);
    const transport = open.transport(`https://localhost:${server.port}`, {
      proxy: proxyUrl,
      tls: { ca: testCertificate },
    });
    let asked = 0;
    const beforeFirstByte = (): void => {
      asked += 1;
      expect(seen).toEqual([`CONNECT localhost:${server.port}`]);
    };
    expect(await send(transport, { beforeFirstByte })).toMatchObject({ ok: true, status: 200 });
    expect(asked).toBe(1);
    expect(server.requests()).toBe(1);
  });

  it('that refuses, or is away, or has no trusted partner behind it: nothing left', async () => {
    const untrusted = await open.server(answering(), tls);
    const calls: Promise<HttpResult>[] = [
      send(open.transport('https://forbidden.invalid', { proxy: proxyUrl })),
      send(open.transport('https://partner.invalid', { proxy: 'http://127.0.0.1:1' })),
      send(open.transport(`https://localhost:${untrusted.port}`, { proxy: proxyUrl })),
    ];
    const results = (await Promise.all(calls)).map(failure);
    expect(results.map(({ firstByteLeft }) => firstByteLeft)).toEqual([false, false, false]);
    expect(results.map(({ cause }) => cause)).toEqual([
      'transport.failed',
      'transport.connectionRefused',
      'transport.tls',
    ]);
    expect(JSON.stringify(results)).not.toContain('pass');
    expect(untrusted.requests()).toBe(0);
  });

  it('that asks for other credentials: not known what it did', async () => {
    const transport = open.transport('http://partner.invalid', { proxy: proxyUrl });
    expect(failure(await send(transport, {}, '/refused'))).toMatchObject({ firstByteLeft: true });
    expect((await send(transport)).ok).toBe(true);
  });

  it('of the environment is not used', async () => {
    const before = { ...process.env };
    Object.assign(process.env, {
      HTTP_PROXY: proxyUrl,
      http_proxy: proxyUrl,
      ALL_PROXY: proxyUrl,
      NODE_USE_ENV_PROXY: '1',
    });
    try {
      const server = await open.server(answering());
      expect((await send(open.transport(server))).ok).toBe(true);
      expect(server.requests()).toBe(1);
      expect(seen).toEqual([]);
    } finally {
      for (const name of ['HTTP_PROXY', 'http_proxy', 'ALL_PROXY', 'NODE_USE_ENV_PROXY']) {
        if (before[name] === undefined) delete process.env[name];
        else process.env[name] = before[name];
      }
    }
  });
});
