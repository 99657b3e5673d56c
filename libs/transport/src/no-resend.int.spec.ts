import fc from 'fast-check';
import { answerOf, type Connection } from './testing/raw-server.js';
import { OpenTransports, send } from './testing/open-transports.js';
import type { HttpResult } from './port.js';

const open = new OpenTransports();
afterEach(() => open.close());

/** Numbers in [0, 1), far more than are asked for: the seed is in the test's name. */
const randomOf = (seed: number): (() => number) => {
  const any = fc.noBias(fc.integer({ min: 0, max: 2 ** 31 - 1 }));
  const drawn = fc.sample(any, { seed, numRuns: 10_000 });
  return () => drawn.pop()! / 2 ** 31;
};

const acts: ((connection: Connection) => void)[] = [
  ({ socket }) => socket.write(answerOf('ok')),
  ({ socket }) => socket.write(answerOf('ok')),
  ({ socket }) => socket.write(answerOf('ok')),
  // Answers and hangs up at the moment at which the next request may be on its way.
  ({ socket }) => socket.end(answerOf('ok')),
  ({ socket }) => socket.write(answerOf('ok'), () => socket.resetAndDestroy()),
  ({ socket }) => setImmediate(() => socket.end()),
  ({ socket }) => socket.resetAndDestroy(),
  ({ socket }) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf'),
  ({ socket }) => socket.end('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\n'),
  // Never answers.
  () => undefined,
];

describe('a partner that does its worst', () => {
  it.each([1, 2, 3])('gets every request at most once, and none that surely did not leave (seed %i)', async (seed) => {
    const random = randomOf(seed);
    const server = await open.server((connection) => {
      if (random() < 0.1) return connection.socket.destroy();
      const next = async (n: number): Promise<void> => {
        await connection.request(n);
        acts[Math.floor(random() * acts.length)]!(connection);
        await next(n + 1);
      };
      void next(1);
    });
    const transport = open.transport(server, { connections: 4 });
    const results = new Map<string, { result: HttpResult; asked: number }>();
    const one = async (path: string): Promise<void> => {
      const abort = new AbortController();
      const impatient = random() < 0.15 ? setTimeout(() => abort.abort(), random() * 30) : undefined;
      let asked = 0;
      const beforeFirstByte = (): void => {
        asked += 1;
        if (random() < 0.1) throw new Error('lease');
      };
      const result = await send(
        transport,
        { deadlineMs: 20 + random() * 60, signal: abort.signal, beforeFirstByte },
        path,
      );
      clearTimeout(impatient);
      results.set(path, { result, asked });
    };
    let sent = 0;
    const worker = async (): Promise<void> => {
      while (sent < 400) await one(`/${(sent += 1)}/`);
    };
    await Promise.all(Array.from({ length: 12 }, worker));
    await transport.close();
    await Promise.all(server.connections.map(({ closed }) => closed));

    const arrived =
      server.connections
        .map(({ received }) => received)
        .join('')
        .match(/(?<=POST )\/\d+\//g) ?? [];
    expect(new Set(arrived).size).toBe(arrived.length);
    const kinds = { answered: 0, surelyNot: 0, unknown: 0 };
    for (const [path, { result, asked }] of results) {
      expect(asked).toBeLessThanOrEqual(1);
      if (result.ok) {
        kinds.answered += 1;
        expect(arrived).toContain(path);
      } else if (result.firstByteLeft) kinds.unknown += 1;
      else {
        kinds.surelyNot += 1;
        expect(arrived).not.toContain(path);
      }
    }
    // Each kind was really met.
    for (const count of Object.values(kinds)) expect(count).toBeGreaterThan(10);
  });
});
