import { createTransport, type HttpRequest, type Outcome } from '@lienthong/connector-kit';
import type { CitizenCheckFacts, CitizenCheckPayload } from '@lienthong/contracts';
import { startSandbox, type Sandbox } from '@lienthong/sandbox';
import { tempFolder } from '@lienthong/store/testing';
import { goldenCheck, populationConfigOf } from '../testing/population/population.js';
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

async function ask(person: Partial<CitizenCheckPayload>, changes: Record<string, unknown> = {}): Promise<Outcome> {
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
    const operation = connector.operations['lookUpCitizen']!;
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

  it.each<[string, Partial<CitizenCheckPayload>, string, string]>([
    ['another tone placement', { ...hoa, fullName: 'Trần Thị Hòa' }, 'fullName', 'name.otherSpelling'],
    ['no marks', { ...hoa, fullName: 'TRAN THI HOA' }, 'fullName', 'name.marksMissing'],
    [
      'the year alone',
      { personalNumber: '000060000002', fullName: 'LÊ VĂN NĂM', birthDate: '1960-02-03' },
      'birthDate',
      'birth.yearOnly',
    ],
    [
      'swapped',
      { personalNumber: '000088000003', fullName: 'PHẠM VĂN ĐỦ', birthDate: '1988-04-03' },
      'birthDate',
      'birth.dayAndMonthSwapped',
    ],
    [
      'decomposed in the base',
      { personalNumber: '000077000005', fullName: 'NGUYỄN THẾ QÚY', birthDate: '1977-07-07' },
      'fullName',
      'name.otherSpelling',
    ],
    [
      'an old number',
      { personalNumber: '000000006', fullName: 'VÕ VĂN CŨ', birthDate: '1955-02-02' },
      'oldNumber',
      'number.same',
    ],
  ])('%s', async (_, person, field, code) => {
    await answering('loose');
    const found = facts(await ask(person)).fields.find(({ name }) => name === field);
    expect(found?.code).toBe(code);
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
