import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import {
  aDossier,
  keys,
  personalMarks,
  startHttp,
  type Answer,
  type Ask,
  type HttpFixture,
} from '../testing/http-fixture.js';

/** Every line of bad input that needs no store, through a real server and real sockets. */
let http: HttpFixture;
beforeAll(async () => {
  http = await startHttp();
});
afterAll(() => http.close());

beforeEach(() => http.core.puts.splice(0));

const path = '/v1/dossiers/H44.2026.1';
const put = (body: unknown, ask: Ask = {}): Promise<Answer> => http.ask(path, { method: 'PUT', body, ...ask });
const withApplicant = (changes: object): object =>
  aDossier({ applicant: { ...(aDossier()['applicant'] as object), ...changes } });
const withFee = (amount: string): string => JSON.stringify(aDossier()).replace('50000', amount);

/** A problem document as promised, with nothing personal in it, and nothing reached the core. */
function expectProblem(answer: Answer, status: number, code: string): void {
  expect({ status: answer.status, code: answer.json?.code }).toEqual({ status, code });
  expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
  expect(answer.json).toMatchObject({
    type: `urn:lienthong:problem:${code}`,
    status,
    title: expect.any(String),
    detail: expect.stringMatching(/[^ -~]/),
    whoActs: expect.stringMatching(/^(client|agency|applicant|partner|operator)$/),
    traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
  });
  for (const mark of personalMarks) expect(answer.text).not.toContain(mark);
  expect(http.core.puts).toHaveLength(0);
}
/** …that names these places, each with a Vietnamese sentence. */
function expectFaults(answer: Answer, faults: readonly string[]): void {
  expectProblem(answer, 400, 'request.invalid');
  const errors = answer.json.errors as { pointer: string; code: string; detail: string }[];
  expect(errors.map(({ pointer, code }) => `${pointer} ${code}`).sort()).toEqual([...faults].sort());
  for (const { detail } of errors) expect(detail).toMatch(/[^ -~]/);
}

describe('bodies that are no JSON of ours', () => {
  it('broken JSON, with its place', async () => {
    const answer = await put('{"revision": 1,\n "applicant": {"name": "TRAN THI KHONGDUOCLO" oops');
    expectProblem(answer, 400, 'json.broken');
    expect(answer.json).toMatchObject({ line: 2, column: 47 });
    expect(answer.json.detail).toContain('dòng 2, cột 47');
  });
  it.each(['', ' \n '])('empty body %j', async (body) => expectProblem(await put(body), 400, 'json.empty'));
  it('no body and no content type', async () => expectProblem(await put(undefined), 400, 'json.empty'));
  it('not UTF-8', async () => expectProblem(await put(Buffer.from([0x7b, 0x22, 0xff, 0x22])), 400, 'json.notUtf8'));
  it('duplicate keys', async () => {
    const body = JSON.stringify(aDossier()).replace('"kind":"citizen"', '"kind":"citizen","kind":"business"');
    expectFaults(await put(body), ['/applicant/kind json.duplicateKey']);
  });
  it('NUL and lone surrogates', async () => {
    const body = JSON.stringify(aDossier())
      .replace('So 1 pho Bimat', 'So 1\\u0000')
      .replace('Noidungrieng', '\\ud800 x');
    expectFaults(await put(body), ['/applicant/address/line text.nul', '/summary text.loneSurrogate']);
  });
  it('other control characters', async () => {
    expectFaults(await put(aDossier({ summary: 'a\u0007b' })), ['/summary text.control']);
    expect((await put(aDossier({ summary: 'a\n\tb' }), { key: keys.other })).status).toBe(403);
  });
  it('deep nesting', async () => {
    expectFaults(await put('['.repeat(100_000)), [`${'/0'.repeat(16)} json.tooDeep`]);
    expectFaults(await put(`{"applicant":${'{"address":'.repeat(20)}1${'}'.repeat(21)}`), [
      `/applicant${'/address'.repeat(15)} json.tooDeep`,
    ]);
  });
  it.each(['__proto__', 'constructor', 'prototype'])('%s', async (name) => {
    const body = JSON.stringify(aDossier()).replace('"kind":"citizen"', `"kind":"citizen","${name}":{"isAdmin":true}`);
    expectFaults(await put(body), [`/applicant/${name} field.unknown`]);
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
  });
  it.each(['toString', 'hasOwnProperty', 'then'])('%s is a field like any unknown one', async (name) => {
    expectFaults(await put(aDossier({ [name]: 1 })), [`/${name} field.unknown`]);
  });
  it.each([[[]], ['text'], [5], [null], [true]])('%j instead of an object', async (body) => {
    expectFaults(await put(JSON.stringify(body)), [' type.object']);
  });
});

