import type { SubscriberMatchPayload } from '@lienthong/contracts';
import { answer, failure, scriptedHttp, type ScriptedHttp } from '../testing/dvc-portal/scripted-http.js';
import { readTelecomConfig } from './telecom.config.js';
import { createTelecomConnector } from './telecom.connector.js';
import { nationalNumber } from './telecom.match.js';

const slice = { assumedContract: true, baseUrl: 'https://carrier.example', token: 'synthetic-token' };
const payload: SubscriberMatchPayload = {
  check: 'c-1',
  officer: { id: 'CB0001' },
  personalNumber: '000190000001',
  phone: '0000000001',
};

function attempt(http: ScriptedHttp, changes: Partial<SubscriberMatchPayload> = {}, tries = 1) {
  const read = readTelecomConfig(slice);
  if (!read.ok) throw new Error(JSON.stringify(read.faults));
  const transport = { request: () => Promise.reject(new Error('unused')), close: () => Promise.resolve() };
  const operation = createTelecomConnector(read.config, { transport }).operations['matchSubscriber']!;
  const item = {
    exchange: 'x-1',
    subject: 's',
    number: 1,
    attempt: tries,
    payload: operation.parse({ ...payload, ...changes }) as never,
  };
  return operation.send({
    items: [item],
    http,
    signal: new AbortController().signal,
    now: new Date('2026-11-22T00:00:00Z'),
  });
}

describe("whether a number is a person's, by the assumed contract", () => {
  it.each([
    ['match', 'matched', 'match', undefined],
    ['noMatch', 'noMatch', 'differs', 'carrier'],
    ['unknown', 'unknown', 'notHeld', 'carrier'],
  ])('%s', async (result, verdict, field, fixBy) => {
    const http = scriptedHttp(answer(200, { result }));
    const outcome = await attempt(http, { phone: '+84 000 000 001' });
    expect(outcome).toMatchObject({
      outcome: 'done',
      facts: { verdict, officer: 'CB0001', fields: [{ name: 'phone', verdict: field }] },
    });
    const { fields } = (outcome as unknown as { facts: { fields: { fixBy?: string; hint?: string }[] } }).facts;
    expect(fields[0]!.fixBy).toBe(fixBy);
    if (fixBy) expect(fields[0]!.hint!.toLowerCase()).toContain('nhà mạng');
    expect(JSON.parse(String(http.requests[0]!.body))).toEqual({
      ...{ requestId: 'x-1', officer: 'CB0001', personalNumber: '000190000001', phone: '0000000001' },
    });
  });

  it.each([
    [answer(200, {}), 'unknown'],
    [answer(200, { result: true }), 'unknown'],
    [answer(200, { result: 'toString' }), 'unknown'],
    [answer(200, '<html>'), 'unknown'],
    [answer(401, { result: 'match' }), 'later'],
    [answer(500, { result: 'match' }), 'unknown'],
    [answer(422, {}), 'refused'],
    [failure('transport.timeout', true), 'unknown'],
    [failure('transport.connectionRefused', false), 'later'],
  ])('%j is %s', async (step, outcome) => expect(await attempt(scriptedHttp(step))).toMatchObject({ outcome }));

  it('what means nothing is not asked for ever', async () => {
    expect(await attempt(scriptedHttp(answer(200, {})), {}, 3)).toMatchObject({
      outcome: 'brokenContract',
    });
  });

  it.each([
    ['+84900000000', '0900000000'],
    ['84900000000', '0900000000'],
    ['090 000.00-00', '0900000000'],
    ['0123', undefined],
    ['+1900000000', undefined],
    ['', undefined],
  ])('%s', (phone, national) => expect(nationalNumber(phone)).toBe(national));

  it('what no carrier could answer is not asked', async () => {
    const outcome = await attempt(scriptedHttp(), { phone: '12', personalNumber: 'x' });
    expect(outcome).toMatchObject({
      outcome: 'refused',
      whoActs: 'agency',
      fields: [{ pointer: '/personalNumber' }, { pointer: '/phone' }],
    });
  });

  it('is configured only by someone who says that the contract is assumed', () => {
    const { assumedContract: _said, ...silent } = slice;
    expect(readTelecomConfig(silent).ok).toBe(false);
    expect(readTelecomConfig({ ...silent, assumedContract: false }).ok).toBe(false);
  });
});
