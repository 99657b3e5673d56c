import { join } from 'node:path';
import type { Config } from '@lienthong/config';
import { startKafka, startOwnKafka, type KafkaServer, type OwnKafka } from '@lienthong/bus/testing';
import { postgresTestServer, tempFolder, withClient } from '@lienthong/store/testing';
import { ApiClient } from '../support/api-client.js';
import { startCluster, type Cluster, type ClusterOptions, type Member } from '../support/cluster.js';
import { PortalControl } from '../support/portal-control.js';
import { freePort, Program } from '../support/program.js';
import { keys, testConfig } from '../support/test-config.js';

/** Milliseconds, the product's own settling time: after an orderly stop nobody has to wait for it. */
export const times = { hardMs: 15_000, settlingMs: 30_000 };

export interface SceneCluster extends Pick<ClusterOptions, 'gateways' | 'connectors' | 'bus' | 'scripts'> {
  /** Changes in the portal's slice; without them its deadlines are those of production. */
  readonly portal?: Readonly<Record<string, unknown>>;
  /** Units beside the usual ones. */
  readonly units?: Config['units'];
  /** Slices of further partners, by the sandbox's address. */
  readonly partners?: (sandboxUrl: string) => Readonly<Record<string, unknown>>;
  readonly brokers?: readonly string[];
}

/** Kafka, PostgreSQL and the sandbox, each a real process; clusters on them. */
export class Scene {
  readonly #clusters: Cluster[] = [];
  #ownKafka: OwnKafka | undefined;

  private constructor(
    private readonly folder: ReturnType<typeof tempFolder>,
    readonly kafka: KafkaServer,
    private readonly sandbox: Program,
    readonly portal: PortalControl,
  ) {}

  static async open(): Promise<Scene> {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const folder = tempFolder('cluster');
    const sandbox = new Program({
      name: 'sandbox',
      script: 'apps/sandbox/dist/main.js',
      args: ['--port', String(port), '--data', join(folder.path, 'journal')],
      log: join(folder.path, 'sandbox.log'),
      ready: `${url}/health`,
    });
    const [kafka] = await Promise.all([startKafka(), sandbox.start(), postgresTestServer()]);
    return new Scene(folder, kafka, sandbox, new PortalControl(url));
  }

  /** A cluster with topics and a database of its own. */
  async cluster(name: string, options: SceneCluster) {
    const { bus, portal, partners, units = [], brokers = this.kafka.brokers, ...size } = options;
    const databaseUrl = await (await postgresTestServer()).createDatabase();
    const config = testConfig(
      this.portal.url,
      portal ?? { deadlines: { sync: times, progress: times } },
      partners?.(this.portal.url),
    );
    const cluster = await startCluster({
      ...size,
      databaseUrl,
      brokers,
      dataDir: this.folderOf(name),
      config: {
        ...config,
        units: [...config.units, ...units],
        attachments: { ...config.attachments, folder: join(this.folderOf(name), 'files') },
        webhooks: { ...config.webhooks, allowHttp: true, allowPrivateAddresses: true },
      },
      bus: { prefix: `${name}-${process.pid}.`, ...bus },
    });
    this.#clusters.push(cluster);
    return { cluster, databaseUrl };
  }

  folderOf(cluster: string): string {
    return join(this.folder.path, cluster);
  }

  /** A broker that may be killed: the one that is there, unless it is somebody else's or in a container. */
  async mortalKafka(): Promise<OwnKafka> {
    return this.kafka.own ?? (this.#ownKafka ??= await startOwnKafka());
  }

  async close(): Promise<void> {
    await Promise.all(this.#clusters.map((cluster) => cluster.stop()));
    await this.sandbox.stop();
    await Promise.all([this.kafka.stop(), this.#ownKafka?.stop()]);
    await (await postgresTestServer()).stop();
    this.folder.remove();
  }
}

/** A client at the n-th gateway. */
export const clientOf = (cluster: Cluster, n: number): ApiClient => new ApiClient(cluster.gateways[n]!.url, keys.demo);

/** One reading of `/metrics`, summed over its labels. */
export async function metric(member: Member, name: string): Promise<number> {
  const text = await (await fetch(`${member.url}/metrics`)).text();
  const lines = text
    .split('\n')
    .filter((line) => line.startsWith(`lienthong_${name}{`) || line.startsWith(`lienthong_${name} `));
  if (lines.length === 0) throw new Error(`${member.name} has no ${name}`);
  return lines.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
}

export interface Progress {
  /** Exchanges that have not ended. */
  readonly open: number;
  readonly ended: number;
  /** The longest that one took from its creation to its end, and when it was created, epoch milliseconds. */
  readonly longestMillis: number;
  readonly longestSince: number;
}

export async function progressOf(databaseUrl: string): Promise<Progress> {
  const { rows } = await withClient(databaseUrl, (client) =>
    client.query<{ open: string; ended: string; longest: number | null; since: Date | null }>(`
      select count(*) filter (where s.state is null or s.state not in ('settled', 'superseded')) as open,
        count(*) filter (where s.state in ('settled', 'superseded')) as ended,
        max(extract(epoch from s.changed_at - e.created_at) * 1000)::float8 as longest,
        (array_agg(e.created_at order by s.changed_at - e.created_at desc nulls last))[1] as since
      from gateway.exchange e left join gateway.exchange_state s on s.id = e.id`),
  );
  const [row] = rows;
  return {
    open: Number(row!.open),
    ended: Number(row!.ended),
    longestMillis: row!.longest ?? 0,
    longestSince: row!.since?.getTime() ?? 0,
  };
}
