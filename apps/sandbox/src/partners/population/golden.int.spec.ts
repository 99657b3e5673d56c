import { rawRequest } from '../../testing/raw-client.js';
import {
  goldenOfPopulation as golden,
  populationHeaders,
  populationPaths,
  publishedNow,
  signedAt,
} from '../../testing/population-for-test.js';
import { sandboxForTest, type SandboxForTest } from '../../testing/sandbox-for-test.js';

const json = 'application/json';
let sandbox: SandboxForTest;

beforeAll(async () => {
  sandbox = await sandboxForTest({ now: publishedNow });
});
afterAll(() => sandbox.end());

const call = async (body: string, path = populationPaths.soap, headers = populationHeaders()) => {
  const { status, body: text } = await rawRequest(sandbox.port, path, headers, body);
  return { status, body: text };
};

describe('the stand-in of the population database and the golden bytes', () => {
  it.each([
    ['look-up.request.xml', 'look-up-matched.response.xml'],
    ['look-up-unprefixed.request.xml', 'look-up-matched.response.xml'],
    ['look-up-year.request.xml', 'look-up-matched.response.xml'],
    ['look-up-old-number.request.xml', 'look-up-matched.response.xml'],
    ['look-up-officer.request.xml', 'look-up-matched.response.xml'],
    ['confirm.request.xml', 'confirm-yes.response.xml'],
    ['confirm-other-service-field.request.xml', 'confirm-yes.response.xml'],
  ])('%s is answered as %s', async (request, response) => {
    expect(await call(golden(request))).toEqual({ status: 200, body: golden(response) });
  });

  it.each([
    ['look-up.request.xml', '19990101', '19990102', 'look-up-none.response.xml'],
    ['look-up.request.xml', 'VAN A', 'VAN B', 'look-up-none.response.xml'],
    ['confirm.request.xml', 'VAN A', 'VAN B', 'confirm-no.response.xml'],
  ])('%s with %s as %s finds nobody', async (request, from, to, response) => {
    expect(await call(golden(request).replace(from, to))).toEqual({ status: 200, body: golden(response) });
  });

  it('speaks JSON with the XML inside', async () => {
    const asked = golden('look-up.request.json');
    const { xmlInJson } = populationPaths;
    const matched = { status: 200, body: golden('look-up-matched.response.json') };
    expect(await call(asked, xmlInJson, populationHeaders(json))).toEqual(matched);
    const none = { status: 200, body: golden('look-up-none.response.json') };
    expect(await call(asked.replace('VAN A', 'VAN B'), xmlInJson, populationHeaders(json))).toEqual(none);
  });

  it('speaks JSON alone, in names of small letters', async () => {
    const { status, body } = await call(
      golden('look-up-plain.request.json'),
      populationPaths.json,
      populationHeaders(json),
    );
    const said = JSON.parse(body) as { error_code: string; data: { SoDinhDanh: string; HoVaTen: { Ten: string } }[] };
    expect({ status, code: said.error_code }).toEqual({ status: 200, code: '0' });
    expect(said.data).toMatchObject([{ SoDinhDanh: '000099000000', HoVaTen: { Ten: 'NGUYEN VAN A' } }]);
  });

  it('has the fault of the golden bytes among its ways to fail', async () => {
    await sandbox.put('population/TraCuuThongTinCongDan', { situation: 'otherWords', variant: 'fault', count: 1 });
    expect(await call(golden('look-up.request.xml'))).toEqual({
      status: 500,
      body: golden('fault.response.xml'),
    });
  });

  it('describes itself, and keeps each access on record with the officer', async () => {
    const described = await fetch(`${sandbox.url}${populationPaths.soap}?wsdl`);
    expect(described.status).toBe(200);
    expect(await described.text()).toContain('TraCuuThongTinCongDan');
    const request = golden('look-up.request.xml').replace('REQ-0001', 'REQ-9001');
    await call(request);
    await call(request);
    const mine = (await sandbox.effects()).filter(({ key }) => key === 'REQ-9001');
    expect(mine.map(({ kind, record }) => [kind, (record as { officer: string }).officer])).toEqual([
      ['created', 'CB0001'],
      ['updated', 'CB0001'],
    ]);
  });
});

describe('what the stand-in does not take', () => {
  const asked = golden('look-up.request.xml');
  const without = (name: string) =>
    Object.fromEntries(Object.entries(populationHeaders()).filter(([key]) => key !== name));
  const vector = populationHeaders();

  it.each([
    ['no timestamp', without('timestamp')],
    ['no signature', without('authorization')],
    ['seconds', { ...vector, ...signedAt('1751337000') }],
    ['a hash of other letters', { ...vector, authorization: vector['authorization']!.replace(/.$/, 'x') }],
    ['another time under the same hash', { ...vector, timestamp: '1751337000001' }],
    ['a signature ten minutes old', { ...vector, ...signedAt('1751336400000') }],
    ['another scheme', { ...vector, authorization: vector['authorization']!.replace('Basic', 'Bearer') }],
  ])('%s: 401', async (_, headers) => {
    expect((await call(asked, populationPaths.soap, headers)).status).toBe(401);
  });

  it.each([
    [
      'another order',
      asked.replace(/(<dan:MaYeuCau>.*?<\/dan:MaYeuCau>)(<dan:MaDVC>.*?<\/dan:MaDVC>)/, '$2$1'),
      'MaYeuCau',
    ],
    ['no officer', asked.replace(/<dan:MaCanBo>.*<\/dan:MaCanBo>/, ''), 'MaCanBo'],
    ['small letters', asked.replace('NGUYEN VAN A', 'Nguyen Van A'), 'HoVaTen'],
    ['a date of dashes', asked.replace('19990101', '1999-01-01'), 'NgayThangNamSinh'],
    ['both numbers', asked.replace('<dan:HoVaTen>', '<dan:SoCMND>000000000</dan:SoCMND><dan:HoVaTen>'), 'HoVaTen'],
    ['a field more', asked.replace('</dan:TraCuu', '<dan:Them/></dan:TraCuu'), 'Them'],
    ['prefixes here and there', asked.replaceAll('dan:MaDVC', 'MaDVC'), 'xmlns'],
    ['a document type', asked.replace('?>', '?><!DOCTYPE x>'), 'XML'],
    ['half a request', asked.slice(0, 300), 'XML'],
    ['another operation', asked.replaceAll('TraCuuThongTinCongDan', 'XoaCongDan'), ''],
  ])('%s', async (_, body, word) => {
    const answer = await call(body);
    expect(answer.status).toBe(500);
    expect(answer.body).toContain('<faultcode>soapenv:Client</faultcode>');
    expect(answer.body).toContain(word);
  });
});
