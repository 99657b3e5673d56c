import type { Outcome } from '@lienthong/connector-kit';
import { citizenFields } from '@lienthong/contracts';
import { answer, failure, scriptedHttp } from '../testing/dvc-portal/scripted-http.js';
import {
  attemptCheck,
  emptyAnswer,
  goldenOfPopulation as golden,
  matchedAnswer,
  matchedWith,
  type CheckAttempt,
} from '../testing/population/population.js';

const said = (body: string | Uint8Array, given: CheckAttempt = {}, status = 200): Promise<Outcome> =>
  attemptCheck(
    scriptedHttp({ ...answer(status, ''), body: typeof body === 'string' ? Buffer.from(body) : body }),
    given,
  );

const everything: CheckAttempt = {
  payload: {
    fields: citizenFields,
    claims: { ethnicity: '01', permanentAddress: { provinceCode: '01' }, father: { name: 'NGUYEN VAN CHA' } },
  },
};

type Json = { readonly [name: string]: string | Json };

/** What the base tells of a person and nothing of ours maps; below a person. */
const neverRead = [
  'NhomMau',
  ...['NoiDangKyKhaiSinh', 'QueQuan', 'ThuongTru', 'NoiOHienTai'].map((place) => `${place}/QuocGia`),
  ...['Cha', 'Me'].flatMap((relative) => [`${relative}/QuocTich`, `${relative}/SoCMND`]),
  ...['ChuHo/QuanHe', 'ChuHo/SoCMND', 'SoSoHoKhau'],
];
const isRead = (path: string): boolean => !neverRead.includes(path);

/** Every element of the collection: its path below the person, and where its content stands. */
function spotsOf(xml: string): readonly { readonly path: string; readonly start: number; readonly end: number }[] {
  const open: { name: string; start: number }[] = [];
  const spots: { path: string; start: number; end: number }[] = [];
  for (const tag of xml.matchAll(/<(\/?)([A-Za-z]+)(?: [^>]*)?>/g)) {
    const after = tag.index + tag[0].length;
    if (tag[1] === '') open.push({ name: tag[2]!, start: after });
    else {
      const names = open.map(({ name }) => name);
      const path = names.slice(Math.min(2, names.length - 1)).join('/');
      spots.push({ path, start: open.pop()!.start, end: tag.index });
    }
  }
  return spots.sort((one, other) => one.start - other.start);
}

/** The same in JSON. */
function objectOf(xml: string): string | Json {
  const inner = /^<(\w+)>(.*)<\/\1>$/.exec(xml)![2]!;
  if (!inner.startsWith('<')) return inner;
  return Object.fromEntries([...inner.matchAll(/<(\w+)>.*?<\/\1>/g)].map(([one, name]) => [name!, objectOf(one)]));
}

const pathsOf = (of: Json, above: readonly string[] = []): readonly (readonly string[])[] =>
  Object.entries(of).flatMap(([name, inner]) => [
    [...above, name],
    ...(typeof inner === 'string' ? [] : pathsOf(inner, [...above, name])),
  ]);

const withAt = (of: Json, [name, ...rest]: readonly string[], value: unknown): object => ({
  ...of,
  [name!]: rest.length === 0 ? value : withAt(of[name!] as Json, rest, value),
});

