import { createTransport } from '@lienthong/connector-kit';
import { startSandbox, type Sandbox } from '@lienthong/sandbox';
import { tempFolder } from '@lienthong/store/testing';
import { transportSettingsOf } from '../slice-transport.js';
import { attemptPush, emcConfigOf, goldenPush } from '../testing/emc/emc.js';
import { httpOver } from '../testing/http-over.js';

interface Counted {
  readonly status: string;
  readonly count: number;
}

/** Both encodings, every way of writing codes, over the wire: the sandbox counts what it understood. */
describe('the monitor of the sandbox', () => {
  const folder = tempFolder('emc');
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startSandbox({ port: 0, dataDir: folder.path });
  });
  afterAll(async () => {
    await sandbox.close();
    folder.remove();
  });

  /** With what a form has to escape. */
  const named = 'Th\u1ee7 t\u1ee5c & m\u1eabu+1=2%';

  it.each([
    ['json', { dialect: 'json' }],
    ['strings', { dialect: 'json', codes: 'strings' }],
    ['form', { dialect: 'form' }],
  ])('%s: each status is taken and counted as itself', async (name, how) => {
    const changes = { ...how, baseUrl: `${sandbox.url}/emc`, transport: { allowPrivateAddresses: true } };
    const transport = createTransport(transportSettingsOf(emcConfigOf(changes)));
    const code = `H99.01-${name}`;
    try {
      for (const status of ['received', 'processing', 'completed', 'returned'] as const) {
        const payload = goldenPush({ code, status, procedure: { code: '1.000001', name: named } });
        const outcome = await attemptPush(
          httpOver(() => transport),
          { changes, payload },
        );
        expect(outcome).toMatchObject({ outcome: 'done', facts: { told: true } });
      }
    } finally {
      await transport.close();
    }
    const { items } = (await (await fetch(`${sandbox.url}/emc/counts/${code}`)).json()) as { items: Counted[] };
    expect(items.map(({ status, count }) => [status, count])).toEqual([
      ['1', 1],
      ['2', 2],
      ['3', 1],
    ]);
    const journal = await fetch(`${sandbox.url}/journal/effects?${new URLSearchParams({ partner: 'emc', key: code })}`);
    const effects = (await journal.json()) as { items: { record: { nameTTHC: string } }[] };
    expect(effects.items.map(({ record }) => record.nameTTHC)).toEqual(Array(4).fill(named));
  });
});
