import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ApiClient } from '../support/api-client.js';
import { aDossier } from '../support/dossier.js';
import { Home } from '../support/home.js';
import { Program } from '../support/program.js';
import { keys } from '../support/test-config.js';
import { until } from '../support/until.js';
import { upkeep, type UpkeepAnswer } from '../support/upkeep.js';

/** `npm run backup`, `restore` and `status` against the real process, through the socket in its data folder. */
describe('the upkeep commands of a data folder', () => {
  let home: Home;
  beforeAll(async () => {
    home = await Home.open('prepared');
  });
  afterAll(async () => {
    await Promise.all(started.map((program) => program.stop()));
    await home.remove();
  }, 30_000);

  const started: Program[] = [];
  /** Without its partners: what is accepted stays open. */
  async function start(dataDir: string): Promise<Program> {
    const env = home.env({ ...home.configured(), DATA_DIR: dataDir }) as Record<string, string>;
    const log = join(home.path, `${started.length}.log`);
    const script = 'apps/embedded/dist/main.js';
    const program = new Program({ name: 'embedded', script, env, log, ready: `${home.url}/health/ready` });
    started.push(program);
    return program.start();
  }

  const command = (args: readonly string[], dataDir = home.dataDir): Promise<UpkeepAnswer> =>
    upkeep(args, home.env({ DATA_DIR: dataDir }));
  const refused = (sentence: RegExp) => ({ code: 1, stdout: '', stderr: expect.stringMatching(sentence) as string });

  it('take a backup under load, ask how it is, and bring it back in another folder, without what was accepted later', async () => {
    const client = new ApiClient(home.url, keys.demo);
    const running = await start(home.dataDir);
    const file = join(home.path, 'a.backup');
    const accepted: string[] = [];
    let loading = true;
    const load = (async () => {
      for (let n = 0; loading; n += 1) {
        const { status } = await client.put(`H44.01-up-${n}`, aDossier());
        if (status === 202) accepted.push(`H44.01-up-${n}`);
        await sleep(10);
      }
    })();
    await until('some are accepted', () => accepted.length > 5);
    const before = [...accepted];
    const backup = await command(['backup', '--to', file]);
    const during = accepted.length - before.length;
    loading = false;
    await load;
    expect(backup).toMatchObject({ code: 0, stderr: '' });
    const [, rows] =
      /a\.backup: (\d+) rows, \d+\.\d MB, in \d+\.\d s(?:; the store stood still for \d+\.\d s)?\.\n/.exec(
        backup.stdout,
      )!;
    expect(Number(rows)).toBeGreaterThan(before.length);
    expect(during).toBeGreaterThan(0);
    const [, snapshotAt] = /^It holds what was accepted until (\S+)\. The master key is not in it: /m.exec(
      backup.stdout,
    )!;

    const late = 'H44.01-up-late';
    expect((await client.put(late, aDossier())).status).toBe(202);
    const status = await command(['status']);
    expect(status).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(status.stdout)).toMatchObject({
      ...{ pid: running.pid, notReady: [], outbox: { gateway: expect.anything(), connectors: expect.anything() } },
      removed: { gateway: expect.anything(), connectors: expect.anything() },
    });
    const other = join(home.path, 'other');
    expect(await command(['restore', '--from', file, '--replace'])).toEqual(refused(/is in use|in use by/));

    expect(await running.stop()).toBe(0);
    expect(await command(['status'])).toEqual(refused(/^no process with this DATA_DIR is running\.$/m));
    const restored = await command(['restore', '--from', file], other);
    expect(restored).toMatchObject({ code: 0, stderr: '' });
    expect(restored.stdout.split('\n')).toEqual(
      expect.arrayContaining([
        expect.stringMatching(new RegExp(`^restored ${rows} rows in `)),
        `What was accepted after ${snapshotAt} is lost: whoever sent it must send it again.`,
        'The master key is not in a backup: DATA_DIR/master.key must be the one of then.',
      ]),
    );
    copyFileSync(join(home.dataDir, 'master.key'), join(other, 'master.key'));

    await start(other);
    for (const code of before) expect([code, (await client.get(`/v1/dossiers/${code}`)).status]).toEqual([code, 200]);
    expect((await client.get(`/v1/dossiers/${late}`)).status).toBe(404);
    expect((await client.put(late, aDossier())).status).toBe(202);
  }, 120_000);
});
