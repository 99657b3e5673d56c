import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Api } from '../proof/api.mts';
import { startSandbox, urlOf } from '../proof/children.mts';
import { Broker, Database } from '../proof/cluster/servers.mts';
import { stopProgram, type Program } from '../proof/program.mts';
import { freePort } from '../support/program.ts';
import { loadMasterKey } from '@lienthong/seal';
import { Hub } from './hub.mts';
import { Life } from './life.mts';
import { proofConfig } from './setup.mts';

/** How much faster than agreed the hub repeats what was not taken: an hour becomes seven seconds. */
const speed = 500;

/** The product under test in either mode, with the sandbox that lives on beside it. */
export class ProofSystem {
  readonly folder: string;
  readonly members: readonly Life[];
  /** Of gateways. */
  readonly urls: readonly string[];
  readonly operators: Api;
  readonly sandboxUrl: string;
  readonly hub: Hub;
  readonly #others: readonly (() => Promise<unknown>)[];

  private constructor(
    folder: string,
    sandbox: { readonly program: Program; readonly url: string },
    { members, ports, others }: Members,
  ) {
    this.folder = folder;
    this.members = members;
    this.urls = ports.map((port) => `http://127.0.0.1:${port}`);
    this.operators = new Api({ ports, keysDir: join(folder, 'data'), timeoutMs: 30_000 });
    this.sandboxUrl = sandbox.url;
    this.hub = new Hub(sandbox.url);
    this.#others = [...others, () => stopProgram(sandbox.program)];
  }

  static async prepare(folder: string, mode: 'embedded' | 'cluster'): Promise<ProofSystem> {
    const callbacks = await freePort();
    const program = startSandbox(folder, '--callbacks', `http://127.0.0.1:${callbacks}`, '--speed', String(speed));
    const sandbox = { program, url: await urlOf(program) };
    const made = await (mode === 'embedded' ? embedded : cluster)(folder, callbacks, sandbox.url);
    const system = new ProofSystem(folder, sandbox, made);
    try {
      await Promise.all(system.members.map((member) => member.start()));
    } catch (error) {
      await system.close();
      throw error;
    }
    return system;
  }

  async close(): Promise<void> {
    await this.operators.close();
    await Promise.all(this.members.map((member) => member.stop()));
    await Promise.all(this.#others.map((end) => end()));
  }
}

interface Members {
  readonly members: readonly Life[];
  readonly ports: readonly number[];
  /** What ends with the run. */
  readonly others: readonly (() => Promise<unknown>)[];
}

const lifeOf = (folder: string, name: string, script: string, env: Readonly<Record<string, string>>): Life =>
  new Life(name, {
    script: `test/agencies/${script}.mts`,
    nodeArgs: ['--disable-warning=ExperimentalWarning'],
    env: { NODE_COMPILE_CACHE: join(folder, 'compile-cache'), ...env },
    log: join(folder, `${name}.log`),
    until: (line) => line === 'ready',
  });

function embedded(folder: string, port: number, sandboxUrl: string): Promise<Members> {
  const data = { CRASH_DATA_DIR: join(folder, 'data'), CRASH_PORT: String(port), CRASH_SANDBOX_URL: sandboxUrl };
  return Promise.resolve({ members: [lifeOf(folder, 'embedded', 'embedded', data)], ports: [port], others: [] });
}

/** Two of each side, on a Kafka and a PostgreSQL of their own; the hub calls the first connectors. */
async function cluster(folder: string, callbacks: number, sandboxUrl: string): Promise<Members> {
  // The database runs as another user where this one is root.
  chmodSync(folder, 0o755);
  const dataDir = join(folder, 'data');
  mkdirSync(dataDir, { mode: 0o700 });
  // Made once, for all processes.
  proofConfig(dataDir, sandboxUrl);
  loadMasterKey({ value: undefined, path: join(dataDir, 'master.key'), createIfMissing: true });
  const [broker, database] = await Promise.all([Broker.open(folder), Database.open(folder)]);
  const common = {
    ...{ DATA_DIR: dataDir, DATABASE_URL: database.url, KAFKA_BROKERS: broker.address },
    ...{ LISTEN_HOST: '127.0.0.1', CRASH_SANDBOX_URL: sandboxUrl },
  };
  const ports = [await freePort(), await freePort()];
  const calls = [callbacks, await freePort()];
  const members = [
    ...ports.map((port, at) => lifeOf(folder, `gateway-${at + 1}`, 'gateway', { ...common, PORT: String(port) })),
    ...calls.map((port, at) => {
      return lifeOf(folder, `connectors-${at + 1}`, 'connectors', { ...common, CALLBACK_PORT: String(port) });
    }),
  ];
  return { members, ports, others: [() => broker.stop(), () => database.stop()] };
}
