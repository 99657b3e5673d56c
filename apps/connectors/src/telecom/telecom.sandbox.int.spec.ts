import { createTransport, type HttpRequest } from '@lienthong/connector-kit';
import { startSandbox, type Sandbox } from '@lienthong/sandbox';
import { tempFolder } from '@lienthong/store/testing';
import { readTelecomConfig } from './telecom.config.js';
import { createTelecomConnector } from './telecom.connector.js';
import { transportSettingsOf } from '../slice-transport.js';

const folder = tempFolder('telecom');
let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, dataDir: folder.path });
});
afterAll(async () => {
  await sandbox.close();
  folder.remove();
});

async function ask(phone: string, token = 'sandbox-telecom-token') {
  const read = readTelecomConfig({
    ...{ assumedContract: true, baseUrl: `${sandbox.url}/telecom`, token },
    transport: { allowPrivateAddresses: true },
  });
  if (!read.ok) throw new Error(JSON.stringify(read.faults));
  const transport = createTransport(transportSettingsOf(read.config));
  const connector = createTelecomConnector(read.config, { transport });
  const call = (request: HttpRequest) => transport.request(request, { deadlineMs: 5_000 });
  const payload = { check: 'c-1', officer: { id: 'CB0001' }, personalNumber: '000190000001', phone };
  try {
    const item = { exchange: `x-${phone}`, subject: 's', number: 1, attempt: 1, payload: payload as never };
    const http = { read: call, send: call };
    const signal = new AbortController().signal;
    const outcome = await connector.operations['matchSubscriber']!.send({
      items: [item],
      http,
      signal,
      now: new Date(),
    });
    return { outcome, health: await connector.health(http) };
  } finally {
    await transport.close();
  }
}

describe('the carrier of the sandbox, over the wire', () => {
  it.each([
    ['0000000001', 'matched'],
    ['0000000002', 'noMatch'],
    ['0000900001', 'unknown'],
  ])('%s: %s', async (phone, verdict) => {
    const { outcome, health } = await ask(phone);
    expect(outcome).toMatchObject({ outcome: 'done', facts: { verdict } });
    expect(health).toEqual({ state: 'up' });
  });

  it('another token is not let in', async () => {
    expect((await ask('0000000001', 'another-token')).outcome).toMatchObject({ outcome: 'later' });
  });

  it('keeps on record who asked', async () => {
    const journal = await fetch(`${sandbox.url}/journal/effects?partner=telecom`);
    const { items } = (await journal.json()) as { items: { record: { officer: string } }[] };
    expect(items.map(({ record }) => record.officer)).toEqual(['CB0001', 'CB0001', 'CB0001']);
  });
});
