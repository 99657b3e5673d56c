import { createTransport, type HttpRequest, type Outcome } from '@lienthong/connector-kit';
import type { CitizenCheckFacts, CitizenCheckPayload } from '@lienthong/contracts';
import { startSandbox, type Sandbox } from '@lienthong/sandbox';
import { tempFolder } from '@lienthong/store/testing';
import { goldenCheck, populationConfigOf } from '../testing/population/population.js';
import { told, toldOfNobody } from '../testing/population/told.messages.js';
import { nobodyCases, otherDate, wireCases } from '../testing/population/wire-cases.js';
import { createPopulationConnector } from './population.connector.js';
import { transportSettingsOf } from '../slice-transport.js';

const folder = tempFolder('population');
let sandbox: Sandbox;
let requests = 0;

beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, dataDir: folder.path });
});
afterAll(async () => {
  await sandbox.close();
  folder.remove();
});

const paths = { soap: '/soap', xmlInJson: '/json', json: '/rest' };

async function ask(
  person: Partial<CitizenCheckPayload>,
  changes: Record<string, unknown> = {},
  name: 'lookUpCitizen' | 'confirmCitizen' = 'lookUpCitizen',
): Promise<Outcome> {
  const dialect = (changes['dialect'] ?? 'soap') as keyof typeof paths;
  const config = populationConfigOf({
    ...{ baseUrl: `${sandbox.url}/population`, paths: { lookUp: paths[dialect] } },
    transport: { allowPrivateAddresses: true, maxResponseBytes: 32 * 1024 * 1024 },
    ...changes,
  });
  const transport = createTransport(transportSettingsOf(config));
  const call = (request: HttpRequest) => transport.request(request, { deadlineMs: 10_000 });
  try {
    const connector = createPopulationConnector(config, { transport });
    const operation = connector.operations[name]!;
    const payload = operation.parse(goldenCheck(person)) as never;
    const item = { exchange: `REQ-${++requests}`, subject: 's', number: 1, attempt: 1, payload };
    const http = { read: call, send: call };
    expect(await connector.health(http)).toEqual({ state: 'up' });
    return await operation.send({ items: [item], http, signal: new AbortController().signal, now: new Date() });
  } finally {
    await transport.close();
  }
}

async function answering(variant: string): Promise<void> {
  const request = {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ situation: 'otherWords', variant, count: 1 }),
  };
  const answer = await fetch(`${sandbox.url}/situations/population/TraCuuThongTinCongDan`, request);
  expect(answer.status).toBe(200);
}

const facts = (outcome: Outcome): CitizenCheckFacts => (outcome as unknown as { facts: CitizenCheckFacts }).facts;

const hoa = { personalNumber: '000190000001', fullName: 'TRẦN THỊ HOÀ', birthDate: '1990-05-20' };

describe('the population database of the sandbox, over the wire', () => {
  it.each(Object.keys(paths))('a person in the dialect %s', async (dialect) => {
    expect(await ask(hoa, { dialect })).toMatchObject({ outcome: 'done', facts: { verdict: 'matched' } });
    expect(await ask({ ...hoa, birthDate: '1990-05-21' }, { dialect })).toMatchObject({
      facts: { verdict: 'noMatch' },
    });
  });

  it('timestamps in seconds, where the other side wants them', async () => {
    const signature = { ...populationConfigOf().signature, timestampUnit: 'seconds' };
    expect(await ask(hoa, { signature })).toEqual({ outcome: 'later', cause: 'population.signatureRefused' });
  });

  it('an old number is looked up as one', async () => {
    await answering('loose');
    const person = { personalNumber: '000000006', fullName: 'VÕ VĂN CŨ', birthDate: '1955-02-02' };
    expect(facts(await ask(person)).fields[0]).toMatchObject({ name: 'oldNumber', code: 'number.same' });
  });

  it('a name that is decomposed in the base is one in another spelling where the tone stands elsewhere', async () => {
    await answering('loose');
    const person = { personalNumber: '000077000005', fullName: 'NGUYỄN THẾ QÚY', birthDate: '1977-07-07' };
    expect(facts(await ask(person)).fields[1]).toMatchObject({ name: 'fullName', code: 'name.otherSpelling' });
  });

  it('the tone stands elsewhere than in the base: found, and said so; not by a base that compares letters', async () => {
    const written = { ...hoa, fullName: 'Trần Thị Hòa' };
    const otherSpelling = { outcome: 'done', facts: { verdict: 'matched' } };
    const found = await ask(written);
    expect(found).toMatchObject(otherSpelling);
    expect(facts(found).fields[1]).toMatchObject({ verdict: 'match', code: 'name.otherSpelling' });
    await answering('strict');
    expect(await ask(written)).toMatchObject({ facts: { verdict: 'noMatch' } });
    await answering('strict');
    const agreed = facts(await ask(written, { tonePlacement: 'secondVowel' }));
    expect(agreed.fields[1]).toMatchObject({ verdict: 'match', code: 'name.otherSpelling' });
  });

  it.each(wireCases.map((one) => [one.finding, one.field, one] as const))('%s of %s', async (finding, field, one) => {
    await answering('loose');
    const found = facts(await ask({ ...one.person, claims: one.claims }));
    const { candidates, ...said } = found.fields.find(({ name }) => name === field)!;
    expect(said).toEqual({ name: field, code: finding, ...told[finding] });
    expect(candidates?.map(({ communeCode }) => communeCode)).toEqual(
      finding === 'address.claimDivided' ? ['00008', '00025'] : undefined,
    );
  });

  it.each(nobodyCases)('%s', async (finding, person, operation) => {
    const found = facts(await ask(person, {}, operation));
    expect(found).toMatchObject({ verdict: 'noMatch', fields: [], ...toldOfNobody[finding] });
  });

  it.each(['yearOnly', 'confirm'])('birth.notTheOne, by narrowing: %s', async (narrowing) => {
    const found = facts(await ask(otherDate, { narrowing }));
    const finding = 'birth.notTheOne';
    expect(found).toMatchObject({ verdict: 'differs', requests: [expect.any(String), expect.any(String)] });
    expect(found.fields.at(-1)).toEqual({ name: 'birthDate', code: finding, ...told[finding] });
  });

  it('no finding is out of reach', () => {
    const reached = [
      ...wireCases.map(({ finding }) => finding),
      'birth.notTheOne',
      ...nobodyCases.map(([code]) => code),
    ];
    const all = [...Object.keys(told), ...Object.keys(toldOfNobody)];
    expect(all.filter((code) => !(reached as string[]).includes(code))).toEqual([]);
  });

  it.each([
    'doctype',
    'externalEntity',
    'billionLaughs',
    'quadraticBlowUp',
    'deep',
    'manyAttributes',
    'prototypes',
    'fault',
    'faultOver200',
    'noCollection',
    'otherPerson',
    'severalPersons',
  ])('%s: unclear, and no more work than its size', async (variant) => {
    await answering(variant);
    const began = process.cpuUsage();
    expect(await ask(hoa)).toMatchObject({ outcome: 'unknown' });
    const { user, system } = process.cpuUsage(began);
    // Both sides of the wire and the connection are in this. What expands or goes back takes minutes.
    expect((user + system) / 1_000).toBeLessThan(3_000);
    expect(await ask(hoa)).toMatchObject({ outcome: 'done' });
  });
});