describe('answers that are not', () => {
  it.each<[string, CheckAttempt, string]>([
    ['the matched answer', {}, matchedAnswer()],
    ['the empty one', {}, emptyAnswer()],
    ['a fault', {}, golden('fault.response.xml')],
    ['the confirmation', { operation: 'confirmCitizen' }, golden('confirm-yes.response.xml')],
    ['JSON with XML', { changes: { dialect: 'xmlInJson' } }, golden('look-up-matched.response.json')],
    [
      'JSON alone',
      { changes: { dialect: 'json' } },
      '{"error_code":0,"data":[{"SoDinhDanh":"000099000000","HoVaTen":"NGUYEN VAN A","NgayThangNamSinh":{"NgayThangNam":"19990101"}}]}',
    ],
    ['JSON with no person', { changes: { dialect: 'xmlInJson' } }, golden('look-up-none.response.json')],
  ])(
    '%s, cut at every byte, is never taken for an answer',
    async (_, given, text) => {
      const whole = Buffer.from(text);
      const outcomes = new Set<string>();
      for (let length = 0; length < whole.length; length += 1) {
        const outcome = await said(whole.subarray(0, length), given);
        outcomes.add(`${outcome.outcome} ${(outcome as { cause: string }).cause.replace(/\.(xml|json)\..*/, '')}`);
      }
      // The envelope's own end may be missing, nothing else: all of it is unclear.
      expect([...outcomes].every((outcome) => outcome.startsWith('unknown population'))).toBe(true);
    },
    20_000,
  );

  it('every field of another type is never a crash and never a wrong done', async () => {
    const spots = spotsOf(matchedAnswer());
    // A field more in the golden answer is classified here, or the test fails.
    const named = [...new Set(spots.map(({ path }) => path))];
    expect(named.filter((path) => !isRead(path))).toEqual(neverRead);
    const asItIs = await said(matchedAnswer(), everything);
    expect(asItIs).toMatchObject({ outcome: 'done' });
    for (const { path, start, end } of spots) {
      for (const content of ['<b><c/></b>', 'x'.repeat(600), '<Ten>A</Ten><Ten>B</Ten>', '0<b/>', '\u0007']) {
        const answer = matchedAnswer().slice(0, start) + content + matchedAnswer().slice(end);
        const outcome = await said(answer, everything);
        if (isRead(path) || content === '\u0007')
          expect([path, content, outcome.outcome]).toEqual([path, content, 'unknown']);
        else expect([path, content, outcome]).toEqual([path, content, asItIs]);
      }
    }
    expect(await said(matchedWith('Ten', '19990101'), everything)).toMatchObject({ outcome: 'unknown' });
  });

  it('every field of another type in JSON alone: neither', async () => {
    const given = { ...everything, changes: { dialect: 'json' } };
    const person = objectOf(/<CongDan>.*<\/CongDan>/.exec(matchedAnswer())![0]) as Json;
    const asked = (one: unknown) => said(JSON.stringify({ error_code: 0, data: [one] }), given);
    const asItIs = await asked(person);
    expect(asItIs).toMatchObject({ outcome: 'done', facts: { verdict: 'matched' } });
    for (const path of pathsOf(person)) {
      for (const value of [true, false, [], ['x'], { x: 1 }, { x: {} }, 'x'.repeat(600)]) {
        const outcome = await asked(withAt(person, path, value));
        if (isRead(path.join('/'))) expect([path, value, outcome.outcome]).toEqual([path, value, 'unknown']);
        else expect([path, value, outcome]).toEqual([path, value, asItIs]);
      }
    }
    expect(await asked(withAt(person, ['HoVaTen', 'Ten'], 7.5))).toMatchObject({ outcome: 'unknown' });
  });

  it.each(['SoDinhDanh', 'GioiTinh', 'NgayThangNamSinh', 'HoVaTen', 'ThuongTru', 'Cha'])(
    '%s twice is unclear',
    async (field) => {
      const once = new RegExp(`<${field}>.*?</${field}>`).exec(matchedAnswer())![0];
      expect(await said(matchedAnswer().replace(once, once + once), everything)).toMatchObject({ outcome: 'unknown' });
    },
  );

  it.each([
    ['a number of other digits', matchedWith('SoDinhDanh', '1099000000')],
    ['a date that no calendar has', matchedWith('NgayThangNam', '19990231')],
    ['a year that contradicts its date', matchedWith('Nam', '1998')],
    ['a gender that is not in the table', matchedWith('GioiTinh', '7')],
  ])('%s is unclear', async (_, body) => {
    expect(await said(body, everything)).toEqual({ outcome: 'unknown', cause: 'population.fieldUnreadable' });
  });

  it('what nobody asked for may be as it is', async () => {
    expect(await said(matchedWith('GioiTinh', '7'))).toMatchObject({ outcome: 'done' });
    expect(await said(matchedWith('ThuongTru', 'x'))).toMatchObject({ outcome: 'done' });
  });

  const envelope = (inner: string) => emptyAnswer().replace(/<CongdanCollection.*\/>/, inner);
  const persons = (xmlns: string, inner = '') => envelope(`<CongdanCollection${xmlns}>${inner}</CongdanCollection>`);
  const other = (text: string) => matchedAnswer().replace('<SoDinhDanh>000099000000</SoDinhDanh>', text);
  const laughs = `<!DOCTYPE x [<!ENTITY a "ha">${'<!ENTITY b "&a;&a;">'.repeat(50)}]>`;

  it.each<[string, string, string]>([
    ['another person', other('<SoDinhDanh>000000000001</SoDinhDanh>'), 'population.otherPerson'],
    ['a person without a number', other(''), 'population.numberMissing'],
    ['two persons', matchedAnswer().replace(/<CongDan>.*<\/CongDan>/, '$&$&'), 'population.severalPersons'],
    ['no collection', envelope(''), 'population.noCollection'],
    ['two collections', envelope('<CongdanCollection/><CongdanCollection/>'), 'population.severalCollections'],
    ['a collection of errors', persons('', '<Loi>x</Loi>'), 'population.collectionMalformed'],
    ['a collection of words', persons('', 'none'), 'population.collectionMalformed'],
    ['a collection of another vocabulary', persons(' xmlns="urn:x"'), 'population.noCollection'],
    ['no envelope', '<CongdanCollection/>', 'population.noEnvelope'],
    ['a request sent back', golden('look-up.request.xml'), 'population.noCollection'],
    ['a fault', golden('fault.response.xml'), 'population.fault'],
    ['HTML', '<html><body>login</body></html>', 'population.noEnvelope'],
    ['JSON', '{"error_code":"0"}', 'population.xml.malformed'],
    ['nothing', '', 'population.xml.malformed'],
    ['a document type', emptyAnswer().replace('?>', '?><!DOCTYPE x>'), 'population.xml.declaration'],
    ['billion laughs', emptyAnswer().replace('?>', `?>${laughs}`), 'population.xml.declaration'],
    ['depth', envelope('<a>'.repeat(30_000) + '</a>'.repeat(30_000)), 'population.xml.tooDeep'],
    ['size', envelope('x'.repeat(600_000)), 'population.xml.tooLarge'],
  ])('%s: unclear, never noMatch; asked few times more', async (_, body, cause) => {
    expect(await said(body)).toEqual({ outcome: 'unknown', cause });
    expect(await said(body, { attempt: 3 })).toEqual({ outcome: 'brokenContract', cause });
  });

  const json = (value: unknown, dialect = 'xmlInJson') => said(JSON.stringify(value), { changes: { dialect } });
  const inner = (JSON.parse(golden('look-up-matched.response.json')) as { message: string }).message;

  it.each([
    [{ error_code: '-1', message: inner }, 'population.fault'],
    [{ message: inner }, 'population.noCode'],
    [{ error_code: {}, message: inner }, 'population.noCode'],
    [{ error_code: true, message: inner }, 'population.noCode'],
    [{ error_code: '0' }, 'population.noCollection'],
    [{ error_code: '0', message: null }, 'population.noCollection'],
    [{ error_code: '0', message: { CongdanCollection: {} } }, 'population.noCollection'],
    [{ error_code: '0', message: '' }, 'population.xml.malformed'],
    [{ error_code: '0', message: 'OK' }, 'population.xml.malformed'],
    [{ error_code: '0', message: `<!DOCTYPE x>${inner}` }, 'population.xml.declaration'],
    [[{ error_code: '0' }], 'population.json.notAnObject'],
  ])('JSON %j: %s', async (value, cause) => expect(await json(value)).toEqual({ outcome: 'unknown', cause }));

  it('JSON alone: the assumed list, and nothing else', async () => {
    const person = {
      SoDinhDanh: '000099000000',
      HoVaTen: 'NGUYEN VAN A',
      NgayThangNamSinh: { NgayThangNam: '19990101' },
    };
    const facts = async (data: unknown) => json({ error_code: 0, data }, 'json');
    expect(await facts([person])).toMatchObject({ outcome: 'done', facts: { verdict: 'matched' } });
    expect(await facts([])).toMatchObject({ outcome: 'done', facts: { verdict: 'noMatch' } });
    for (const data of [null, {}, '', 0, person]) expect(await facts(data)).toMatchObject({ outcome: 'unknown' });
    for (const one of [
      null,
      [],
      'x',
      {},
      { ...person, SoDinhDanh: [] },
      { ...person, HoVaTen: { Ten: { x: 1 } } },
      { ...person, SoDinhDanh: true },
    ]) {
      expect([one, (await facts([one])).outcome]).toEqual([one, 'unknown']);
    }
  });

  it('a confirmation that says neither yes nor no is unclear', async () => {
    for (const word of ['', 'TRUE ', 'yes', '<b/>', 'true</TonTai><TonTai>false']) {
      const body = golden('confirm-yes.response.xml').replace('true', word);
      expect([word, (await said(body, { operation: 'confirmCitizen' })).outcome]).toEqual([word, 'unknown']);
    }
  });
});

