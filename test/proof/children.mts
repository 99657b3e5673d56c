import { join } from 'node:path';
import { PortalSituations } from './portal-situations.mts';
import { startProgram, type Program } from './program.mts';

export interface Partners {
  readonly sandbox: Program;
  readonly reference: Program;
  readonly sandboxUrl: string;
  readonly referenceUrl: string;
  readonly referenceControlUrl: string;
  readonly portal: PortalSituations;
}

/** The sandbox as a process of its own; `args` beside its port and folder. */
export const startSandbox = (folder: string, ...args: string[]): Program =>
  startProgram({
    script: 'apps/sandbox/dist/main.js',
    args: ['--port', '0', '--data', join(folder, 'sandbox'), ...args],
    log: join(folder, 'sandbox.log'),
    until: (line) => line.startsWith('Sandbox ready'),
  });

export const urlOf = async (sandbox: Program): Promise<string> => /http:\/\/[^/]+/.exec(await sandbox.ready)![0];

/** The two partners, each a process that outlives every gateway; `args` are the sandbox's. */
export async function startPartners(folder: string, ...args: string[]): Promise<Partners> {
  const sandbox = startSandbox(folder, ...args);
  const reference = startProgram({
    script: 'libs/connector-kit/dist/testing/reference-partner/main.js',
    args: ['--data', join(folder, 'reference')],
    log: join(folder, 'reference.log'),
    until: (line) => line.startsWith('{'),
  });
  const sandboxUrl = await urlOf(sandbox);
  const { url, controlUrl } = JSON.parse(await reference.ready) as { url: string; controlUrl: string };
  const portal = new PortalSituations(sandboxUrl);
  return { sandbox, reference, sandboxUrl, referenceUrl: url, referenceControlUrl: controlUrl, portal };
}

/** A gateway with its partners, as a script that hears of its folder and port in the environment. */
export interface GatewayScript {
  readonly script: string;
  readonly env: Readonly<Record<string, string>>;
}

const withPartners = ({ sandboxUrl, referenceUrl }: Partners): GatewayScript => ({
  script: 'test/crash/gateway.mts',
  env: { CRASH_SANDBOX_URL: sandboxUrl, CRASH_REFERENCE_URL: referenceUrl },
});

/** Starts gateways on one folder and port, one after the other. */
export class GatewayStarter {
  readonly log: string;
  readonly hits: string;
  readonly dataDir: string;
  readonly port: number;
  readonly #gateway: GatewayScript;
  readonly #compileCache: string;

  constructor(folder: string, port: number, gateway: GatewayScript | Partners) {
    this.port = port;
    this.#gateway = 'script' in gateway ? gateway : withPartners(gateway);
    this.log = join(folder, 'gateway.log');
    this.hits = join(folder, 'points-hit.ndjson');
    this.dataDir = join(folder, 'data');
    this.#compileCache = join(folder, 'compile-cache');
  }

  /** `point`: where this one is killed, at the n-th time. */
  start(point?: { readonly point: string; readonly nth: number }): Program {
    const { script, env } = this.#gateway;
    return startProgram({
      script,
      nodeArgs: ['--disable-warning=ExperimentalWarning', '--import', new URL('./preload.mjs', import.meta.url).href],
      env: {
        NODE_COMPILE_CACHE: this.#compileCache,
        CRASH_DATA_DIR: this.dataDir,
        CRASH_PORT: String(this.port),
        ...env,
        CRASH_HITS: this.hits,
        CRASH_POINT: point?.point ?? '',
        CRASH_NTH: String(point?.nth ?? 1),
      },
      log: this.log,
      until: (line) => line === 'ready',
    });
  }
}
