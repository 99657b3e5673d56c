import { join } from 'node:path';
import { topics } from '@lienthong/contracts';
import { withClient } from '@lienthong/store/testing';
import type { ApiClient } from '../support/api-client.js';
import type { Cluster, Member } from '../support/cluster.js';
import { aDossier } from '../support/dossier.js';
import { shortTimes } from '../support/test-config.js';
import { until } from '../support/until.js';
import { upkeep } from '../support/upkeep.js';
import { clientOf, metric, type Scene } from './scene.js';
import { TopicTool } from './topic-tool.js';

const scripts = { gateway: 'test/cluster/impatient-gateway.mjs', connectors: 'apps/connectors/dist/main.js' };
const partitions = 2;
const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);

/** Both topics can be lost at any time: whatever is open is announced again, from the store. */
export const storeAnnounces = (scene: () => Scene): void =>
  describe('whose topics are lost', () => {
    let cluster: Cluster;
    let databaseUrl: string;
    let tool: TopicTool;
    const gateway = (): Member => cluster.gateways[0]!;
    const connectors = (): Member => cluster.connectors[0]!;
    const client = (): ApiClient => clientOf(cluster, 0);

    beforeAll(async () => {
      const bus = { partitions, prefix: `lost-${process.pid}.` };
      const size = { gateways: 1, connectors: 1 };
      ({ cluster, databaseUrl } = await scene().cluster('lost', { ...size, bus, portal: shortTimes, scripts }));
      tool = await TopicTool.open(scene().kafka.brokers, bus.prefix);
    }, 60_000);
    afterAll(async () => {
      await tool.close();
      await cluster.stop();
    }, 60_000);

    /** Accepted, and in the topic. */
    async function announce(...codes: readonly string[]): Promise<void> {
      const before = sum(await tool.records(topics.exchanges));
      for (const code of codes) expect((await client().put(code, aDossier())).status).toBe(202);
      await until('announced', async () => sum(await tool.records(topics.exchanges)) >= before + codes.length);
    }
    async function carriedOut(...codes: readonly string[]): Promise<void> {
      for (const code of codes) {
        expect(await client().allEnded(code)).toMatchObject([{ state: 'settled', outcome: 'done' }]);
        expect((await scene().portal.held(code))?.counts).toMatchObject({ created: 1, updated: 0 });
      }
    }
    const count = (text: string): Promise<number> =>
      withClient(databaseUrl, async (db) => Number((await db.query<{ n: string }>(text)).rows[0]!.n));

    it('announcements that nobody had heard, and outcomes that nobody had heard, are said again', async () => {
      await connectors().stop();
      await announce('H44.01-261120-0401', 'H44.01-261120-0402');
      await tool.delete(topics.exchanges);
      // Accepted while there is no topic.
      expect((await client().put('H44.01-261120-0403', aDossier())).status).toBe(202);
      await connectors().start();
      await carriedOut('H44.01-261120-0401', 'H44.01-261120-0402', 'H44.01-261120-0403');

      await connectors().stop();
      const [last, lastButOne] = ['H44.01-261120-0404', 'H44.01-261120-0405'];
      await announce(last, lastButOne);
      await gateway().stop();
      await connectors().start();
      const settled = (table: string) =>
        count(`select count(*) as n from ${table} where state = 'settled' and subject in ('${last}', '${lastButOne}')`);
      await until('done at the connectors', async () => {
        return (await settled('connectors.work')) === 2 && (await metric(connectors(), 'outbox_rows')) === 0;
      });
      expect(sum(await tool.records(topics.outcomes))).toBeGreaterThan(0);
      await tool.delete(topics.outcomes);
      expect(await settled('gateway.exchange join gateway.exchange_state using (id)')).toBe(0);
      await gateway().start();
      await carriedOut(last, lastButOne);
    }, 240_000);

    it('restored, with topics of a time that the store does not know: they are made anew, or nothing is done', async () => {
      expect((await client().putAndWait('H44.01-261120-0410', aDossier())).status).toBe(200);
      await connectors().stop();
      await announce('H44.01-261120-0411', 'H44.01-261120-0412');
      const file = join(scene().folderOf('lost'), 'a.backup');
      const env = cluster.env;
      const backup = await upkeep(['backup', '--to', file], env);
      expect(backup).toMatchObject({ code: 0, stdout: expect.stringContaining('It holds what was accepted until') });
      await announce('H44.01-261120-0413');

      const restore = ['restore', '--from', file, '--replace'];
      const refusedBecause = async (change: Readonly<Record<string, string>>, sentence: RegExp): Promise<void> => {
        const { code, stderr } = await upkeep(restore, { ...env, ...change });
        expect([code, stderr.trim()]).toEqual([1, expect.stringMatching(sentence)]);
      };
      await refusedBecause({}, /^1 process\(es\) hear the topics \S+exchanges and \S+outcomes, or were killed.*\.$/);
      await gateway().stop();
      await refusedBecause(
        { KAFKA_BROKERS: '127.0.0.1:9' },
        /^Kafka at 127\.0\.0\.1:9 does not answer \(.+\); nothing has been changed\. Start it.*--leave-topics.*\.$/,
      );
      expect(await count(`select count(*) as n from gateway.dossier where code = 'H44.01-261120-0413'`)).toBe(1);
      expect(sum(await tool.records(topics.exchanges))).toBeGreaterThan(0);

      const { code, stdout } = await upkeep(restore, env);
      expect([code, stdout]).toEqual([0, expect.stringContaining('outcomes have been made anew.')]);
      const none = Array.from({ length: partitions }, () => 0);
      expect([await tool.records(topics.exchanges), await tool.records(topics.outcomes)]).toEqual([none, none]);
      await Promise.all([gateway().start(), connectors().start()]);
      await carriedOut('H44.01-261120-0410', 'H44.01-261120-0411', 'H44.01-261120-0412');
      expect((await client().get('/v1/dossiers/H44.01-261120-0413')).status).toBe(404);
      expect(await scene().portal.held('H44.01-261120-0413')).toBeUndefined();
    }, 240_000);
  });