describe('statuses and failures of transport', () => {
  it.each<[number, Partial<Outcome> & { cause: string }]>([
    [401, { outcome: 'later', cause: 'population.signatureRefused' }],
    [403, { outcome: 'refused', cause: 'population.notAllowed', whoActs: 'operator' }],
    [413, { outcome: 'refused', cause: 'population.tooLarge', whoActs: 'operator' }],
    [429, { outcome: 'later', cause: 'population.tooManyRequests' }],
    [500, { outcome: 'unknown', cause: 'population.serverError' }],
    [503, { outcome: 'unknown', cause: 'population.serverError' }],
    [302, { outcome: 'unknown', cause: 'population.unexpectedStatus' }],
    [404, { outcome: 'unknown', cause: 'population.unexpectedStatus' }],
  ])('%d with a person in it is not believed', async (status, outcome) => {
    expect(await said(matchedAnswer(), {}, status)).toEqual(outcome);
  });

  it('a fault comes with 500; it refuses only where its code is configured', async () => {
    const fault = golden('fault.response.xml').replace('Server', 'Client');
    expect(await said(fault, {}, 500)).toEqual({ outcome: 'unknown', cause: 'population.fault' });
    const changes = { answers: { refusals: ['Client'] } };
    expect(await said(fault, { changes }, 500)).toEqual({
      outcome: 'refused',
      cause: 'population.refused',
      whoActs: 'operator',
    });
    expect(await said(fault.replace('Client', 'Server'), { changes }, 500)).toMatchObject({ outcome: 'unknown' });
  });

  it('no answer: later before the first byte, unknown after it', async () => {
    const failing = (cause: Parameters<typeof failure>[0], left: boolean, attempt = 1) =>
      attemptCheck(scriptedHttp(failure(cause, left)), { attempt });
    expect(await failing('transport.connectionRefused', false)).toMatchObject({ outcome: 'later' });
    expect(await failing('transport.timeout', true, 50)).toMatchObject({ outcome: 'unknown' });
    expect(await failing('transport.answerTooLarge', true)).toMatchObject({ outcome: 'unknown' });
  });
});

