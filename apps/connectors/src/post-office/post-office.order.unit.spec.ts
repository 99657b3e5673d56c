import { wordedAs, type DeliveryOrder } from '@lienthong/contracts';
import type { HttpResult, Resolution, ResolvableOperation, SeenRow } from '@lienthong/connector-kit';
import {
  answered,
  attemptPost,
  noTransport,
  postConfigOf,
  postGolden,
  scripted,
  token,
} from '../testing/post-office/post.js';
import { createPostOfficeConnector } from './post-office.connector.js';

const order = JSON.parse(postGolden('order.input.json')) as DeliveryOrder;
const cancellation = { delivery: order.delivery, reference: order.reference, account: order.account };
const lost: HttpResult = { ok: false, cause: 'transport.connectionReset', firstByteLeft: true, millis: 1 };
const unreached: HttpResult = { ok: false, cause: 'transport.connectionRefused', firstByteLeft: false, millis: 1 };
const later = (cause: string) => ({ outcome: 'later', cause: `post-office.${cause}` });
const unknown = (cause: string) => ({ outcome: 'unknown', cause: `post-office.${cause}` });
const refused = { outcome: 'refused', cause: 'post-office.refused', whoActs: 'agency' };

const after = (answer: HttpResult) => attemptPost('order', order, scripted(token, answer));
const afterCancel = (answer: HttpResult) => attemptPost('cancel', cancellation, scripted(token, answer));

describe('what an answer to an order means', () => {
  it.each([
    ['100', answered('{"Status":100}'), { outcome: 'done', facts: {} }],
    ['"100"', answered('{"Status":"100","Message":null}'), { outcome: 'done', facts: {} }],
    ['101: it was there already', answered('{"Status":101}'), { outcome: 'done', facts: { existed: true } }],
    ['a code that the table lists', answered('{"Status":"103"}'), refused],
    [
      'the same with words',
      answered('{"Status":"103","Message":"Mã 12 không phục vụ"}'),
      { ...refused, ...wordedAs('Mã 7 không phục vụ') },
    ],
    ['a code that nobody told us about', answered('{"Status":105}'), unknown('unknownStatus')],
    ['the same, with a status of HTTP', answered('{"Status":105}', 400), unknown('unknownStatus')],
    ['no code', answered('{"Message":"OK"}'), unknown('brokenContract')],
    ['a code that is none', answered('{"Status":{"code":100}}'), unknown('brokenContract')],
    ['two codes', answered('{"Status":100,"Status":103}'), unknown('brokenContract')],
    ['a page', answered('<html>100</html>'), unknown('brokenContract')],
    ['5xx', answered('{"Status":100}', 502), unknown('serverError')],
    ['401', answered('', 401), later('notTaken')],
    ['429', answered('', 429, { 'retry-after': '7' }), { ...later('notTaken'), retryAfterMs: 7_000 }],
    ['no connection', unreached, { outcome: 'later', cause: 'transport.connectionRefused' }],
    ['a connection that was lost', lost, { outcome: 'unknown', cause: 'transport.connectionReset' }],
  ])('%s', async (_title, answer, outcome) => expect(await after(answer)).toEqual(outcome));

  it.each([
    ['refused', answered('{}', 401), later('tokenRefused')],
    ['refused with 400', answered('{"error":"invalid_client"}', 400), later('tokenRefused')],
    ['not now', answered('', 503), later('notNow')],
    ['unreadable', answered('{"access_token":5}'), { outcome: 'brokenContract', cause: 'post-office.brokenContract' }],
    ['no connection', unreached, { outcome: 'later', cause: 'transport.connectionRefused' }],
  ])('no token, %s: nothing was sent', async (_title, answer, outcome) => {
    const http = scripted(answer);
    expect(await attemptPost('order', order, http)).toEqual(outcome);
    expect(http.requests.map(({ purpose }) => purpose)).toEqual(['read']);
  });
});

