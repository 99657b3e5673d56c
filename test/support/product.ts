import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { accountsOf, createLog, postAccountsOf, type Config } from '@lienthong/config';
import { createApplication, openEmbedded, type Embedded, type EmbeddedOptions } from '@lienthong/embedded';
import { describeEvent } from '@lienthong/process';
import { startSandbox } from '@lienthong/sandbox';
import { Keyring, MasterKey } from '@lienthong/seal';
import { prepareDataDir, tempFolder } from '@lienthong/store/testing';
import { ApiClient } from './api-client.js';
import { PortalControl } from './portal-control.js';
import { keys, testConfig } from './test-config.js';

export interface ProductOptions extends Pick<
  EmbeddedOptions,
  'coreSettings' | 'runnerSettings' | 'retelling' | 'morePartners'
> {
  /** Changes in the portal's slice of `partners:`. */
  readonly portal?: Readonly<Record<string, unknown>>;
  /** Further slices of `partners:`, by the sandbox's address. */
  readonly partners?: (sandboxUrl: string) => Readonly<Record<string, unknown>>;
}

/** The whole product in this process: sandbox, both sides on a folder of their own, the HTTP application on a free port. */
export interface Product {
  readonly config: Config;
  readonly dataDir: string;
  /** The sandbox's own; no part of the product. */
  readonly sandboxDir: string;
  readonly portal: PortalControl;
  readonly sandboxUrl: string;
  /** These change with every restart. */
  readonly url: string;
  readonly embedded: Embedded;
  readonly client: ApiClient;
  readonly other: ApiClient;
  readonly operator: ApiClient;
  readonly secondOperator: ApiClient;
  readonly viewer: ApiClient;
  readonly stranger: ApiClient;
  /** Everything logged so far, at level debug. */
  logLines(): string;
  /** An orderly stop; the folder stays. */
  stop(): Promise<void>;
  start(): Promise<void>;
  /** Both sides on the stopped product's folder, without consumers and without HTTP; closed afterwards. */
  behindClosedDoors<T>(work: (embedded: Embedded) => Promise<T>): Promise<T>;
  /** Stops, and removes everything. */
  dispose(): Promise<void>;
}

interface Running {
  readonly url: string;
  readonly embedded: Embedded;
  stop(): Promise<void>;
}

export async function startProduct(options: ProductOptions = {}): Promise<Product> {
  const folder = tempFolder('product');
  const sandboxDir = tempFolder('product-sandbox');
  const sandbox = await startSandbox({ port: 0, dataDir: sandboxDir.path });
  const dataDir = join(folder.path, 'data');
  await prepareDataDir(dataDir);
  const usual = testConfig(sandbox.url, options.portal);
  const partners = { ...usual.partners, ...options.partners?.(sandbox.url) };
  const config = {
    ...usual,
    partners,
    accounts: accountsOf(partners),
    postAccounts: postAccountsOf(partners),
    partnerNames: Object.keys(partners),
  };
  const keyring = new Keyring(new MasterKey(randomBytes(32)));
  const lines: string[] = [];
  const log = createLog('debug', { write: (line: string) => void lines.push(line) });

  const open = (): Promise<Embedded> => {
    const onEvent: EmbeddedOptions['onEvent'] = (what, detail) =>
      log.debug({ what, ...describeEvent(detail) }, 'event');
    return openEmbedded({ config, dataDir, keyring, ...options, onEvent });
  };
  const run = async (): Promise<Running> => {
    const embedded = await open();
    const { app, stopHearing } = await createApplication(embedded, config, log);
    await app.listen(0, '127.0.0.1');
    const { port } = app.getHttpServer().address() as { port: number };
    const stop = async (): Promise<void> => {
      const listening = app.close();
      await stopHearing();
      await embedded.close();
      await listening;
    };
    return { url: `http://127.0.0.1:${port}`, embedded, stop };
  };

  let running: Running | undefined = await run();
  const now = (): Running => {
    if (!running) throw new Error('the product has been stopped');
    return running;
  };
  const as = (key?: string): ApiClient => new ApiClient(now().url, key);
  const stop = async (): Promise<void> => {
    const was = running;
    running = undefined;
    await was?.stop();
  };
  return {
    config,
    dataDir,
    sandboxDir: sandboxDir.path,
    portal: new PortalControl(sandbox.url),
    sandboxUrl: sandbox.url,
    get url() {
      return now().url;
    },
    get embedded() {
      return now().embedded;
    },
    get client() {
      return as(keys.demo);
    },
    get other() {
      return as(keys.other);
    },
    get operator() {
      return as(keys.first);
    },
    get secondOperator() {
      return as(keys.second);
    },
    get viewer() {
      return as(keys.viewer);
    },
    get stranger() {
      return as();
    },
    logLines: () => lines.join(''),
    stop,
    start: async () => {
      running ??= await run();
    },
    behindClosedDoors: async (work) => {
      const embedded = await open();
      try {
        return await work(embedded);
      } finally {
        await embedded.close();
      }
    },
    dispose: async () => {
      await stop();
      await sandbox.close();
      sandboxDir.remove();
      rmSync(folder.path, { recursive: true, force: true });
    },
  };
}
