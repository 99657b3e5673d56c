import { anEndpoint, endpointId } from '../../testing/fake-webhooks.js';
import { keys, startHttp, type HttpFixture } from '../../testing/http-fixture.js';

const path = '/v1/webhook-endpoints';
let http: HttpFixture;
beforeAll(async () => void (http = await startHttp()));
afterAll(() => http.close());
beforeEach(() => {
  http.core.created.length = 0;
  http.core.recovered.length = 0;
  http.core.webhookAnswer = undefined;
});

const post = (to: string, body: unknown) => http.ask(`${path}${to}`, { method: 'POST', body });

it('an endpoint is made for the caller, and its secret is told here alone', async () => {
  const { status, json, headers } = await post('', { url: 'https://agency.example/events?a=1' });
  expect(status).toBe(201);
  expect(headers['location']).toBe(`${path}/${endpointId}`);
  expect(json).toMatchObject({ id: endpointId, secret: 'whsec_c2VjcmV0', createdAt: '2026-11-22T08:00:00+07:00' });
  expect(http.core.created).toMatchObject([{ client: 'demo', url: 'https://agency.example/events?a=1' }]);
  for (const text of [(await http.ask(path)).text, (await http.ask(`${path}/${endpointId}`)).text])
    expect(text).not.toContain('whsec');
});

it.each([
  [{}, '/url field.required'],
  [{ url: 'agency.example' }, '/url url.invalid'],
  [{ url: 'ftp://agency.example/' }, '/url url.invalid'],
  [{ url: 'https://user:word@agency.example/' }, '/url url.invalid'],
  [{ url: `https://agency.example/${'x'.repeat(2_000)}` }, '/url text.tooLong'],
  [{ url: anEndpoint.url, secret: 'mine' }, '/secret field.unknown'],
])('%j is refused', async (body, fault) => {
  const { status, json } = await post('', body);
  expect([status, json.code]).toEqual([400, 'request.invalid']);
  const [{ pointer, code }] = json.errors as [{ pointer: string; code: string }];
  expect(`${pointer} ${code}`).toBe(fault);
  expect(http.core.created).toEqual([]);
});

it.each(['httpsOnly', 'notPublic'])('an address that is %s says so, and not which it was', async (why) => {
  http.core.webhookAnswer = { kind: 'urlUnfit', why } as never;
  const { status, json, text } = await post('', { url: 'http://10.0.0.1/secret-path' });
  expect([status, json.errors[0].pointer, json.errors[0].code]).toEqual([400, '/url', `url.${why}`]);
  expect(text).not.toContain('secret-path');
});

it('recovery takes an instant with its offset', async () => {
  expect((await post(`/${endpointId}/recovery`, { since: '2026-11-20T08:00:00+07:00' })).status).toBe(202);
  expect(http.core.recovered).toMatchObject([{ id: endpointId, since: '2026-11-20T01:00:00.000Z' }]);
  expect((await post(`/${endpointId}/recovery`, { since: '2026-11-20' })).status).toBe(400);
});

it('an endpoint is gone with 204, and then not found; what is no id is not found either', async () => {
  expect((await http.ask(`${path}/${endpointId}`, { method: 'DELETE' })).status).toBe(204);
  for (const id of ['0192f3a0-0000-7000-8000-00000000dead', 'none']) {
    const { status, json } = await http.ask(`${path}/${id}`, { method: 'DELETE' });
    expect([status, json.code]).toEqual([404, 'webhook.notFound']);
  }
});

it('operators have none', async () => {
  expect((await http.ask(path, { key: keys.operator })).status).toBe(403);
});
