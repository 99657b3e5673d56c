import { sql } from 'kysely';
import { openStore } from '@lienthong/store';
import { Api } from '../proof/api.mts';
import { GatewayStarter, startSandbox, urlOf } from '../proof/children.mts';
import { stopProgram, type Program } from '../proof/program.mts';
import { freePort } from '../support/program.ts';

/** How much faster than agreed providers repeat what was not taken: 33 minutes become 4 seconds. */
const speed = 500;

/** The sandbox with its bank, and gateways on one folder and port, one after the other. */
export class MoneySystem {
  readonly api: Api;
  readonly starter: GatewayStarter;
  readonly sandboxUrl: string;
  readonly #sandbox: Program;
  #gateway: Program | undefined;

  private constructor(sandbox: Program, sandboxUrl: string, starter: GatewayStarter) {
    this.#sandbox = sandbox;
    this.sandboxUrl = sandboxUrl;
    this.starter = starter;
    this.api = new Api({ ports: [starter.port], keysDir: starter.dataDir, timeoutMs: 60_000 });
  }

  static async prepare(folder: string): Promise<MoneySystem> {
    const port = await freePort();
    const callbacks = `http://127.0.0.1:${port}`;
    const sandbox = startSandbox(folder, '--callbacks', callbacks, '--speed', String(speed));
    const sandboxUrl = await urlOf(sandbox);
    const script = { script: 'test/money/gateway.mts', env: { CRASH_SANDBOX_URL: sandboxUrl } };
    return new MoneySystem(sandbox, sandboxUrl, new GatewayStarter(folder, port, script));
  }

  async start(): Promise<void> {
    this.#gateway = this.starter.start();
    await this.#gateway.ready;
  }

  /** In order; how it ended where that was not in order. */
  async stop(): Promise<string | undefined> {
    const gateway = this.#gateway;
    this.#gateway = undefined;
    const how = gateway ? await stopProgram(gateway, 60_000) : 0;
    return how === 0 ? undefined : String(how);
  }

  /** The tables as the stopped gateway left them. */
  async query<Row>(texts: readonly string[]): Promise<readonly (readonly Row[])[]> {
    const store = await openStore({ dataDir: this.starter.dataDir });
    try {
      const found: (readonly Row[])[] = [];
      for (const text of texts) found.push((await sql.raw<Row>(text).execute(store.db('gateway'))).rows);
      return found;
    } finally {
      await store.close();
    }
  }

  async close(): Promise<void> {
    await this.api.close();
    await this.stop();
    await stopProgram(this.#sandbox);
  }
}