describe('size and kind of the body', () => {
  it('2 MB is read off and refused, with the answer arriving', async () => {
    const answer = await put(aDossier({ summary: 'x'.repeat(2 * 1024 * 1024) }));
    expectProblem(answer, 413, 'request.tooLarge');
    expect(answer.json.detail).toContain('524288');
  });
  it('2 MB in chunks of unknown length too', async () => {
    const raw = await rawRequest(
      `PUT ${path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${keys.demo}\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n` +
        `10000\r\n${'y'.repeat(65_536)}\r\n`.repeat(32) +
        '0\r\n\r\n',
    );
    expect(raw).toContain('HTTP/1.1 413');
    expect(raw).toContain('request.tooLarge');
  });
  it('a caller that reads nothing before it has written everything gets the answer too', async () => {
    const head = `PUT ${path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${keys.demo}\r\ncontent-type: application/json\r\n`;
    const pieces = Array<string>(16).fill('y'.repeat(131_072));
    const raw = await rawRequest(`${head}content-length: ${16 * 131_072}\r\nconnection: close\r\n\r\n`, pieces);
    expect(raw).toContain('HTTP/1.1 413');
  });
  it.each(['gzip', 'br', 'deflate, gzip'])('a body in %s', async (encoding) => {
    const answer = await put(gzipSync(JSON.stringify(aDossier())), { headers: { 'content-encoding': encoding } });
    expectProblem(answer, 415, 'request.contentEncoding');
    expect(answer.headers['accept-encoding']).toBe('identity');
  });
  it('one that says it is as it is', async () => {
    const answer = await put(aDossier(), { key: keys.other, headers: { 'content-encoding': 'identity' } });
    expectProblem(answer, 403, 'access.unitForbidden');
  });
  it('just within the limit is not too large', async () => {
    const documents = Array.from({ length: 60 }, (_, n) => ({ id: `d${n}`, name: `${'n'.repeat(400)}\u0001` }));
    const answer = await put(aDossier({ documents }));
    expectProblem(answer, 400, 'request.invalid');
    expect(answer.json.errors).toHaveLength(50);
  });
  it.each([
    'text/plain',
    'application/xml',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/json; charset=latin1',
    'nonsense',
  ])('content type %s', async (type) =>
    expectProblem(await put('{}', { headers: { 'content-type': type } }), 415, 'request.contentType'),
  );
  it('a body without a content type', async () => {
    const raw = await rawRequest(
      `PUT ${path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${keys.demo}\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}`,
    );
    expect(raw).toContain('HTTP/1.1 415');
  });
});

