import type { AnyOperation, ResolveCall } from '@lienthong/connector-kit';
import type { HubMessage } from '@lienthong/contracts';
import { answered, noTransport, scripted } from '../testing/post-office/post.js';
import { attemptHub, hubConfigOf, hubGolden, hubToken } from '../testing/lgsp-exchange/hub.js';
import { readLgspExchangeConfig } from './lgsp-exchange.config.js';
import { createLgspExchangeConnector } from './lgsp-exchange.connector.js';

const input = JSON.parse(hubGolden('hand-over.input.json')) as HubMessage;
const send = (body: string, status = 200, changes = {}) =>
  attemptHub('handOver', input, scripted(hubToken, answered(body, status)), hubConfigOf(changes));

describe('what an answer means', () => {
  it.each([
    ['a code that is taken', '{"error_code":"00"}', 200, { outcome: 'done' }],
    ['the same as a number', '{"error_code":0}', 200, { outcome: 'done' }],
    [
      'a code that nobody knows',
      '{"error_code":"77"}',
      200,
      { outcome: 'unknown', cause: 'lgsp-exchange.unknownCode' },
    ],
    ['no code', '{"message":"Thành công"}', 200, { outcome: 'unknown', cause: 'lgsp-exchange.brokenContract' }],
    ['no JSON', '<html>', 200, { outcome: 'unknown', cause: 'lgsp-exchange.brokenContract' }],
    ['a fault of theirs', '{"error_code":"0"}', 502, { outcome: 'unknown', cause: 'lgsp-exchange.serverError' }],
    ['a token that is over', '', 401, { outcome: 'later', cause: 'lgsp-exchange.notTaken' }],
    ['too many', '', 429, { outcome: 'later', cause: 'lgsp-exchange.notTaken' }],
  ])('%s', async (_title, body, status, outcome) => expect(await send(body, status)).toEqual(outcome));

  it('by default no code is a refusal, and none says that it was there before', async () => {
    const read = readLgspExchangeConfig({
      baseUrl: 'https://hub.example.vn',
      auth: { kind: 'static', token: 't-000000' },
    });
    if (!read.ok) throw new Error(JSON.stringify(read.faults));
    const { answers } = read.config;
    for (const code of ['1', '2', '3', '99']) {
      expect(await send(`{"error_code":"${code}"}`, 200, { answers })).toMatchObject({ outcome: 'unknown' });
    }
  });

  it('a token that is over is asked for anew', async () => {
    const http = scripted(hubToken, answered('', 401), hubToken, answered(hubGolden('taken.response.json')));
    const { send: attempt, parse } = createLgspExchangeConnector(hubConfigOf(), { transport: noTransport }).operations[
      'handOver'
    ]!;
    const item = { exchange: 'e', subject: 's', number: 1, attempt: 1, payload: parse(input) as never };
    const call = { items: [item] as const, http, signal: new AbortController().signal, now: new Date() };
    expect(await attempt(call as never)).toMatchObject({ outcome: 'later' });
    expect(await attempt(call as never)).toEqual({ outcome: 'done' });
    expect(http.requests.map(({ path }) => path)).toEqual(['/token', '/exchange', '/token', '/exchange']);
  });
});

describe('what is declared', () => {
  const declared = (changes = {}): Record<string, unknown> =>
    Object.fromEntries(
      Object.entries(createLgspExchangeConnector(hubConfigOf(changes), { transport: noTransport }).operations).map(
        ([name, operation]: [string, AnyOperation]) => [
          name,
          operation.fate === 'repeatable' ? `${operation.fate} ${operation.onDoubt}` : operation.fate,
        ],
      ),
    );

  it('a handover is never repeated, a word about it may be, one about money waits for a person', () =>
    expect(declared()).toEqual({ handOver: 'resolvable', report: 'repeatable repeat', tellPaid: 'repeatable park' }));

  it('where the hub knows copies, by its own word: idempotent', () =>
    expect(declared({ answers: { recognisesCopies: true } })).toEqual({
      ...{ handOver: 'idempotent', report: 'idempotent', tellPaid: 'idempotent' },
    }));

  it('what the far agency has said shows that it has arrived; its silence shows nothing', async () => {
    const operation = createLgspExchangeConnector(hubConfigOf(), { transport: noTransport }).operations['handOver']!;
    if (operation.fate !== 'resolvable') throw new Error(operation.fate);
    const asked: unknown[] = [];
    const ask = (rows: readonly object[]) =>
      operation.resolve({
        item: { payload: input },
        seen: (...of: unknown[]) => (asked.push(of), Promise.resolve(rows)),
      } as unknown as ResolveCall<never>);
    expect(await ask([{ code: 'accepted' }])).toEqual({ found: 'done' });
    expect(await ask([])).toEqual({ found: 'open', cause: 'lgsp-exchange.notHeardOf' });
    expect(asked[0]).toEqual(['hub', input.reference]);
  });

  it('without its credentials it does not start', () =>
    expect(readLgspExchangeConfig({ baseUrl: 'https://hub.example.vn', auth: { key: 'key-00000' } })).toEqual({
      ok: false,
      faults: [{ pointer: '/auth/secret', found: 'nothing', allowed: 'a secret, for kind: clientCredentials' }],
    }));
});
