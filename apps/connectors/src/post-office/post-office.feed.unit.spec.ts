import type { HttpResult } from '@lienthong/connector-kit';
import { answered, noTransport, postConfigOf, postGolden, token } from '../testing/post-office/post.js';
import { runPostJob } from '../testing/post-office/run-job.js';
import { createPostOfficeConnector } from './post-office.connector.js';
import { feedJob, feedSubject } from './post-office.job.js';
import { idBefore } from './post-office.ids.js';

const now = new Date('2025-07-03T02:30:00Z');
const whole = postGolden('feed-whole.response.json');
const first = postGolden('feed-first.response.json');
const empty = answered(postGolden('feed-empty.response.json'));
const number = 'H99.01-250701-00001';

const run = (answers: readonly HttpResult[], given: { cursor?: string; feed?: object } = {}) =>
  runPostJob({ ...{ kind: feedJob, subject: feedSubject, now }, ...given }, answers);

const ids = [...whole.matchAll(/"\$oid":"(\w+)"/g)].map(([, id]) => id!);
/** The golden first row with a field as this raw JSON, and an end. */
const withField = (field: string, json: string): HttpResult =>
  answered(first.replace(new RegExp(`"${field}":("[^"]*"|\\d+|\\{[^}]*\\})`), `"${field}":${json}`));

describe('the feed, from the golden bytes', () => {
  it('begins with 24 zeros, goes on after the last row, ends with an empty page', async () => {
    const { asked, found, facts, end } = await run([answered(whole), empty]);
    expect(asked).toEqual([`?pagesize=100&lastId=${'0'.repeat(24)}`, `?pagesize=100&lastId=${ids[3]}`]);
    expect(facts.map(({ code, state, at }) => [code, state, at])).toEqual([
      ['1', 'accepted', '2025-07-01T02:30:00.000Z'],
      ['2', 'accepted', '2025-07-01T06:30:00.000Z'],
      ['3', 'inTransit', '2025-07-01T22:30:00.000Z'],
      ['4', 'delivered', '2025-07-03T02:30:00.000Z'],
    ]);
    expect(facts[0]).toMatchObject({ account: 'h99', reference: number, itemCode: 'EZ000000014VN', confirmed: true });
    expect(facts[0]!.itemCodeFault).toBeUndefined();
    expect(found.map(([, cursor]) => cursor)).toEqual([ids[3]]);
    expect(end).toEqual({ next: new Date(now.getTime() + 300_000) });
  });

  it('goes on from an hour before the cursor, which never goes back', async () => {
    const { asked, found } = await run([answered(first), empty], { cursor: ids[3]! });
    expect(asked[0]).toBe(`?pagesize=100&lastId=${idBefore(Date.parse('2025-07-03T01:30:00Z'))}`);
    expect(found.map(([, cursor]) => cursor)).toEqual([undefined]);
  });

  it('an id of the future is no cursor, and one that stands there is not believed', async () => {
    const future = first.replace(ids[0]!, idBefore(now.getTime() + 1_000_000_000));
    expect((await run([answered(future), empty])).found.map(([, cursor]) => cursor)).toEqual([undefined]);
    const { asked } = await run([empty], { cursor: 'f'.repeat(24) });
    expect(asked[0]).toBe(`?pagesize=100&lastId=${idBefore(now.getTime() - 3_600_000)}`);
  });

  it.each([
    ['13 digits, milliseconds', '1751337000000', '2025-07-01T02:30:00.000Z', true],
    ['10 digits, seconds', '1751337000', '2025-07-01T02:30:00.000Z', true],
    ['the same as a text', '"1751337000000"', '2025-07-01T02:30:00.000Z', true],
    ['a little ahead', String(now.getTime() + 599_000), '2025-07-03T02:39:59.000Z', true],
    ['from the future', String(now.getTime() + 601_000), '2025-07-03T02:40:01.000Z', false],
  ])('EventTime of %s', async (_title, time, at, confirmed) => {
    expect((await run([withField('EventTime', time), empty])).facts).toMatchObject([{ at, confirmed }]);
  });

  it('a code that nobody knows says only that the parcel is there', async () => {
    expect((await run([withField('StatusCode', '44'), empty])).facts).toMatchObject([{ code: '44', state: 'unknown' }]);
    expect((await run([withField('StatusCode', '"4"'), empty])).facts).toMatchObject([{ state: 'delivered' }]);
  });

  it('an odd waybill number is a warning', async () => {
    const { facts } = await run([withField('ItemCode', '"BK990032289VN"'), empty]);
    expect(facts).toMatchObject([{ itemCode: 'BK990032289VN', itemCodeFault: 'checkDigit' }]);
  });
});

