import { randomBytes } from 'node:crypto';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { prepareDataDir, tempFolder } from '@lienthong/store/testing';
import { ApiClient } from './api-client.js';
import { PortalControl } from './portal-control.js';
import { freePort } from './program.js';
import { keys, testConfig, units } from './test-config.js';
import { until } from './until.js';

export const root = resolve(__dirname, '../..');
/** What a test has in its file beside the usual. */
interface More {
  readonly units?: readonly object[];
  /** Slices of further partners, their secrets by reference. */
  readonly partners?: Readonly<Record<string, object>>;
}
type Env = Readonly<Record<string, string>>;

/** `npm start`, as it runs. */
export interface Started {
  /** The starter; a process group of its own, as a terminal gives it. */
  readonly starter: ChildProcess;
  /** The process with both sides. */
  readonly pid: number;
  readonly millis: number;
  readonly client: ApiClient;
  said(): string;
  /** A signal to the starter's group, as Ctrl-C in a terminal. */
  press(signal: 'SIGINT' | 'SIGTERM'): void;
  /** Exit code of the starter. */
  readonly ended: Promise<number | null>;
}

/** A data folder with ports of its own, for real processes. */
export class Home {
  readonly #folder = tempFolder('home');
  readonly dataDir = join(this.#folder.path, 'data');
  readonly path = this.#folder.path;
  readonly #running = new Set<{ starter: ChildProcess; ended: Promise<number | null> }>();

  private constructor(
    readonly port: number,
    readonly sandboxPort: number,
  ) {}

  /** `prepared`: with an empty database and its key already there, for tests that are not about the first start. */
  static async open(folder: 'empty' | 'prepared' = 'empty'): Promise<Home> {
    const home = new Home(await freePort(), await freePort());
    if (folder === 'prepared') {
      await prepareDataDir(home.dataDir);
      writeFileSync(join(home.dataDir, 'master.key'), randomBytes(32).toString('base64'), { mode: 0o600 });
    }
    return home;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }
  get portal(): PortalControl {
    return new PortalControl(`http://127.0.0.1:${this.sandboxPort}`);
  }

  env(change: Env = {}): NodeJS.ProcessEnv {
    const { dataDir, port, sandboxPort } = this;
    // Servers that tests may use are none of the embedded product's.
    const embedded = { ...process.env, DATABASE_URL: '', KAFKA_BROKERS: '' };
    return { ...embedded, DATA_DIR: dataDir, PORT: String(port), SANDBOX_PORT: String(sandboxPort), ...change };
  }

  /** A configuration file with short deadlines, and the environment that names it; clients and operators as `keys`. */
  configured(portal: Readonly<Record<string, unknown>> = {}, more: More = {}): Env {
    const file = join(this.path, 'lienthong.yaml');
    // JSON is YAML. Secrets stand in it by reference only.
    const { clients, operators, partners, journey } = testConfig(this.portal.url, portal);
    // What it pushes shows a secret of its own.
    const { inbound: _inbound, ...usual } = partners['dvc-portal'] as Record<string, unknown>;
    const slice = { ...usual, password: '${PORTAL_PASSWORD}' };
    const referred = <T extends { readonly name: string }>(all: readonly T[]): unknown[] =>
      all.map((one) => ({ ...one, key: `\${KEY_OF_${one.name.toUpperCase().replace('-', '_')}}` }));
    const config = {
      units: [...units, ...(more.units ?? [])],
      clients: referred(clients),
      operators: referred(operators),
      partners: { 'dvc-portal': slice, ...more.partners },
      journey,
    };
    writeFileSync(file, JSON.stringify(config, undefined, 2));
    return {
      LIENTHONG_CONFIG: file,
      PORTAL_PASSWORD: 'synthetic-password',
      KEY_OF_DEMO: keys.demo,
      KEY_OF_OTHER: keys.other,
      KEY_OF_OPERATOR_1: keys.first,
      KEY_OF_OPERATOR_2: keys.second,
      KEY_OF_VIEWER: keys.viewer,
    };
  }

  /** Resolves when it is ready. */
  async start(change: Env = {}, key?: string): Promise<Started> {
    const began = performance.now();
    const starter = spawn(process.execPath, ['scripts/start.mjs'], {
      cwd: root,
      env: this.env(change),
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    const ended = new Promise<number | null>((done) => starter.once('exit', done));
    const running = { starter, ended };
    this.#running.add(running);
    void ended.then(() => this.#running.delete(running));
    let text = '';
    for (const stream of [starter.stdout, starter.stderr]) {
      stream.on('data', (bytes: Buffer) => (text += bytes.toString('utf8')));
    }
    const line = await until(
      'ready',
      () => {
        if (starter.exitCode !== null) throw new Error(`ended with ${starter.exitCode} before it was ready:\n${text}`);
        return text.split('\n').find((candidate) => candidate.endsWith('"msg":"ready"}'));
      },
      60_000,
    );
    const { pid } = JSON.parse(line) as { pid: number };
    return {
      starter,
      pid,
      ended,
      millis: performance.now() - began,
      client: new ApiClient(this.url, key ?? /Key of client demo\s+(\S+)/.exec(text)?.[1]),
      said: () => text,
      press: (signal) => process.kill(-starter.pid!, signal),
    };
  }

  /** A start that is expected to end by itself. */
  startInVain(change: Env = {}, args: readonly string[] = []): { code: number | null; said: string } {
    const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/start.mjs', ...args], {
      cwd: root,
      env: this.env(change),
      encoding: 'utf8',
      timeout: 60_000,
    });
    return { code: status, said: stdout + stderr };
  }

  /** Ends whatever runs here, the sandbox too, and removes the folder. */
  async remove(): Promise<void> {
    for (const { starter, ended } of this.#running) {
      // Two signals, further apart than those of one key press: at once.
      starter.kill('SIGTERM');
      await new Promise((done) => setTimeout(done, 300));
      starter.kill('SIGTERM');
      await ended;
    }
    spawnSync(process.execPath, ['scripts/stop-sandbox.mjs'], { cwd: root, env: this.env(), timeout: 20_000 });
    this.#folder.remove();
  }
}
