import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { createTransport, type HttpRequest, type Outcome } from '@lienthong/connector-kit';
import { citizenFields } from '@lienthong/contracts';
import { transportSettingsOf } from '../slice-transport.js';
import { goldenCheck, goldenNow, matchedAnswer, populationConfigOf } from '../testing/population/population.js';
import { createPopulationConnector } from './population.connector.js';

/**
 * Milliseconds of CPU time of this whole process, the server's part included, for one look-up. What expands an entity, walks back
 * or copies what it has at each step takes from ten seconds to hours with these documents; what is linear takes some tens of
 * milliseconds. CPU time and not the clock: others may use the machine.
 */
const mostMillis = 1_500;

/** A little less than the largest that is read (`xml.bytes`), or one more than it where that is the point. */
const size = 500_000;

let server: Server;
let said: { readonly body: Buffer; readonly headers: Record<string, string> };
beforeAll(async () => {
  server = createServer((request, response) => {
    request.resume().on('end', () => {
      response.writeHead(200, { 'content-type': 'text/xml', ...said.headers });
      response.end(said.body);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

/** One look-up as the product makes it: transport, SOAP client, guard, parser, mapping, verdict. */
async function ask(body: string | Buffer, changes: Record<string, unknown> = {}, headers = {}) {
  said = { body: Buffer.from(body as string), headers };
  const { port } = server.address() as AddressInfo;
  const config = populationConfigOf({
    ...{ baseUrl: `http://127.0.0.1:${port}`, transport: { allowPrivateAddresses: true } },
    ...changes,
  });
  const transport = createTransport(transportSettingsOf(config));
  const call = (request: HttpRequest) => transport.request(request, { deadlineMs: 60_000 });
  try {
    const operation = createPopulationConnector(config, { transport }).operations['lookUpCitizen']!;
    const payload = operation.parse(goldenCheck({ fields: citizenFields })) as never;
    const item = { exchange: 'REQ-0001', subject: 's', number: 1, attempt: 1, payload };
    const http = { read: call, send: call };
    const began = process.cpuUsage();
    const outcome: Outcome = await operation.send({
      ...{ items: [item], http, signal: new AbortController().signal, now: goldenNow },
    });
    const { user, system } = process.cpuUsage(began);
    return { outcome, millis: (user + system) / 1_000 };
  } finally {
    await transport.close();
  }
}

/** The golden answer with more in front of, or inside, its person. */
const before = (more: string): string => matchedAnswer().replace('<CongDan>', `${more}<CongDan>`);
const inside = (more: string): string => matchedAnswer().replace('<CongDan>', `<CongDan>${more}`);
const typed = (declarations: string, text: string): string =>
  matchedAnswer().replace('?>', `?><!DOCTYPE x [${declarations}]>`).replace('NGUYEN VAN A', text);
const many = (unit: string, bytes = size): string => unit.repeat(Math.floor(bytes / unit.length));
const laughs = Array.from({ length: 12 }, (_, n) => `<!ENTITY l${n + 1} "${`&l${n};`.repeat(10)}">`).join('');
const named = (of: (n: number) => string, count: number): string =>
  Array.from({ length: count }, (_, n) => of(n)).join('');
/** The parser itself is reached: the guard lets everything pass that is no declaration. */
const wide = { xml: { bytes: 1_000_000, depth: 200, elements: 100_000, attributes: 200, tagChars: 65_536 } };

beforeAll(async () => {
  // Whatever is loaded and compiled with the first look-up is no part of any bound.
  expect((await ask(matchedAnswer())).outcome).toMatchObject({ outcome: 'done' });
});

describe('the CPU time of a hostile answer is bounded', () => {
  const worst = { name: 'nothing', millis: 0 };
  const judge = (name: string, { outcome, millis }: Awaited<ReturnType<typeof ask>>, expected: object): void => {
    if (millis > worst.millis) Object.assign(worst, { name, millis });
    expect([name, outcome]).toEqual([name, expect.objectContaining(expected)]);
    expect([name, millis < mostMillis ? 'bounded' : millis]).toEqual([name, 'bounded']);
  };
  afterAll(() => console.log(`hostile answers, most CPU time: ${worst.name}, ${Math.round(worst.millis)} ms`));

  const unclear = (cause: string) => ({ outcome: 'unknown', cause });

  it.each<[string, string, string]>([
    ['billion laughs', typed(`<!ENTITY l0 "ha">${laughs}`, '&l12;'), 'xml.declaration'],
    ['quadratic blow-up', typed(`<!ENTITY q "${many('q', size / 2)}">`, many('&q;', size / 3)), 'xml.declaration'],
    ['an entity of parameters', typed('<!ENTITY % p SYSTEM "http://127.0.0.1:9/x"> %p;', 'A'), 'xml.declaration'],
    ['depth', before(many('<a>', size / 2)), 'xml.tooDeep'],
    ['depth that ends', before(many('<a>', size / 3) + many('</a>', size / 3)), 'xml.tooDeep'],
    ['elements', before(many('<a/>')), 'xml.tooManyElements'],
    ['attributes of one', before(`<a ${named((n) => `a${n}="" `, 30_000)}/>`), 'xml.tooManyAttributes'],
    ['one attribute without end', before(`<a b="${many('x')}`), 'xml.malformed'],
    ['a tag without end', before(many('<a b')), 'xml.tagTooLong'],
    ['quotes that do not close', before(many(`<a b="`)), 'xml.tooManyAttributes'],
    ['comments that do not close', before(many('<!--')), 'xml.malformed'],
    ['a long text', inside(many('x')).replace('x<SoDinh', 'x</x><SoDinh'), 'xml.malformed'],
    ['more than is read', inside(many('<!-- x -->', 700_000)), 'xml.tooLarge'],
  ])('%s, by the guard', async (name, body, cause) => {
    judge(name, await ask(body), unclear(`population.${cause}`));
  });

  it.each<[string, string, object]>([
    ['attributes of many', before(named((n) => `<a ${named((m) => `a${m}="${n}" `, 100)}/>`, 500)), {}],
    ['namespaces of many', before(named((n) => `<a xmlns:p${n}="urn:${n}" p${n}:b=""/>`, 12_000)), {}],
    ['namespaces inside each other', before(`${named((n) => `<a xmlns:p${n}="u">`, 150)}${'</a>'.repeat(150)}`), {}],
    ['references', before(many('&#x41;')), unclear('population.collectionMalformed')],
    ['an entity nobody declared', before(many('&x;')), unclear('population.xml.malformed')],
    ['CDATA', before(many('<![CDATA[x]]>')), unclear('population.collectionMalformed')],
    ['comments', before(many('<!-- x -->')), { outcome: 'done' }],
    ['a name', matchedAnswer().replace('NGUYEN VAN A', many('Ộ', size / 3)), unclear('population.fieldUnreadable')],
    ['blanks in a name', matchedAnswer().replace('NGUYEN VAN A', `A${many(' ')}B`), {}],
    ['marks on a letter', matchedAnswer().replace('NGUYEN VAN A', `A${many('\u0301', size / 2)}`), {}],
    ['digits', matchedAnswer().replace('19990101', many('9')), unclear('population.fieldUnreadable')],
    [
      'persons',
      matchedAnswer().replace(/<CongDan>.*<\/CongDan>/, many('<CongDan/>')),
      unclear('population.severalPersons'),
    ],
    ['fields of a person', inside(many('<X></X>')), { outcome: 'done' }],
    ['one field again and again', inside(many('<GioiTinh>1</GioiTinh>')), unclear('population.fieldUnreadable')],
  ])('%s, by parser and mapping', async (name, body, expected) => {
    judge(name, await ask(body, wide), expected);
  });

  it('what is small only on the wire', async () => {
    const packed = gzipSync(inside(many('<!-- x -->', 50_000_000)));
    const answer = await ask(packed, {}, { 'content-encoding': 'gzip' });
    judge('gzip', answer, unclear('transport.answerTooLarge'));
  });

  const person =
    '{"SoDinhDanh":"000099000000","HoVaTen":"NGUYEN VAN A","NgayThangNamSinh":{"NgayThangNam":"19990101"}}';
  const list = (inner: string): string => `{"error_code":"0","data":[${inner}]}`;
  const field = (json: string): string => list(person.replace('"NGUYEN VAN A"', json));

  it.each<[string, string, object]>([
    ['depth', many('['), unclear('population.json.tooDeep')],
    ['depth of objects', many('{"a":'), unclear('population.json.tooDeep')],
    ['keys', list(person.replace('{', `{${named((n) => `"k${n}":0,`, 40_000)}`)), { outcome: 'done' }],
    [
      'one key again and again',
      list(person.replace('{', `{${many('"k":0,')}`)),
      unclear('population.json.duplicateKey'),
    ],
    [
      'keys of prototypes',
      list(person.replace('{', '{"__proto__":{"toString":1},"constructor":[],')),
      { outcome: 'done' },
    ],
    ['digits', field(many('9')), unclear('population.fieldUnreadable')],
    ['a number of long ends', field(`1e${many('9')}`), unclear('population.fieldUnreadable')],
    ['escapes', field(`"${many('\\u0041')}"`), unclear('population.fieldUnreadable')],
    ['halves of letters', field(`"${many('\\ud800')}"`), unclear('population.fieldUnreadable')],
    ['a text without end', field(`"${many('\\\\')}`), unclear('population.json.broken')],
    ['blanks', list(`${many(' ')}${person}`), { outcome: 'done' }],
    ['persons', list(many('{},') + person), unclear('population.severalPersons')],
    ['lists', list(person.replace('{', `{"x":[${many('[],')}0],`)), { outcome: 'done' }],
    ['more than is read', list(`${many(' ', 700_000)}${person}`), unclear('population.tooLarge')],
  ])('%s in JSON', async (name, body, expected) => {
    judge(`${name} in JSON`, await ask(body, { dialect: 'json' }), expected);
  });

  it('XML in JSON is guarded as any other', async () => {
    const inner = /<CongdanCollection.*<\/CongdanCollection>/.exec(matchedAnswer())![0];
    const asText = (message: string) => JSON.stringify({ error_code: '0', message });
    const given = { dialect: 'xmlInJson' };
    expect((await ask(asText(inner), given)).outcome).toMatchObject({ outcome: 'done' });
    const doctype = `<!DOCTYPE x [<!ENTITY l0 "ha">${laughs}]>${inner.replace('NGUYEN VAN A', '&l12;')}`;
    judge('laughs in JSON', await ask(asText(doctype), given), unclear('population.xml.declaration'));
    const deep = inner.replace('<CongDan>', many('<a>', 400_000));
    judge('depth in JSON', await ask(asText(deep), given), unclear('population.xml.tooDeep'));
  });
});
