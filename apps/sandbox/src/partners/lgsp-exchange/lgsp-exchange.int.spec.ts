import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { sandboxForTest, type SandboxForTest } from '../../testing/sandbox-for-test.js';
import type { HubAgreement } from './lgsp-exchange.config.js';

interface Row {
  situation: string;
  method: string;
  path: string;
  headers: Record<string, string>;
  request: string;
  status: number;
  response: string;
  after?: string;
}

const golden = (name: string): string => readFileSync(resolve('test/contract/lgsp-exchange', name), 'utf8');
const rows = JSON.parse(golden('situations.json')) as Row[];
const row = (name: string): Row => rows.find(({ situation }) => situation === name)!;
const source = 'LT-00000000-0000-8000-8000-000000000001';
const theirs = JSON.parse(golden('theirs.notification.json')) as Record<string, string>;

let sandbox: SandboxForTest;
const begin = async (lgspExchange: Partial<HubAgreement> = {}, dataDir?: string) => {
  let tokens = 0;
  sandbox = await sandboxForTest({
    lgspExchange: { newToken: () => `t-${String(++tokens).padStart(4, '0')}`, ...lgspExchange },
    ...(dataDir === undefined ? {} : { dataDir }),
  });
  await say(row('token'));
};
afterEach(() => sandbox.end());

async function say({ method, path, headers, request }: Row, body = golden(request)) {
  const answer = await fetch(sandbox.url + path, { method, headers, body });
  return { status: answer.status, body: await answer.text() };
}
async function drive(method: string, path: string, body?: object): Promise<{ status: number; body: unknown }> {
  const sent = body ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) } : {};
  const answer = await fetch(`${sandbox.url}/lgsp-exchange${path}`, { method, ...sent });
  return { status: answer.status, body: await answer.json() };
}
const handTheirs = () => {
  const { source_id, ref_code, from_unit_code, to_unit_code, content } = theirs;
  return drive('POST', '/handovers', { source_id, ref_code, from_unit_code, to_unit_code, content });
};

describe('the stand-in of the hub and the golden bytes', () => {
  beforeEach(() => begin({ callbackUrl: 'http://127.0.0.1:9/' }));

  it.each(rows.filter(({ situation }) => situation !== 'token').map((one) => [one.situation, one] as const))(
    '%s',
    async (_name, one) => {
      if (one.after === 'theirs') await handTheirs();
      else if (one.after) await say(row(one.after));
      expect(await say(one)).toEqual({ status: one.status, body: golden(one.response) });
    },
  );

  it('without a token, or without the header of the agreement, nobody is served', async () => {
    const one = row('hand-over');
    const wrong: readonly Record<string, string>[] = [
      { authorization: 'Bearer x' },
      { lgspaccesstoken: 'x' },
      { lgspaccesstoken: '' },
    ];
    for (const change of wrong) {
      expect((await say({ ...one, headers: { ...one.headers, ...change } })).status).toBe(401);
    }
    expect(await sandbox.effects()).toEqual([]);
  });

  it.each([
    ['type', 'XOA'],
    ['source_id', ''],
    ['time_of_process', '2025-07-01'],
    ['priority', 'high'],
    ['from_unit_code', '000.00.05.G01'],
  ])('%s = %j is refused, and nothing is kept', async (field, value) => {
    const body = { ...(JSON.parse(golden('hand-over.request.json')) as object), [field]: value };
    expect(JSON.parse((await say(row('hand-over'), JSON.stringify(body))).body)).toMatchObject({ error_code: '2' });
    expect(await sandbox.effects()).toEqual([]);
  });

  it('what was taken back is over, but a payment of it is still heard', async () => {
    await say(row('hand-over'));
    await say(row('withdraw'));
    expect(JSON.parse((await say(row('withdraw'))).body)).toMatchObject({ error_code: '5' });
    expect(JSON.parse((await say(row('paid'))).body)).toMatchObject({ error_code: '0' });
    const heard = async (from: number) =>
      ((await drive('GET', `/heard?from=${from}`)).body as { items: { type: string }[] }).items.map(({ type }) => type);
    expect([await heard(0), await heard(2)]).toEqual([['TIEPNHAN', 'RUT', 'THANHTOAN'], ['THANHTOAN']]);
  });
});

describe('the agencies behind it', () => {
  interface Called {
    headers: IncomingHttpHeaders;
    body: Record<string, string>;
  }
  const called: Called[] = [];
  let server: Server;
  let refusals = 0;
  let heard: () => void = () => undefined;

  beforeEach(async () => {
    called.splice(0);
    refusals = 0;
    server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        if (refusals-- > 0) return void response.writeHead(503).end();
        called.push({ headers: request.headers, body: JSON.parse(Buffer.concat(chunks).toString('utf8')) as never });
        response.end('{"error_code":"0"}');
        heard();
      });
    });
    await new Promise<void>((resume) => server.listen(0, '127.0.0.1', resume));
  });
  afterEach(() => new Promise((resume) => server.close(resume)));

  const ours = (): Partial<HubAgreement> => ({
    callbackUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    ...{ acceptSeconds: 0, answerSeconds: 0.01 },
  });
  const until = async (count: number): Promise<string[]> => {
    while (called.length < count) await new Promise<void>((resume) => (heard = resume));
    return called.map(({ body }) => body['type']!);
  };

  it('take what they get, and answer by themselves, in the hub’s words and with its secret', async () => {
    await begin(ours());
    await say(row('hand-over'));
    expect(await until(2)).toEqual(['TIEPNHAN', 'KETQUA']);
    expect(called[0]!.headers['lgspaccesstoken']).toBe('hub-calls-with-this');
    expect(called[1]!.body).toMatchObject({
      ...{ source_id: source, from_unit_code: '000.00.05.G01', to_unit_code: '000.00.01.H99' },
    });
  });

  it('do as they are told, and speak when they are', async () => {
    await begin(ours());
    await drive('PUT', '/lives', { unit: '000.00.05.G01', life: 'refuses' });
    await say(row('hand-over'));
    expect(await until(1)).toEqual(['TUCHOI']);
    await drive('POST', `/handovers/${source}/words`, { type: 'CAPNHAT', content: 'x' });
    expect(await until(2)).toEqual(['TUCHOI', 'CAPNHAT']);
  });

  it('hand over themselves', async () => {
    await begin(ours());
    expect((await handTheirs()).status).toBe(201);
    expect((await handTheirs()).status).toBe(409);
    await until(1);
    expect(called[0]!.body).toMatchObject({ type: 'TIEPNHAN', source_id: 'G01-000001', content: theirs['content'] });
  });

  it('come again until they are heard, also after a restart', async () => {
    refusals = 2;
    await begin(ours());
    await handTheirs();
    await sandbox.close();
    await begin(ours(), sandbox.dataDir);
    expect(await until(1)).toEqual(['TIEPNHAN']);
    expect((await drive('GET', '/handovers/G01-000001')).body).toMatchObject({ by: 'agency', heard: [] });
  });
});
