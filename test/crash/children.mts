import { join } from 'node:path';
import { startProgram, type Program } from './program.mts';

export interface Partners {
  readonly sandbox: Program;
  readonly reference: Program;
  readonly sandboxUrl: string;
  readonly referenceUrl: string;
  readonly referenceControlUrl: string;
}

/** The two partners, each a process that outlives every gateway. */
export async function startPartners(folder: string): Promise<Partners> {
  const sandbox = startProgram({
    script: 'apps/sandbox/dist/main.js',
    args: ['--port', '0', '--data', join(folder, 'sandbox')],
    log: join(folder, 'sandbox.log'),
    until: (line) => line.startsWith('Sandbox ready'),
  });
  const reference = startProgram({
    script: 'libs/connector-kit/dist/testing/reference-partner/main.js',
    args: ['--data', join(folder, 'reference')],
    log: join(folder, 'reference.log'),
    until: (line) => line.startsWith('{'),
  });
  const sandboxUrl = /http:\/\/[^/]+/.exec(await sandbox.ready)![0];
  const { url, controlUrl } = JSON.parse(await reference.ready) as { url: string; controlUrl: string };
  return { sandbox, reference, sandboxUrl, referenceUrl: url, referenceControlUrl: controlUrl };
}

/** Starts gateways on one folder and port, one after the other. */
export class GatewayStarter {
  readonly log: string;
  readonly hits: string;
  readonly dataDir: string;
  readonly port: number;
  readonly #partners: Partners;
  readonly #compileCache: string;

  constructor(folder: string, port: number, partners: Partners) {
    this.port = port;
    this.#partners = partners;
    this.log = join(folder, 'gateway.log');
    this.hits = join(folder, 'points-hit.ndjson');
    this.dataDir = join(folder, 'data');
    this.#compileCache = join(folder, 'compile-cache');
  }

  /** `point`: where this one is killed, at the n-th time. */
  start(point?: { readonly point: string; readonly nth: number }): Program {
    const { sandboxUrl, referenceUrl } = this.#partners;
    return startProgram({
      script: 'test/crash/gateway.mts',
      nodeArgs: ['--disable-warning=ExperimentalWarning', '--import', new URL('./preload.mjs', import.meta.url).href],
      env: {
        NODE_COMPILE_CACHE: this.#compileCache,
        CRASH_DATA_DIR: this.dataDir,
        CRASH_PORT: String(this.port),
        CRASH_SANDBOX_URL: sandboxUrl,
        CRASH_REFERENCE_URL: referenceUrl,
        CRASH_HITS: this.hits,
        CRASH_POINT: point?.point ?? '',
        CRASH_NTH: String(point?.nth ?? 1),
      },
      log: this.log,
      until: (line) => line === 'ready',
    });
  }
}
