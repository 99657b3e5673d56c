import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defaultBus, type BusConfig, type Config } from '@lienthong/config';
import { freePort, Program, type ProgramOptions } from './program.ts';

/** A process of the cluster and where it answers. */
export class Member extends Program {
  readonly url: string;

  constructor(options: ProgramOptions, url: string) {
    super(options);
    this.url = url;
  }
}

export interface ClusterOptions {
  /** How many of each; both may be 0 and grow later. */
  readonly gateways: number;
  readonly connectors: number;
  readonly brokers: readonly string[];
  readonly databaseUrl: string;
  /** Made when it is not there: configuration, keys, logs. */
  readonly dataDir: string;
  /** The configuration of all processes; its secrets are handed over by environment variables. */
  readonly config: Config;
  readonly bus?: Partial<BusConfig>;
  /** For every process. */
  readonly env?: Readonly<Record<string, string>>;
  readonly nodeArgs?: readonly string[];
  /** Other programs than the product's own, for instance with a reference partner beside. */
  readonly scripts?: { readonly gateway: string; readonly connectors: string };
}

/** Gateways and connectors as separate processes over one PostgreSQL and one Kafka. */
export interface Cluster {
  readonly gateways: readonly Member[];
  readonly connectors: readonly Member[];
  readonly members: readonly Member[];
  /** What leads a process, or a command, to this cluster's servers, configuration and secrets. */
  readonly env: Readonly<Record<string, string>>;
  /** One more; started and ready. */
  add(kind: 'gateway' | 'connectors'): Promise<Member>;
  /** All in order, side by side. */
  stop(): Promise<void>;
}

const productScripts = { gateway: 'apps/gateway/dist/main.js', connectors: 'apps/connectors/dist/main.js' };

/** Starts them and waits until each is ready. */
export async function startCluster(options: ClusterOptions): Promise<Cluster> {
  const { dataDir, databaseUrl, brokers, scripts = productScripts } = options;
  mkdirSync(dataDir, { recursive: true });
  const env = { ...writeSetup(options), DATABASE_URL: databaseUrl, KAFKA_BROKERS: brokers.join(',') };
  const gateways: Member[] = [];
  const connectors: Member[] = [];

  const create = async (kind: 'gateway' | 'connectors'): Promise<Member> => {
    const list = kind === 'gateway' ? gateways : connectors;
    const port = await freePort();
    const name = `${kind}-${list.length + 1}`;
    const url = `http://127.0.0.1:${port}`;
    const member = new Member(
      {
        name,
        script: scripts[kind],
        ...(options.nodeArgs ? { nodeArgs: options.nodeArgs } : {}),
        env: {
          ...env,
          LISTEN_HOST: '127.0.0.1',
          [kind === 'gateway' ? 'PORT' : 'CALLBACK_PORT']: String(port),
          ...options.env,
        },
        log: join(dataDir, `${name}.log`),
        ready: `${url}/health/ready`,
      },
      url,
    );
    list.push(member);
    return member;
  };

  for (let n = 0; n < options.gateways; n += 1) await create('gateway');
  for (let n = 0; n < options.connectors; n += 1) await create('connectors');
  const stop = async (): Promise<void> => {
    await Promise.all([...gateways, ...connectors].map((member) => member.stop()));
  };
  try {
    await Promise.all([...gateways, ...connectors].map((member) => member.start()));
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    gateways,
    connectors,
    get members() {
      return [...gateways, ...connectors];
    },
    env,
    add: async (kind) => (await create(kind)).start(),
    stop,
  };
}

/** Writes the configuration file (JSON is YAML); answers the environment that leads to it and to its secrets. */
function writeSetup({ dataDir, config, bus }: ClusterOptions): Readonly<Record<string, string>> {
  const secrets: Record<string, string> = { LIENTHONG_MASTER_KEY: randomBytes(32).toString('base64') };
  const referred = (name: string, value: string): string => {
    const variable = name.toUpperCase().replace(/\W/g, '_');
    secrets[variable] = value;
    return `\${${variable}}`;
  };
  const withKeys = <T extends { readonly name: string; readonly key: { reveal(): string } }>(all: readonly T[]) =>
    all.map((one) => ({ ...one, key: referred(`key of ${one.name}`, one.key.reveal()) }));
  const { units, clients, operators, partners, limits, journey, retention, citizenChecks, handovers } = config;
  const { attachments, webhooks } = config;
  /** Wherever they stand in a partner's slice. */
  const withoutSecrets = (value: unknown, place: string, isSecret = false): unknown => {
    if (typeof value === 'string') return isSecret ? referred(place, value) : value;
    if (Array.isArray(value)) return value.map((one, at) => withoutSecrets(one, `${place} ${at}`, isSecret));
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value);
    return Object.fromEntries(
      entries.map(([name, of]) => [
        name,
        withoutSecrets(of, `${name} of ${place}`, /password|secret|^(access)?key$/i.test(name)),
      ]),
    );
  };
  const file = join(dataDir, 'lienthong.yaml');
  const whole = {
    ...{ units, limits, journey, retention, citizenChecks, handovers, attachments, webhooks },
    clients: withKeys(clients),
    operators: withKeys(operators),
    partners: withoutSecrets(partners, 'partners'),
    // One broker holds one copy.
    bus: { ...defaultBus, partitions: 6, replication: 1, sessionTimeoutMs: 6_000, ...bus },
  };
  writeFileSync(file, JSON.stringify(whole, undefined, 2), { mode: 0o600 });
  return { ...secrets, LIENTHONG_CONFIG: file };
}