describe('what is not sent', () => {
  const asked = async (change: object, config = postConfigOf()) => {
    const http = scripted(token, answered('{"Status":100}'));
    const outcome = await attemptPost('order', { ...order, ...change }, http, config);
    return { outcome, sent: http.requests.length };
  };
  const receiver = order.receiver!;
  const gone = { ...receiver, address: { provinceCode: '62', line: '1' } };
  const nowhere = { ...receiver, address: { provinceCode: '79', communeCode: '99999', line: '1' } };

  it.each([
    ['another account', { account: 'h98' }, 'noSuchAccount', 'operator', undefined],
    ['a number with a blank', { reference: 'a b' }, 'referenceMalformed', 'operator', undefined],
    ['no receiver', { receiver: null }, 'fieldMissing', 'agency', ['/receiver']],
    ['no telephone', { receiver: { ...receiver, phone: ' ' } }, 'fieldMissing', 'agency', ['/receiver/phone']],
    ['an area that is no more', { receiver: gone }, 'areaUnknown', 'agency', ['/receiver/address/provinceCode']],
    ['no such commune', { receiver: nowhere }, 'areaUnknown', 'agency', ['/receiver/address/communeCode']],
  ])('%s', async (_title, change, cause, whoActs, pointers) => {
    const { outcome, sent } = await asked(change);
    expect(outcome).toMatchObject({ outcome: 'refused', cause: `post-office.${cause}`, whoActs });
    expect(outcome.outcome === 'refused' ? outcome.fields?.map(({ pointer }) => pointer) : []).toEqual(pointers);
    expect(sent).toBe(0);
  });

  it("the office's own area is the operator's to mend", async () => {
    const { outcome } = await asked({}, postConfigOf({ areas: [{ province: '79', post: 70 }] }));
    expect(outcome).toMatchObject({ cause: 'post-office.officeAreaUnknown', whoActs: 'operator' });
  });

  it('an order with a waybill number that is odd goes out, with a warning', async () => {
    const http = scripted(token, answered('{"Status":"100"}'));
    const config = postConfigOf({ dialect: 'lgsp' });
    expect(await attemptPost('order', { ...order, itemCode: 'BK990032289VN' }, http, config)).toEqual({
      outcome: 'done',
      facts: { itemCodeFault: 'checkDigit' },
    });
  });

  it.each([
    ['no reference', { reference: undefined }],
    ['a receiver without a name', { receiver: { phone: '1', address: {} } }],
    ['a direction that there is not', { direction: 'up' }],
  ])('a payload with %s is not read', (_title, change) => {
    expect(() => void attemptPost('order', { ...order, ...change }, scripted(token))).toThrow(/^payload/);
  });
});

describe('an answer truncated at every byte, and with another type', () => {
  it('never more than unknown', async () => {
    const whole = '{"Status":100,"Message":"x"}';
    for (let length = 0; length < whole.length; length += 1) {
      expect([length, await after(answered(whole.slice(0, length)))]).toEqual([length, unknown('brokenContract')]);
    }
  });

  it('of a cancellation: never more than unknown, and asked once', async () => {
    const whole = '{"Status":"100","Message":"x"}';
    expect(await afterCancel(answered(whole))).toEqual({ outcome: 'done' });
    for (let length = 0; length < whole.length; length += 1) {
      const http = scripted(token, answered(whole.slice(0, length)));
      expect([length, await attemptPost('cancel', cancellation, http)]).toEqual([length, unknown('brokenContract')]);
      expect(http.requests).toHaveLength(2);
    }
  });

  it('a token never more than not sent', async () => {
    const whole = postGolden('token.response.json');
    for (let length = 0; length < whole.length; length += 1) {
      const http = scripted(answered(whole.slice(0, length)), answered('{"Status":100}'));
      expect([length, (await attemptPost('order', order, http)).outcome]).toEqual([length, 'brokenContract']);
      expect(http.requests).toHaveLength(1);
    }
  });

  it.each(['null', 'true', '[]', '{}', '-1', '100.5', '1e2', '""'])('Status %s is not yes', async (value) => {
    expect((await after(answered(`{"Status":${value}}`))).outcome).toBe('unknown');
    expect((await afterCancel(answered(`{"Status":${value}}`))).outcome).toBe('unknown');
  });
});

