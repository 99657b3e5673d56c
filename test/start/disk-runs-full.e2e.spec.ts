import { join } from 'node:path';
import { ApiClient } from '../support/api-client.js';
import { aDossier } from '../support/dossier.js';
import { Home, root } from '../support/home.js';

describe('a disk that runs full while the product runs', () => {
  let home: Home;
  beforeAll(async () => {
    home = await Home.open('prepared');
  });
  afterAll(() => home.remove());

  it('makes it say that it is not ready, and why, and the log names it', async () => {
    const preload = `--require "${join(root, 'test/support/full-disk.cjs')}"`;
    const started = await home.start({ NODE_OPTIONS: preload, BYTES_LEFT_ON_DISK: '6000000' });
    const { client, said: log } = started;
    const ready = new ApiClient(home.url, undefined);
    expect((await ready.get('/health/ready')).status).toBe(200);

    let status = 202;
    for (let n = 0; n < 2_000 && status < 500; n += 25) {
      const some = Array.from({ length: 25 }, (_, at) => client.put(`H44.01-${n + at}`, aDossier()));
      status = Math.max(...(await Promise.all(some)).map((answer) => answer.status));
    }
    expect(status).toBe(503);
    expect((await ready.get('/health/ready')).json).toMatchObject({
      status: 'notReady',
      reasons: expect.arrayContaining([
        { what: 'store', why: expect.stringMatching(/^the disk is full: the last commit failed \d+ s ago$/) },
      ]),
    });
    const events = log()
      .split('\n')
      .filter((line) => line.includes('"msg":"event"'))
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    // Said once. A smaller commit may still find room: then that is said too, before the next one fails.
    const said = events.filter(({ kind, what }) => what === 'gateway' && String(kind).startsWith('commit.'));
    const failing = { level: 'warn', kind: 'commit.failing', why: 'the disk is full' };
    expect(said).toMatchObject(said.map((_, at) => (at % 2 === 0 ? failing : { kind: 'commit.succeedsAgain' })));
    expect(said.at(-1)).toMatchObject(failing);
    const failures = events.filter(({ kind }) => kind === 'append.failed' || kind === 'outbox.publishFailed');
    expect(failures.filter(({ level }) => level !== 'warn')).toEqual([]);
  });
});