describe('fields', () => {
  it('unknown, at every level', async () => {
    const body = { ...withApplicant({ naem: 'x' }), colour: 1, documents: [{ id: 'd', name: 'n', size: 5 }] };
    expectFaults(await put(body), [
      '/applicant/naem field.unknown',
      '/colour field.unknown',
      '/documents/0/size field.unknown',
    ]);
  });
  it('a field name that may be somebody’s number is not echoed', async () => {
    expectFaults(await put(withApplicant({ '000099987654': 1 })), ['/applicant field.unknown']);
  });
  it('missing or null', async () => {
    const body = aDossier({ status: null, applicant: { kind: 'citizen' } });
    delete body['unit'];
    expectFaults(await put(body), ['/applicant/name field.required', '/status field.required', '/unit field.required']);
  });
  it('wrong types', async () => {
    const body = aDossier({
      revision: '1',
      unit: 44,
      fees: {},
      documents: [5, null, [], [{ id: 'a', name: 'x' }]],
      applicant: 'TRAN THI KHONGDUOCLO',
      supplements: 'x',
      field: [],
    });
    expectFaults(await put(body), [
      '/applicant type.object',
      '/documents/0 type.object',
      '/documents/1 type.object',
      '/documents/2 type.object',
      '/documents/3 type.object',
      '/fees type.array',
      '/field type.object',
      '/revision type.integer',
      '/supplements type.array',
      '/unit type.string',
    ]);
    expectFaults(await put(withApplicant({ identityVerified: 'yes', address: [] })), [
      '/applicant/address type.object',
      '/applicant/identityVerified type.boolean',
    ]);
  });
  it('lists of lists, alone in a body that is otherwise right', async () => {
    for (const name of ['documents', 'fees', 'supplements', 'results'])
      expectFaults(await put(aDossier({ [name]: [[]] })), [`/${name}/0 type.object`]);
  });
  it('values outside their lists', async () => {
    const answer = await put(aDossier({ status: 'done', channel: 'KHONGDUOCLO', origin: '' }));
    expectFaults(answer, ['/channel value.notAllowed', '/origin value.notAllowed', '/status value.notAllowed']);
    expect(answer.text).toContain('direct, online, post');
  });
  it.each([
    '2026-02-30T08:00:00+07:00',
    '2026-13-01T08:00:00Z',
    '2026-11-20T24:00:00Z',
    '2026-11-20T08:00:60Z',
    '2026-11-20T08:30:00',
    '2026-11-20',
    '20/11/2026',
    '2026-11-20T08:30:00+25:00',
    '0000-01-01T00:00:00Z',
    'KHONGDUOCLO',
  ])('the time %s', async (time) =>
    expectFaults(await put(aDossier({ submittedAt: time })), ['/submittedAt time.invalid']),
  );
  it.each([
    ['-1', 'number.tooSmall'],
    ['0.5', 'number.notInteger'],
    ['5.0', 'number.notInteger'],
    ['5e4', 'number.notInteger'],
    ['1E400', 'number.notInteger'],
    ['9007199254740992', 'number.tooLarge'],
    ['9007199254740993', 'number.tooLarge'],
    ['"50000"', 'type.integer'],
    ['true', 'type.integer'],
    ['null', 'field.required'],
  ])('the amount %s', async (amount, code) => expectFaults(await put(withFee(amount)), [`/fees/0/amount ${code}`]));
  it('revision 0, and too large', async () => {
    expectFaults(await put(aDossier({ revision: 0 })), ['/revision number.tooSmall']);
    expectFaults(await put(JSON.stringify(aDossier()).replace('"revision":1', '"revision":9007199254740992')), [
      '/revision number.tooLarge',
    ]);
  });
  it('a name of 100,000 characters', async () => {
    const answer = await put(withApplicant({ name: 'KHONGDUOCLO '.repeat(8334) }));
    expectFaults(answer, ['/applicant/name text.tooLong']);
    expect(answer.text.length).toBeLessThan(1000);
  });
  it.each([
    ['personalNumber', '12345678901', 'personalNumber.invalid'],
    ['personalNumber', '1234567890123', 'text.tooLong'],
    ['personalNumber', '00109998765x', 'personalNumber.invalid'],
    ['taxCode', '123', 'taxCode.invalid'],
    ['phone', 'khongduoclo', 'phone.invalid'],
    ['email', 'khongduoclo', 'email.invalid'],
    ['name', '   ', 'text.blank'],
  ])('applicant %s %j', async (field, value, code) => {
    expectFaults(await put(withApplicant({ [field]: value })), [`/applicant/${field} ${code}`]);
  });
  it.each([
    'javascript:alert(1)',
    'file:///etc/passwd',
    '//x/y',
    'https://',
    'http://user:pw@host/',
    'ftp://x/y',
    'https://a b/',
  ])('the address %s', async (url) =>
    expectFaults(await put(aDossier({ documents: [{ id: 'd', name: 'n', url }] })), ['/documents/0/url url.invalid']),
  );
  it('codes with slashes, and codes that are too long', async () => {
    expectFaults(await put(aDossier({ procedure: { code: '1/2', name: 'x' } })), ['/procedure/code code.invalid']);
    expectFaults(await put(aDossier({ unit: 'a'.repeat(61) })), ['/unit text.tooLong']);
    expectFaults(await put(aDossier({ portalCode: 'Đ1' })), ['/portalCode code.invalid']);
  });
  it('lists too long, and things that stand twice', async () => {
    const fee = { code: 'LP01', name: 'x', amount: 1, kind: 'fee', collectAt: 'return' };
    expectFaults(await put(aDossier({ fees: [fee, fee] })), ['/fees list.repeated']);
    const many = Array.from({ length: 101 }, (_, n) => ({ ...fee, code: `F${n}` }));
    expectFaults(await put(aDossier({ fees: many })), ['/fees list.tooLong']);
  });
  it('a unit that nobody configured', async () => {
    expectFaults(await put(aDossier({ unit: 'H44.77' })), ['/unit unit.unknown']);
  });
});