describe('each field of an answer of another type', () => {
  const wrong = ['null', 'true', '7.5', '-1', '""', '"\\u0007"', '"x y"', '[]', '["100"]', '{}', '{"a":1}'];
  const put = (json: string, field: string, value: string): string =>
    JSON.stringify({ ...(JSON.parse(json) as object), [field]: '@' }).replace('"@"', value);

  it('what it is made of is never yes, and what nothing is made of changes nothing', async () => {
    const golden = ['order-ok-ngsp.response.json', 'order-ok-lgsp.response.json'].map(postGolden);
    for (const whole of golden) {
      for (const field of Object.keys(JSON.parse(whole) as object)) {
        for (const value of wrong) {
          const body = put(whole, field, value);
          for (const outcome of [await after(answered(body)), await afterCancel(answered(body))]) {
            expect([body, outcome.outcome]).toEqual([body, field === 'Status' ? 'unknown' : 'done']);
          }
        }
      }
    }
  });

  it('of a token: what is no token sends nothing', async () => {
    const whole = postGolden('token.response.json');
    for (const field of Object.keys(JSON.parse(whole) as object)) {
      for (const value of wrong) {
        const http = scripted(answered(put(whole, field, value)), answered('{"Status":100}'));
        const { outcome } = await attemptPost('order', order, http);
        const sent = field !== 'access_token';
        expect([field, value, outcome, http.requests.length]).toEqual([
          ...[field, value],
          ...(sent ? ['done', 2] : ['brokenContract', 1]),
        ]);
      }
    }
  });
});

describe('what the feed says of an attempt of unknown fate', () => {
  const connector = createPostOfficeConnector(postConfigOf(), { transport: noTransport });
  const resolve = (operation: 'order' | 'cancel', payload: object, rows: readonly SeenRow[]) => {
    const { resolve: ask } = connector.operations[operation] as unknown as ResolvableOperation<never, 'presence'>;
    const call = { item: { payload }, seen: () => Promise.resolve(rows) };
    return ask(call as never) as Promise<Resolution<'presence'>>;
  };
  const row = (code: string, confirmed = true): SeenRow => ({ code, confirmed, readAt: 0 });

  it.each([
    ['a row: it was ordered', [row('1')], { found: 'done', facts: {} }],
    ['one of a code that nobody knows', [row('77')], { found: 'done', facts: {} }],
    ['one from the future: the post has it all the same', [row('4', false)], { found: 'done', facts: {} }],
    ['no row: nothing', [], { found: 'open', cause: 'post-office.notInFeed' }],
  ])('order, %s', async (_title, rows, resolution) => expect(await resolve('order', order, rows)).toEqual(resolution));

  it.each([
    ['it was cancelled', [row('1'), row('8')], { found: 'done' }],
    [
      'there is nothing to cancel',
      [row('4')],
      { found: 'refused', cause: 'post-office.alreadyOver', whoActs: 'operator' },
    ],
    ['of the future', [row('4', false), row('8', false)], { found: 'open', cause: 'post-office.notInFeed' }],
    ['it is on its way', [row('1'), row('3')], { found: 'open', cause: 'post-office.notInFeed' }],
  ])('cancel, %s', async (_title, rows, resolution) =>
    expect(await resolve('cancel', cancellation, rows)).toEqual(resolution),
  );

  it('an order is resolvable, and only by agreement one that may be sent again', () => {
    expect(connector.operations['order']).toMatchObject({ fate: 'resolvable', proves: 'presence', lane: 'once' });
    const answers = { accepted: ['100', '101'], recognisesCopies: true };
    const agreed = createPostOfficeConnector(postConfigOf({ answers }), { transport: noTransport });
    expect(agreed.operations['order']).toMatchObject({ fate: 'idempotent' });
    expect(agreed.operations['cancel']).toMatchObject({ fate: 'resolvable' });
  });
});
