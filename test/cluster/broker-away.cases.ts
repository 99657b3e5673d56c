import type { Cluster, Member } from '../support/cluster.js';
import { aDossier } from '../support/dossier.js';
import { cpuShare } from '../support/proc.js';
import { until } from '../support/until.js';
import { clientOf, type Scene } from './scene.js';

/**
 * Part of a core that a whole process may use while it tries to reach its brokers. The bus alone is held to 5 % with nothing
 * else on the machine to wait for; here two processes start to look at the same time.
 */
const shareOfCore = 0.15;
const watchedMillis = 3_000;

async function whyNotReady({ name, url }: Member): Promise<readonly string[]> {
  return until(
    `${name} is not ready`,
    async () => {
      const answer = await fetch(`${url}/health/ready`);
      const body = (await answer.json()) as { reasons: { what: string }[] };
      return answer.status === 503 ? body.reasons.map(({ what }) => what) : undefined;
    },
    30_000,
  );
}

export const brokerAway = (scene: () => Scene, cluster: () => Cluster): void => {
  it('takes work in, says that it is not ready and why, idles no core, and goes on when it is back', async () => {
    const broker = await scene().mortalKafka();
    const [gateway, connectors] = [cluster().gateways[0]!, cluster().connectors[0]!];
    await broker.kill();
    const { status, json } = await clientOf(cluster(), 0).put('H44.01-261120-0201', aDossier());
    expect(status).toBe(202);
    for (const member of [gateway, connectors]) expect(await whyNotReady(member)).toContain('bus');
    expect((await fetch(`${gateway.url}/health/live`)).status).toBe(200);

    const shares = await Promise.all([gateway, connectors].map(({ pid }) => cpuShare(pid, watchedMillis)));
    const [ofGateway, ofConnectors] = shares.map((share) => `${(100 * share).toFixed(1)} %`);
    console.log(`all brokers down, of one core: gateway ${ofGateway}, connectors ${ofConnectors}`);
    expect(Math.max(...shares)).toBeLessThan(shareOfCore);

    await broker.start();
    await clientOf(cluster(), 1).exchangeIn(json.exchanges[0], 'settled');
    for (const member of cluster().members) await member.ready();
  }, 120_000);
};
