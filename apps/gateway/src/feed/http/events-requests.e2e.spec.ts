import { keys, startHttp, type HttpFixture } from '../../testing/http-fixture.js';
import { anEvent } from '../../testing/fake-feed.js';

let http: HttpFixture;
beforeAll(async () => void (http = await startHttp()));
afterAll(() => http.close());
beforeEach(() => {
  http.core.feedAsked.length = 0;
  http.core.feedAnswer = undefined;
});

it('the feed is asked with what the caller says, for its own units', async () => {
  const { status, json } = await http.ask('/v1/events?after=a-cursor&wait=20&limit=7');
  expect(status).toBe(200);
  expect(json).toMatchObject({
    items: [{ id: anEvent.id, time: '2026-11-22T08:00:00+07:00' }],
    nextCursor: 'a-cursor',
  });
  const [{ reader, ask }] = http.core.feedAsked as [(typeof http.core.feedAsked)[number]];
  expect(ask).toMatchObject({ after: 'a-cursor', waitMillis: 20_000, limit: 7 });
  expect([reader.client, reader.units.has('H44.01')]).toEqual(['demo', true]);
});

it('without anything it is what there is, from the oldest on', async () => {
  await http.ask('/v1/events');
  expect(http.core.feedAsked[0]!.ask).toMatchObject({ waitMillis: 0, limit: 50 });
  expect(http.core.feedAsked[0]!.ask).not.toHaveProperty('after');
});

it.each([
  ['wait=31', '/query/wait wait.invalid'],
  ['wait=-1', '/query/wait wait.invalid'],
  ['wait=soon', '/query/wait wait.invalid'],
  ['wait=1&wait=2', '/query/wait wait.invalid'],
  ['limit=201', '/query/limit limit.invalid'],
  ['after=', '/query/after cursor.invalid'],
  ['cursor=x', '/query/cursor field.unknown'],
])('%s is refused', async (query, fault) => {
  const { status, json } = await http.ask(`/v1/events?${query}`);
  expect([status, json.code]).toEqual([400, 'request.invalid']);
  expect(json.errors.map(({ pointer, code }: { pointer: string; code: string }) => `${pointer} ${code}`)).toEqual([
    fault,
  ]);
  expect(http.core.feedAsked).toEqual([]);
});

it('a cursor behind which something has gone is 410, and says what to do', async () => {
  http.core.feedAnswer = { kind: 'gone' };
  const { status, json } = await http.ask('/v1/events?after=old');
  expect([status, json.code, json.whoActs]).toEqual([410, 'events.gone', 'client']);
  expect(json.detail).toContain('/v1/events');
});

it('operators have no feed', async () => {
  expect((await http.ask('/v1/events', { key: keys.operator })).status).toBe(403);
});
