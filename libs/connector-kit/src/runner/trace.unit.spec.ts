import type { Connector } from '../port.js';
import type { HttpRequest, HttpResult } from '@lienthong/transport';
import { declarations } from '../exchange/graph.js';
import { runAttempt } from './attempt.js';

it('every call of an attempt carries the trace of the request that began it', async () => {
  const seen: HttpRequest[] = [];
  const request = async (what: HttpRequest): Promise<HttpResult> => {
    seen.push(what);
    return { ok: true, status: 200, headers: {}, body: Buffer.from('{}'), millis: 1 };
  };
  const connector = { transport: { request, close: async () => undefined } } as unknown as Connector;
  const operation = {
    ...declarations[0]!.operation,
    hardDeadlineMs: 1_000,
    send: async ({ http }) => {
      await http.read({ method: 'POST', path: '/login', headers: { 'x-own': '1' } });
      await http.send({ method: 'POST', path: '/do' });
      return { outcome: 'done' };
    },
  } as Parameters<typeof runAttempt>[0]['operation'];
  const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
  const context = {
    connector,
    operation,
    traceparent,
    checkLease: () => undefined,
    signal: new AbortController().signal,
    now: Date.now,
    monotonicNow: () => performance.now(),
  };
  const item = { exchange: 'e', subject: 's', number: 1, attempt: 1, payload: {} };
  expect((await runAttempt(context, [item])).outcome).toEqual({ outcome: 'done' });
  expect(seen.map(({ headers }) => headers)).toEqual([{ 'x-own': '1', traceparent }, { traceparent }]);
});
