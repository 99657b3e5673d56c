import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { rawRequest } from '../../testing/raw-client.js';
import { sandboxForTest, type SandboxForTest } from '../../testing/sandbox-for-test.js';
import type { Count, Total } from './emc.counts.js';

const folder = resolve('test/contract/emc');
const golden = (name: string): string => readFileSync(join(folder, name), 'utf8');
interface Row {
  situation: string;
  path: string;
  headers: Record<string, string>;
  request: string;
  status: number;
  response: string;
}
const rows = JSON.parse(golden('situations.json')) as Row[];
const [first] = rows as [Row];
const { path } = first;
const json = { 'content-type': 'application/json' };
const form = { 'content-type': 'application/x-www-form-urlencoded' };

let sandbox: SandboxForTest;
let clock = Date.parse('2025-07-01T16:30:00Z');
const now = () => new Date(clock);

beforeAll(async () => {
  sandbox = await sandboxForTest({ now });
});
afterAll(() => sandbox.end());
afterEach(() => fetch(`${sandbox.url}/situations`, { method: 'DELETE' }));

const push = (body: string | object, headers: Record<string, string> = json) =>
  rawRequest(sandbox.port, path, headers, typeof body === 'string' ? body : JSON.stringify(body), { millis: 2_000 });
const sample = (changes: object = {}) => ({ ...(JSON.parse(golden('push.request.json')) as object), ...changes });
const coded = (code: string, changes: object = {}) => sample({ codeProfile: code, maHoSo: code, ...changes });
const countsOf = async (code: string) => (await sandbox.get<{ items: Count[] }>(`/emc/counts/${code}`)).items;

describe('the stand-in of EMC', () => {
  it.each(rows.map((row) => [row.situation, row] as const))('takes the golden bytes: %s', async (_, row) => {
    const seen = await rawRequest(sandbox.port, row.path, row.headers, golden(row.request));
    expect({ status: seen.status, body: seen.body }).toEqual({ status: row.status, body: row.response });
  });

  it('says the same of both encodings', async () => {
    const { items } = await sandbox.get<{ items: { record: object }[] }>(
      '/journal/effects?partner=emc&key=H99.01-250702-00002',
    );
    expect(items).toHaveLength(2);
    expect(items[0]!.record).toEqual(items[1]!.record);
  });

  it('counts by dossier and status, repeats included, and by day in Vietnam', async () => {
    await push(coded('D-1'));
    await push(coded('D-1', { status: '2' }));
    await push(coded('D-1', { status: 2 }));
    clock += 3_600_000;
    await push(coded('D-1', { status: 3 }));
    expect((await countsOf('D-1')).map(({ status, count }) => [status, count])).toEqual([
      ['1', 1],
      ['2', 2],
      ['3', 1],
    ]);
    const totals = (await sandbox.get<{ items: Total[] }>('/emc/totals?day=2025-07-02')).items;
    expect(totals).toEqual([
      { day: '2025-07-02', siteId: 1, status: '3', formsReception: '1', formsPayments: '0', level: '4', count: 1 },
    ]);
    const page = await sandbox.get<{ items: Count[]; next: string; dossiers: number }>('/emc/counts?limit=1');
    expect(page).toMatchObject({ next: 'D-1', items: [{ code: 'D-1' }, { code: 'D-1' }, { code: 'D-1' }] });
    const rest = await sandbox.get<{ items: Count[] }>('/emc/counts?after=D-1');
    expect(rest.items.some(({ code }) => code === 'D-1')).toBe(false);
    expect(await (await fetch(`${sandbox.url}/emc/page`)).text()).toContain('<td>D-1</td>');
  });

  it.each([
    ['a field more', sample({ more: 1 }), 'more'],
    ['a field less', { ...sample(), nameTTHC: undefined }, 'nameTTHC'],
    ['a status that is not in the table', sample({ status: 5 }), 'status'],
    ['a level that is not in the table', sample({ level: 2 }), 'level'],
    ['post as a third reception', sample({ formsReception: 3 }), 'formsReception'],
    ['a truth value', sample({ isFromDVCQG: true }), 'isFromDVCQG'],
    ['another maHoSo', sample({ maHoSo: 'X' }), 'maHoSo'],
    ['a user that is no text', sample({ user: {} }), 'user'],
    ['a user with a name', sample({ user: '{"NAME":"A"}' }), 'user'],
    ['a site that does not exist', sample({ siteId: 3 }), 'siteId'],
    ['half a request', golden('push.request.json').slice(0, 100), 'JSON'],
  ])('%s is refused', async (_, body, word) => {
    const seen = await push(body);
    expect(seen.status).toBe(400);
    expect(seen.body).toContain(word);
  });

  it('another content type, and a form with a name twice, are refused', async () => {
    expect((await push(sample(), { 'content-type': 'text/plain' })).status).toBe(400);
    expect((await push(`${golden('push.request.txt')}&status=1`, form)).status).toBe(400);
  });

  it('is off for a day: nobody is served until it is over, and then again by itself', async () => {
    expect(await sandbox.put('emc', { situation: 'down', hours: 24 })).toMatchObject({ status: 200 });
    expect((await push(coded('D-2'))).end).toBe('reset');
    clock += 24 * 3_600_000 - 1;
    expect((await push(coded('D-2'))).end).toBe('reset');
    clock += 1;
    expect((await push(coded('D-2'))).status).toBe(204);
    expect((await countsOf('D-2')).map(({ count }) => count)).toEqual([1]);
    expect((await sandbox.put('emc', { situation: 'down', hours: 0 })).status).toBe(400);
    expect((await sandbox.put('emc', { situation: 'down', hours: 1, all: true })).status).toBe(400);
  });

  it('half of an answer without a body is half of its head', async () => {
    await sandbox.put('emc', { situation: 'halfAnswer', count: 1 });
    const seen = await push(coded('D-3'));
    expect(seen.bytes.toString()).toMatch(/^HTTP\/1\.1 204 N?o?/);
    expect(seen.bytes.toString()).not.toContain('\r\n\r\n');
    expect((await countsOf('D-3')).length).toBe(1);
  });

  it('answers in other words, and fails over 200 without an effect', async () => {
    await sandbox.put('emc', { situation: 'otherWords', variant: 'object', count: 1 });
    expect((await push(coded('D-4'))).body).toBe('{"success":true}');
    await sandbox.put('emc', { situation: 'otherWords', variant: 'failureOver200', count: 1 });
    expect((await push(coded('D-5'))).status).toBe(200);
    expect(await countsOf('D-5')).toEqual([]);
  });

  it('knows what it counted after a restart', async () => {
    const before = await sandbox.get('/emc/counts');
    await sandbox.close();
    sandbox = await sandboxForTest({ now, dataDir: sandbox.dataDir });
    expect(await sandbox.get('/emc/counts')).toEqual(before);
  });
});