describe('paths, queries and headers', () => {
  it.each(['H29%2F2026', 'a%20b', 'a'.repeat(61), '%C4%90', '..%5C..', 'x%00y'])('the code %s', async (code) => {
    expectFaults(await http.ask(`/v1/dossiers/${code}`, { method: 'PUT', body: aDossier() }), [
      `/path/code ${code.length === 61 ? 'text.tooLong' : 'code.invalid'}`,
    ]);
  });
  it('a slash that is not escaped leads nowhere', async () => {
    expectProblem(await http.ask('/v1/dossiers/H29/2026', { method: 'PUT', body: aDossier() }), 404, 'route.notFound');
  });
  it('a broken escape', async () => expectProblem(await http.ask('/v1/dossiers/%zz'), 400, 'request.urlMalformed'));
  it('a code of a thousand characters', async () =>
    expectProblem(await http.ask(`/v1/dossiers/${'a'.repeat(1000)}`), 414, 'request.urlTooLong'));
  it('a mode that this API does not know', async () => {
    expectFaults(await http.ask(`${path}?mode=backfil`, { method: 'PUT', body: aDossier() }), [
      '/query/mode value.notAllowed',
    ]);
  });
  it.each([
    ['limit=0', '/query/limit limit.invalid'],
    ['limit=201', '/query/limit limit.invalid'],
    ['limit=5&limit=6', '/query/limit limit.invalid'],
    ['status=done', '/query/status value.notAllowed'],
    ['dueBefore=tomorrow', '/query/dueBefore time.invalid'],
    ['colour=red', '/query/colour field.unknown'],
    ['000099987654=1', '/query field.unknown'],
    ['__proto__=1', '/query field.unknown'],
    ['cursor=%00', '/query/cursor cursor.invalid'],
  ])('the query %s', async (query, fault) => expectFaults(await http.ask(`/v1/dossiers?${query}`), [fault]));
  it.each(['*, "a"', 'W/"r1"', 'r1', '"a", "b"'])('If-Match: %s', async (tag) => {
    expectFaults(await put(aDossier(), { headers: { 'if-match': tag } }), ['/headers/if-match etag.invalid']);
  });
  it('an Idempotency-Key of 201 characters', async () => {
    const body = { key: 'b1', by: 'x', content: 'y', status: 'processing', at: '2026-11-20T08:00:00Z' };
    const answer = await http.ask(`${path}/steps`, {
      method: 'POST',
      body,
      headers: { 'idempotency-key': 'k'.repeat(201) },
    });
    expectFaults(answer, ['/headers/idempotency-key key.invalid']);
  });
  it('another method', async () => {
    const answer = await http.ask(path, { method: 'DELETE' });
    expectProblem(answer, 405, 'route.methodNotAllowed');
    expect(answer.headers['allow']).toBe('GET, HEAD, PUT');
  });
  it('another method that says it has a body and has none', async () => {
    const answer = await http.ask(path, {
      method: 'DELETE',
      body: '',
      headers: { 'content-type': 'application/json' },
    });
    expectProblem(answer, 405, 'route.methodNotAllowed');
  });
});

describe('who is asking', () => {
  it.each([
    ['no key', null, {}],
    ['an unknown key', 'nobody-0123456789abc', {}],
    ['another scheme', null, { authorization: 'Basic ZGVtbzpkZW1v' }],
    ['an empty key', null, { authorization: 'Bearer ' }],
    ['a prefix of a key', keys.demo.slice(0, -1), {}],
  ])('%s', async (_, key, headers) => {
    const answer = await put(aDossier(), { key, headers });
    expectProblem(answer, 401, 'access.unknownClient');
    expect(answer.headers['www-authenticate']).toBe('Bearer realm="lienthong"');
  });
  it('strangers cost no parsing: a broken body of theirs is not looked at', async () => {
    expectProblem(await put('{{{', { key: null }), 401, 'access.unknownClient');
  });
  it("another unit's dossier", async () => {
    expectProblem(await put(aDossier({ unit: 'H30' })), 403, 'access.unitForbidden');
    expectProblem(await put(aDossier(), { key: keys.other }), 403, 'access.unitForbidden');
  });
  it('a step with wrong fields', async () => {
    const answer = await http.ask(`${path}/steps`, {
      method: 'POST',
      body: { key: 'a/b', by: '', at: 'now', colour: 1 },
    });
    expectFaults(answer, [
      '/at time.invalid',
      '/by text.blank',
      '/colour field.unknown',
      '/content field.required',
      '/key code.invalid',
      '/status field.required',
    ]);
  });
});

it('no line of the log holds a personal value, a key or a query', () => {
  const lines = http.logLines();
  expect(lines.split('\n').length).toBeGreaterThan(100);
  for (const mark of [...personalMarks, ...Object.values(keys), 'mode=', 'backfil', 'colour'])
    expect(lines).not.toContain(mark);
});

/** Bytes as they are, then the pieces one by one; everything that comes back until the server closes. */
function rawRequest(bytes: string, pieces: readonly string[] = []): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(http.port, '127.0.0.1', () => socket.write(bytes, () => send(0)));
    const send = (index: number): void => {
      const piece = pieces[index];
      if (piece === undefined) socket.resume();
      else socket.write(piece, () => setTimeout(send, 20, index + 1));
    };
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => (answer += chunk));
    socket.pause();
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
  });
}
