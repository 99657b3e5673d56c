import { sealContext, type SealedFacts, type SubscriberMatchPayload } from '@lienthong/contracts';
import { newAnswerKey, openAnswer } from '@lienthong/seal';
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
    ['match', 'matched', { verdict: 'match', code: 'phone.same' }],
    [
      'noMatch',
      'noMatch',
      {
        ...{ verdict: 'differs', code: 'phone.different', fixBy: 'carrier' },
        hint: 'Số điện thoại chưa đứng tên công dân theo số định danh đã khai. Công dân đến nhà mạng chuẩn hóa thông tin thuê bao, hoặc khai số điện thoại chính chủ, rồi kiểm tra lại.',
      },
    ],
    [
      'unknown',
      'unknown',
      {
        ...{ verdict: 'notHeld', code: 'phone.notHeld', fixBy: 'carrier' },
        hint: 'Nhà mạng chưa xác định được chủ thuê bao của số điện thoại này. Công dân liên hệ nhà mạng để cập nhật thông tin thuê bao.',
      },
    ],
  ])('%s', async (result, verdict, field) => {
    const http = scriptedHttp(answer(200, { result }));
    const outcome = await attempt(http, { phone: '+84 000 000 001' });
    expect(outcome).toMatchObject({
      outcome: 'done',
      facts: { verdict, officer: 'CB0001' },
    });
    // Word for word.
    expect((outcome as unknown as { facts: { fields: unknown } }).facts.fields).toEqual([{ name: 'phone', ...field }]);
    expect(JSON.parse(String(http.requests[0]!.body))).toEqual({
      ...{ requestId: 'x-1', officer: 'CB0001', personalNumber: '000190000001', phone: '0000000001' },
    });
  });

  it('under the key that came with the question: sealed as a whole', async () => {
    const key = newAnswerKey();
    const outcome = await attempt(scriptedHttp(answer(200, { result: 'match' })), { answerKey: key.publicKey });
    const { sealed } = (outcome as unknown as { facts: SealedFacts }).facts;
    expect(outcome).toEqual({ outcome: 'done', facts: { sealed } });
    const opened = openAnswer(key, Buffer.from(sealed, 'base64'), sealContext.facts('x-1'));
    expect(JSON.parse(opened.toString('utf8'))).toMatchObject({ verdict: 'matched', officer: 'CB0001' });
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

  it('an answer cut at every byte, or with its field of another type, is never one', async () => {
    const whole = Buffer.from('{"result":"match","more":{"a":[1]}}');
    const cut = (length: number) => ({ ...answer(200, ''), body: whole.subarray(0, length) });
    expect(await attempt(scriptedHttp(cut(whole.length)))).toMatchObject({ outcome: 'done' });
    for (let length = 0; length < whole.length; length += 1) {
      expect([length, (await attempt(scriptedHttp(cut(length)))).outcome]).toEqual([length, 'unknown']);
    }
    for (const result of [null, true, false, 0, 1, 7.5, '', ' match', 'MATCH', 'x', [], ['match'], {}, { match: 1 }]) {
      const outcome = await attempt(scriptedHttp(answer(200, { result })));
      expect([result, outcome.outcome]).toEqual([result, 'unknown']);
    }
    for (const body of ['[]', 'null', '"match"', '{"result":"match","result":"noMatch"}']) {
      expect([body, (await attempt(scriptedHttp(answer(200, body)))).outcome]).toEqual([body, 'unknown']);
    }
  });

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
