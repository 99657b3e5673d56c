import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { IntakeLimiter } from '../access/intake/intake-limiter.js';
import { INTAKE } from '../gateway.tokens.js';
import { aDossier, keys, startHttp, testConfig, type HttpFixture } from '../testing/http-fixture.js';

const limits = { ...testConfig.limits, requestsPerClient: 3, requestTimeoutMs: 20_000, headersTimeoutMs: 20_000 };
let http: HttpFixture;
let intake: IntakeLimiter;
beforeAll(async () => {
  http = await startHttp({ config: { ...testConfig, limits } });
  intake = http.app.get<IntakeLimiter>(INTAKE, { strict: false });
});
afterAll(() => http.close());

const put = (key: string, unit: string, headers: Record<string, string> = {}) =>
  http.ask(`/v1/dossiers/${unit}.1`, { method: 'PUT', key, headers, body: aDossier({ unit }) });

/** A write whose body stays half said. */
async function begin(): Promise<Socket> {
  const socket = connect(http.port, '127.0.0.1').on('error', () => undefined);
  await once(socket, 'connect');
  const head = `PUT /v1/dossiers/X1 HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${keys.demo}\r\ncontent-type: application/json\r\n`;
  socket.write(`${head}content-length: 1000\r\n\r\n{"revision":`);
  return socket;
}

async function until(count: number): Promise<void> {
  for (let looks = 0; intake.underWay !== count; looks += 1) {
    if (looks > 1_000) throw new Error(`${intake.underWay} under way instead of ${count}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

describe('a client at its limit', () => {
  it('is told so before its body is read, with an estimate; others are served; there is room when its requests are over', async () => {
    const under = [await begin(), await begin(), await begin()];
    await until(3);
    const refused = await put(keys.demo, 'H44.01');
    expect(refused).toMatchObject({ status: 429, json: { code: 'intake.clientFull', most: 3, waiting: 3 } });
    expect(refused.headers).toMatchObject({
      'retry-after': '5',
      'ratelimit-policy': '"client";q=3;qu="concurrent-requests"',
      ratelimit: '"client";r=0;t=5',
    });
    expect(refused.json.detail).toContain('3 yêu cầu');
    expect(http.core.puts).toHaveLength(0);
    expect((await put(keys.other, 'H30')).status).toBe(202);
    // What only looks is no work of intake.
    expect((await http.ask('/v1/dossiers')).status).toBe(200);

    under.pop()!.destroy();
    await until(2);
    expect((await put(keys.demo, 'H44.01')).status).toBe(202);
    under.push(await begin());
    await until(3);
    const told = (await put(keys.demo, 'H44.01')).json;
    expect(told.perSecond).toBeGreaterThan(0);
    expect(told.estimateMillis).toBeCloseTo((told.waiting / told.perSecond) * 1_000, -3);
    for (const socket of under) socket.destroy();
    await until(0);
  });

  it('does not count what has been kept and waits for outcomes', async () => {
    let seen = -1;
    const waitFor = http.core.waitFor.bind(http.core);
    http.core.waitFor = (...asked) => {
      seen = intake.underWay;
      return waitFor(...asked);
    };
    expect((await put(keys.other, 'H30', { prefer: 'wait=1' })).headers['preference-applied']).toBe('wait=1');
    expect(seen).toBe(0);
    await until(0);
  });
});
