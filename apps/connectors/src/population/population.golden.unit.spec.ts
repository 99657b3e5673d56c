import { sealContext, type SealedFacts } from '@lienthong/contracts';
import { newAnswerKey, openAnswer } from '@lienthong/seal';
import { readXml, type XmlElement } from '../reading/xml/tree.js';
import { scriptedHttp, answer } from '../testing/dvc-portal/scripted-http.js';
import {
  attemptCheck,
  emptyAnswer,
  factsOf,
  goldenCheck,
  goldenNow,
  goldenOfPopulation as golden,
  matchedAnswer,
  populationConfigOf,
  type CheckAttempt,
} from '../testing/population/population.js';
import { signedHeaders } from './population.signature.js';

const vectors = JSON.parse(golden('signature.vectors.json')) as {
  name: 'milliseconds' | 'seconds';
  timestamp: string;
  authorization: string;
}[];

/** Names with prefixes, namespaces, texts and order; where the declarations stand does not matter. */
function canonical(xml: string): unknown {
  const read = readXml(Buffer.from(xml), populationConfigOf().xml);
  if (!read.ok) throw new Error(read.cause);
  const names = [...xml.matchAll(/<([A-Za-z:]+)[\s/>]/g)].map(([, name]) => name);
  const plain = ({ local, uri, text, children }: XmlElement): unknown => [local, uri, text, children.map(plain)];
  return { names, tree: plain(read.root) };
}

async function sentFor(given: CheckAttempt, reply = emptyAnswer()) {
  const http = scriptedHttp(answer(200, reply));
  await attemptCheck(http, given);
  expect(http.requests).toHaveLength(1);
  return http.requests[0]!;
}

describe('what the population database gets', () => {
  it.each(vectors.map((vector) => [vector.name, vector] as const))('signature in %s', (timestampUnit, vector) => {
    const { signature } = populationConfigOf({ signature: { ...populationConfigOf().signature, timestampUnit } });
    expect(signedHeaders(signature, goldenNow)).toEqual({
      Timestamp: vector.timestamp,
      Authorization: vector.authorization,
    });
  });

  it('another recipe of the hash makes another signature', () => {
    const { signature } = populationConfigOf();
    const other = signedHeaders({ ...signature, recipe: ['username', 'timestamp', 'secretKey'] }, goldenNow);
    expect(other.Authorization).not.toBe(vectors[0]!.authorization);
  });

  const officerFields = ['unit', 'account', 'phone'];
  const officer = { id: 'CB0001', unit: 'H99.01', account: 'cb0001', phone: '0900000000' };
  it.each<[string, CheckAttempt]>([
    ['look-up.request.xml', {}],
    ['look-up-unprefixed.request.xml', { changes: { soap: { children: 'unprefixed' } } }],
    ['look-up-year.request.xml', { payload: { birthDate: '1999' } }],
    ['look-up-old-number.request.xml', { payload: { personalNumber: '000000000' } }],
    ['look-up-officer.request.xml', { changes: { officerFields }, payload: { officer } }],
    ['confirm.request.xml', { operation: 'confirmCitizen' }],
    [
      'confirm-other-service-field.request.xml',
      { operation: 'confirmCitizen', changes: { confirmServiceField: 'MaDichVu' } },
    ],
  ])('%s', async (file, given) => {
    const sent = await sentFor(given);
    expect(canonical(String(sent.body))).toEqual(canonical(golden(file)));
    expect(sent).toMatchObject({ method: 'POST', path: '/soap', purpose: 'send', keepAnswer: 'none' });
    expect(sent.headers).toEqual({
      'Content-Type': 'text/xml; charset=utf-8',
      SOAPAction: '""',
      Timestamp: vectors[0]!.timestamp,
      Authorization: vectors[0]!.authorization,
    });
  });

  it.each<[string, CheckAttempt]>([
    ['look-up.request.json', { changes: { dialect: 'xmlInJson' } }],
    ['look-up-plain.request.json', { changes: { dialect: 'json' } }],
  ])('%s, byte for byte', async (file, given) => {
    expect((await sentFor(given)).body).toBe(golden(file));
  });

  it('headers of the exchange axis and of a gateway go along where they are configured', async () => {
    const headers = {
      clientId: 'VN/GOV/H99/CLIENT',
      apiKey: 'k-1',
      accessToken: 't-1',
      contentType: 'application/xml',
      more: { 'X-Unit': 'H99' },
    };
    const sent = await sentFor({ changes: { headers, rawAnswer: 'kept' } });
    expect(sent.headers).toMatchObject({
      'X-Road-Client': 'VN/GOV/H99/CLIENT',
      ApiKey: 'k-1',
      lgspaccesstoken: 't-1',
      'Content-Type': 'application/xml',
      'X-Unit': 'H99',
    });
    expect(sent.keepAnswer).toBeUndefined();
  });

  it('names go out in capitals with their marks, letters of markup escaped', async () => {
    const sent = await sentFor({ payload: { fullName: "  h'lan  niê & <con> ".normalize('NFD') } });
    const read = readXml(Buffer.from(String(sent.body)), populationConfigOf().xml);
    expect(JSON.stringify(read)).toContain("H'LAN NIÊ & <CON>");
  });

  it('a name is sent as it was claimed, or with its tones in one place, whatever is asked', async () => {
    const payload = { fullName: 'Trần Thị Hòa' };
    for (const [changes, name] of [
      [{}, 'TRẦN THỊ HÒA'],
      [{ tonePlacement: 'secondVowel' }, 'TRẦN THỊ HOÀ'],
    ] as const) {
      expect(String((await sentFor({ payload, changes })).body)).toContain(`>${name}<`);
      expect(String((await sentFor({ payload, changes, operation: 'confirmCitizen' })).body)).toContain(`>${name}<`);
    }
  });
});

