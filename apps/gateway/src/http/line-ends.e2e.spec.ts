import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { aDossier, keys, startHttp, type HttpFixture } from '../testing/http-fixture.js';

describe('line ends beyond those of a request', () => {
  let http: HttpFixture;
  beforeAll(async () => {
    http = await startHttp();
  });
  afterAll(() => http.close());

  const body = JSON.stringify(aDossier());
  const bytes = Buffer.byteLength(body);
  const head = (length: number): string =>
    `PUT /v1/dossiers/X1 HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${keys.demo}\r\ncontent-type: application/json\r\ncontent-length: ${length}\r\n\r\n`;

  /** The status lines that come for what is sent; the connection stays open until this process rests again. */
  const statusesOf = (sent: string, answers: number): Promise<readonly string[]> =>
    new Promise((resolve, reject) => {
      let text = '';
      const socket = connect(http.port, '127.0.0.1', () => socket.write(sent));
      const statuses = (): string[] => text.match(/HTTP\/1\.1 \d{3}/g) ?? [];
      const end = (): void => {
        socket.destroy();
        resolve(statuses());
      };
      socket.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
        if (statuses().length === answers) comesToRest().then(end, reject);
      });
      socket.on('close', end).on('error', reject);
    });

  it.each([
    ['counted as part of the body', `${head(bytes + 2)}\r\n${body}`, ['HTTP/1.1 202']],
    [
      'between two requests',
      `${head(bytes)}${body}\r\n\r\n\r\n${head(bytes)}${body}`,
      ['HTTP/1.1 200', 'HTTP/1.1 200'],
    ],
    ['not counted: what is left behind the body is no request', `${head(bytes)}\r\n${body}`, ['HTTP/1.1 400']],
    [
      'line ends alone, a hundred thousand of them, are no request and cost nothing',
      '\r\n'.repeat(100_000) + head(bytes) + body,
      ['HTTP/1.1 200'],
    ],
  ])('%s', async (_, sent, expected) => {
    expect(await statusesOf(sent, expected.length)).toEqual(expected);
  });
});

/**
 * Waits until this process uses less than a third of a core: what goes round because of a line end does so for as long as its connection
 * is open, and the server closes one that says nothing after five seconds: by then it rests. Not a bound on the CPU time in all, in which the first request of a process and whatever else the machine does would count.
 */
async function comesToRest(): Promise<void> {
  for (let windows = 0; ; windows += 1) {
    const [began, before] = [performance.now(), process.cpuUsage()];
    await sleep(250);
    const { user, system } = process.cpuUsage(before);
    const used = (user + system) / 1_000 / (performance.now() - began);
    if (used < 1 / 3) return;
    if (windows === 16) throw new Error(`still busy with an open connection: ${(used * 100).toFixed(0)} % of a core`);
  }
}