describe('checks that nobody should be asked about', () => {
  it.each([
    ['/personalNumber', { personalNumber: '00109900000' }],
    ['/personalNumber', { personalNumber: '' }],
    ['/fullName', { fullName: ' ' }],
    ['/fullName', { fullName: 'A\u0000B' }],
    ['/birthDate', { birthDate: '1999-02-30' }],
    ['/procedure', { serviceCode: 'x\ny' }],
  ])('%s', async (pointer, payload) => {
    const outcome = await attemptCheck(scriptedHttp(), { payload });
    expect(outcome).toMatchObject({ outcome: 'refused', whoActs: 'agency', fields: [{ pointer }] });
  });

  it('an officer is always named, with all that the agreement asks for', async () => {
    expect(() => attemptCheck(scriptedHttp(), { payload: { officer: { id: ' ' } } })).toThrow('officer');
    const changes = { officerFields: ['account'] };
    expect(await attemptCheck(scriptedHttp(), { changes })).toMatchObject({
      fields: [{ pointer: '/officer/account' }],
    });
  });

  it('a proxy is not asked what it does not know', async () => {
    const outcome = attemptCheck(scriptedHttp(), { operation: 'confirmCitizen', changes: { dialect: 'json' } });
    expect(await outcome).toMatchObject({ outcome: 'refused', cause: 'population.notInDialect' });
  });
});