describe('a feed that is not as it should be', () => {
  it('truncated at every byte: nothing is stored, and it is told', async () => {
    for (let length = 0; length < first.length; length += 1) {
      const { end, found } = await run([answered(first.slice(0, length))]);
      expect([length, end, found]).toEqual([length, 'Error: post-office: post-office.brokenContract', []]);
    }
  });

  const wrong = ['null', 'true', '{}', '[]', '{"$oid":"x"}', '-1', '4.5', '1e3', '""', '" "', '"\\u0007"', '"a b"'];
  const fields = [
    '_id',
    'CustomerCode',
    'OrderNumber',
    'EventTime',
    'POSID',
    'ItemCode',
    'StatusCode',
    'StatusMessage',
    'Notes',
  ];
  it.each(fields)('%s of any wrong type: no crash, no other parcel, never delivered', async (field) => {
    for (const json of wrong) {
      const { end, facts, found } = await run([withField(field, json), empty]);
      const stopped = typeof end === 'string';
      expect([json, stopped]).toEqual([json, field === '_id']);
      for (const fact of facts) {
        expect([json, fact.state]).not.toEqual([json, 'delivered']);
        if (field !== 'OrderNumber') expect(fact.reference).toBe(number);
      }
      const kept = found.flatMap(([{ unreadable = [] }]) => unreadable);
      const others = field === 'CustomerCode' && /^"[ab\\ ]/.test(json);
      if (!stopped && !others) expect([json, facts.length + kept.length]).toEqual([json, 1]);
      for (const { cause } of kept) expect(cause).toMatch(/^post-office\.\w+Malformed$/);
    }
  });

  it('what stands around the rows: nothing is made of its totals, and rows that are no list are no page', async () => {
    type Page = { _embedded: { 'rh:doc': object[] } };
    const page = JSON.parse(first) as Page;
    const asItIs = (await run([answered(first), empty])).facts;
    expect(Object.keys(page)).toEqual(['_embedded', '_size', '_total_pages', '_returned']);
    expect(Object.keys(page._embedded)).toEqual(['rh:doc']);
    expect(Object.keys(page._embedded['rh:doc'][0]!)).toEqual(fields);
    for (const value of [null, true, -1, 7.5, '', 'x', {}, { a: 1 }, [], ['x']]) {
      for (const total of ['_size', '_total_pages', '_returned']) {
        const { facts } = await run([answered(JSON.stringify({ ...page, [total]: value })), empty]);
        expect([total, value, facts]).toEqual([total, value, asItIs]);
      }
      const without = { ...page, _embedded: value };
      const rowless = { ...page, _embedded: { 'rh:doc': value } };
      for (const body of Array.isArray(value) ? [without] : [without, rowless]) {
        const { end, found } = await run([answered(JSON.stringify(body))]);
        expect([body, end, found]).toEqual([body, 'Error: post-office: post-office.brokenContract', []]);
      }
    }
  });

  it.each([
    ['no page', '{"_returned":0}'],
    ['a list', '[]'],
    ['another list', '{"_embedded":[]}'],
    ['rows that are none', '{"_embedded":{"rh:doc":{}}}'],
  ])('%s: nothing is stored, and it is told', async (_title, body) => {
    expect(await run([answered(body)])).toMatchObject({
      end: 'Error: post-office: post-office.brokenContract',
      found: [],
    });
  });

  it('rows that are no rows stop only themselves', async () => {
    const page = first.replace('"rh:doc":[', '"rh:doc":[null,5,"x",[],');
    const { facts, found } = await run([answered(page), empty]);
    expect(facts).toHaveLength(1);
    expect(found[0]![0].unreadable).toHaveLength(4);
  });

  it('the same page again and again does not go on for ever', async () => {
    const { end, asked } = await run([answered(whole)]);
    expect(end).toBe('Error: post-office: the feed does not move on');
    expect(asked).toHaveLength(2);
  });

  it('where the row asked for comes again, alone, the feed is at its end', async () => {
    const { end, asked } = await run([answered(first)]);
    expect(end).toEqual({ next: new Date(now.getTime() + 300_000) });
    expect(asked).toHaveLength(2);
  });

  it('a token that is over is asked for anew, once', async () => {
    const answers = [answered('', 401), token, answered(first), empty];
    expect((await run(answers)).facts).toHaveLength(1);
    expect((await run([answered('', 401), token, answered('', 401)])).end).toBe(
      'Error: post-office: post-office.notAllowed',
    );
  });
});

describe('a row of the feed that could not be read, read once more', () => {
  const row = (JSON.parse(first) as { _embedded: { 'rh:doc': Record<string, unknown>[] } })._embedded['rh:doc'][0]!;
  const { readAgain } = createPostOfficeConnector(postConfigOf({}), { transport: noTransport });
  const again = (change: Record<string, unknown>) =>
    readAgain!(
      {
        ...{ provider: 'post-office', account: 'feed', cause: 'post-office.shapeOfYesterday' },
        bytes: Buffer.from(JSON.stringify({ ...row, ...change })),
      },
      now,
    );

  it('says what the feed would have said, under the same id', async () => {
    const { facts } = await run([answered(first), empty]);
    const read = again({});
    const shown = (one: object | undefined) => ({ ...one, row: undefined });
    expect('facts' in read && shown(read.facts[0])).toEqual(shown(facts[0]));
  });

  it('or why it still cannot be read', () => {
    expect(again({ EventTime: 'hôm qua' })).toEqual({ result: 'stillUnreadable', reason: 'post-office.timeMalformed' });
    expect(again({ CustomerCode: 'somebody else' })).toEqual({
      ...{ result: 'stillUnreadable', reason: 'post-office.otherCustomer' },
    });
  });
});