describe('what its answers mean', () => {
  const matched = {
    verdict: 'matched',
    fields: [
      { name: 'personalNumber', verdict: 'match', code: 'number.same' },
      { name: 'fullName', verdict: 'match', code: 'name.same' },
      { name: 'birthDate', verdict: 'match', code: 'birth.same' },
    ],
    officer: 'CB0001',
    requests: ['REQ-0001'],
    checkedAt: '2025-07-01T02:30:00.000Z',
    validUntil: '2025-07-02T02:30:00.000Z',
  };
  it('a person: matched, with officer, request and validity', async () => {
    expect(await factsOf({}, matchedAnswer())).toEqual(matched);
  });
  it('under the key that came with the question: sealed as a whole, and not for this side', async () => {
    const key = newAnswerKey();
    const http = scriptedHttp(answer(200, matchedAnswer()));
    const outcome = await attemptCheck(http, { payload: { answerKey: key.publicKey, fields: ['permanentAddress'] } });
    const { facts } = outcome as unknown as { facts: SealedFacts };
    expect(outcome).toEqual({ outcome: 'done', facts: { sealed: expect.any(String) } });
    const opened = openAnswer(key, Buffer.from(facts.sealed, 'base64'), sealContext.facts('REQ-0001'));
    const released = { permanentAddress: { provinceCode: '01', communeCode: '00001', line: 'So 1 pho Mau' } };
    expect(JSON.parse(opened.toString('utf8'))).toEqual({ ...matched, released });
    expect(String(http.requests[0]!.body)).not.toContain(key.publicKey);
    expect(() => attemptCheck(scriptedHttp(), { payload: { answerKey: 'short' } })).toThrow('answerKey');
  });
  it('the same as a text in JSON', async () => {
    expect(await factsOf({ changes: { dialect: 'xmlInJson' } }, golden('look-up-matched.response.json'))).toEqual(
      matched,
    );
  });
  it('nobody: noMatch, which is not used again', async () => {
    for (const [dialect, body] of [
      ['soap', emptyAnswer()],
      ['xmlInJson', golden('look-up-none.response.json')],
    ]) {
      const facts = await factsOf({ changes: { dialect } }, body!);
      expect(facts).toMatchObject({ verdict: 'noMatch', fields: [], fixBy: 'agency', validUntil: facts.checkedAt });
    }
  });
  it.each([
    ['confirm-yes.response.xml', 'matched'],
    ['confirm-no.response.xml', 'noMatch'],
  ])('%s: %s', async (file, verdict) => {
    expect(await factsOf({ operation: 'confirmCitizen' }, golden(file))).toMatchObject({ verdict });
  });

  it('only what was asked for is released', async () => {
    const { released } = await factsOf(
      { payload: { fields: ['permanentAddress', 'father', 'spouse'] } },
      matchedAnswer(),
    );
    expect(released).toEqual({
      permanentAddress: { provinceCode: '01', communeCode: '00001', line: 'So 1 pho Mau' },
      father: { name: 'NGUYEN VAN CHA', personalNumber: '000070000000' },
    });
    expect(goldenCheck().fields).toEqual([]);
  });
});
