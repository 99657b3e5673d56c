import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { sandboxForTest, type SandboxForTest } from '../../testing/sandbox-for-test.js';

interface Row {
  situation: string;
  method: string;
  path: string;
  headers: Record<string, string>;
  request?: string;
  status: number;
  response: string;
  after?: string;
}
interface FeedPage {
  _embedded: { 'rh:doc': { _id: { $oid: string }; OrderNumber: string; StatusCode: number; EventTime: number }[] };
}

const golden = (name: string): string => readFileSync(resolve('test/contract/post-office', name), 'utf8');
const rows = JSON.parse(golden('situations.json')) as Row[];
const row = (name: string): Row => rows.find(({ situation }) => situation === name)!;
const zeros = '0'.repeat(24);
const number = 'H99.01-250701-00001';

let sandbox: SandboxForTest;
const begin = async (dataDir?: string) => {
  let tokens = 0;
  sandbox = await sandboxForTest({
    now: () => new Date('2025-07-01T02:30:00Z'),
    postOffice: {
      ...{ key: 'post-key', secret: 'post-secret' },
      newToken: () => `t-${String(++tokens).padStart(4, '0')}`,
    },
    ...(dataDir === undefined ? {} : { dataDir }),
  });
  await say(row('token'));
};
beforeEach(() => begin());
afterEach(() => sandbox.end());

async function say({ method, path, headers, request }: Row): Promise<{ status: number; body: string }> {
  const answer = await fetch(sandbox.url + path, { method, headers, ...(request ? { body: golden(request) } : {}) });
  return { status: answer.status, body: await answer.text() };
}
async function drive(method: string, path: string, body?: object): Promise<{ status: number; body: unknown }> {
  const sent = body ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) } : {};
  const answer = await fetch(`${sandbox.url}/post-office${path}`, { method, ...sent });
  return { status: answer.status, body: await answer.json() };
}
async function feed(lastId = zeros, size = 100) {
  const path = `/post-office/apiVNPostNGSP/p1.0/tracking?pagesize=${size}&lastId=${lastId}`;
  const { body } = await say({ ...row('feed-first'), path });
  return (JSON.parse(body) as FeedPage)._embedded['rh:doc'];
}
const lookedAt = async (lastId?: string) => (await feed(lastId)).map((one) => [one.OrderNumber, one.StatusCode]);

describe('the stand-in of the post and the golden bytes', () => {
  it.each(rows.filter(({ situation }) => situation !== 'token').map((one) => [one.situation, one] as const))(
    '%s',
    async (_name, one) => {
      const [before, hours] = (one.after ?? '').split('+');
      if (before) await say(row(before));
      if (hours) await drive('POST', '/clock', { advanceHours: Number.parseInt(hours, 10) });
      expect(await say(one)).toEqual({ status: one.status, body: golden(one.response) });
    },
  );

  it('token', async () => {
    await sandbox.end();
    await begin();
    const { body } = await say(row('token'));
    expect(body).toBe(golden('token.response.json').replace('t-0001', 't-0002'));
  });
});

describe('the post', () => {
  it('without a token, or with the header of the other dialect, nobody is served', async () => {
    const { headers: ngsp } = row('order-ngsp');
    expect((await say({ ...row('order-ngsp'), headers: { ...ngsp, authorization: 'Bearer x' } })).status).toBe(401);
    expect((await say({ ...row('order-lgsp'), headers: ngsp })).status).toBe(401);
    expect(await sandbox.effects()).toEqual([]);
  });

  it.each([
    ['ReceiverName', undefined, 'ReceiverName'],
    ['SenderProvince', '10', 'SenderProvince'],
    ['Weight', 5, 'Weight'],
  ])('an order with %s = %j is refused, and says where', async (field, value, where) => {
    const order = { ...(JSON.parse(golden('order-ngsp.request.json')) as object), [field]: value };
    const { path, headers } = row('order-ngsp');
    const answer = await fetch(sandbox.url + path, { method: 'POST', headers, body: JSON.stringify(order) });
    expect(await answer.json()).toMatchObject({ Status: 102, Message: expect.stringContaining(where) as string });
    expect(await feed()).toEqual([]);
  });

  it('a cancelled parcel says so in the feed, has no future, and cannot be cancelled again', async () => {
    await say(row('order-ngsp'));
    await say(row('cancel-ngsp'));
    await drive('POST', '/clock', { advanceHours: 72 });
    expect(await lookedAt()).toEqual([
      [number, 1],
      [number, 8],
    ]);
    expect(JSON.parse((await say(row('cancel-ngsp'))).body)).toMatchObject({ Status: 104 });
  });

  it('the feed goes on after an id; a late id lands behind it', async () => {
    await say(row('order-ngsp'));
    await drive('POST', '/clock', { advanceHours: 5 });
    const [first, second] = await feed(zeros, 2);
    expect(await feed(second!._id.$oid)).toEqual([]);
    await drive('POST', `/orders/${number}/steps`, { code: 3, idMinutesBack: 30 });
    expect(await feed(second!._id.$oid)).toHaveLength(1);
    await drive('POST', `/orders/${number}/steps`, { code: 3, idMinutesBack: 120 });
    expect(await feed(second!._id.$oid)).toHaveLength(1);
    expect(await feed(first!._id.$oid)).toHaveLength(3);
  });

  it('what it holds outlives it, its clock too', async () => {
    await say(row('order-ngsp'));
    await drive('POST', '/clock', { advanceHours: 48 });
    const before = await feed();
    const { dataDir } = sandbox;
    await sandbox.close();
    await begin(dataDir);
    expect(await feed()).toEqual(before);
    expect(before).toHaveLength(4);
  });

  it('spoils pages when told to', async () => {
    await say(row('order-ngsp'));
    await sandbox.put('post-office/tracking', { situation: 'otherWords', variant: 'doubledRows', count: 1 });
    expect(await lookedAt()).toEqual([
      [number, 1],
      [number, 1],
    ]);
    await sandbox.put('post-office/tracking', { situation: 'otherWords', variant: 'unknownOrder', count: 1 });
    expect(await lookedAt()).toEqual([['UNKNOWN-ORDER', 1]]);
  });

  it('takes parcels by the thousand, and shows persons a page', async () => {
    expect(await drive('POST', '/orders', { prefix: 'LOAD-', count: 3000, life: 'registered' })).toMatchObject({
      status: 201,
    });
    expect(await feed(zeros, 5000)).toHaveLength(1000);
    expect(await drive('POST', '/orders', { prefix: 'a b', count: 0 })).toMatchObject({ status: 400 });
    const page = await (await fetch(`${sandbox.url}/post-office/page`)).text();
    expect(page).toContain('LOAD-3000');
  });

  it('the journal has orders and cancellations, by the dossier', async () => {
    await say(row('order-ngsp'));
    await say(row('cancel-ngsp'));
    const effects = await sandbox.effects();
    expect(effects.map(({ kind, operation, key }) => [kind, operation, key])).toEqual([
      ['created', 'order', number],
      ['updated', 'cancel', number],
    ]);
  });
});
