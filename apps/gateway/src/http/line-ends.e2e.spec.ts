import { connect } from 'node:net';
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

  /** The status lines that come for what is sent, until nothing comes any more. */
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
        if (statuses().length === answers) setTimeout(end, 50);
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
  ])('%s', async (_, sent, expected) => {
    const before = process.cpuUsage();
    expect(await statusesOf(sent, expected.length)).toEqual(expected);
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1_000).toBeLessThan(1_000);
  });

  it('line ends alone, a hundred thousand of them, are no request and cost nothing', async () => {
    const before = process.cpuUsage();
    expect(await statusesOf('\r\n'.repeat(100_000) + head(bytes) + body, 1)).toEqual(['HTTP/1.1 200']);
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1_000).toBeLessThan(1_000);
  });
});
