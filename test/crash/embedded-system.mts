import { sql } from 'kysely';
import { openStore } from '@lienthong/store';
import { Api } from '../proof/api.mts';
import { GatewayStarter, startPartners, type Partners } from '../proof/children.mts';
import { readMetrics, type Metrics } from '../proof/exchanges.mts';
import { freePort } from '../support/program.ts';
import { stopProgram, type Program } from '../proof/program.mts';
import type { System } from './system.mts';

/** Both sides in one process; the partners are processes of their own. */
export class EmbeddedSystem implements System {
  readonly api: Api;
  readonly partners: Partners;
  readonly starter: GatewayStarter;
  #gateway: Program | undefined;

  private constructor(partners: Partners, starter: GatewayStarter) {
    this.partners = partners;
    this.starter = starter;
    this.api = new Api({ ports: [starter.port], keysDir: starter.dataDir });
  }

  static async prepare(folder: string): Promise<EmbeddedSystem> {
    const partners = await startPartners(folder);
    return new EmbeddedSystem(partners, new GatewayStarter(folder, await freePort(), partners));
  }

  async start(): Promise<void> {
    this.#gateway = this.starter.start();
    await this.#gateway.ready;
  }

  async stop(): Promise<readonly string[]> {
    const gateway = this.#gateway;
    this.#gateway = undefined;
    const how = gateway ? await stopProgram(gateway) : 0;
    return how === 0 ? [] : [String(how)];
  }

  /** At once, whatever it does. */
  async kill(): Promise<void> {
    this.#gateway?.child.kill('SIGKILL');
    await this.#gateway?.ended;
    this.#gateway = undefined;
  }

  metrics(): Promise<Metrics> {
    return readMetrics(this.api);
  }

  async query<Row>(text: string): Promise<readonly Row[]> {
    const store = await openStore({ dataDir: this.starter.dataDir });
    try {
      return (await sql.raw<Row>(text).execute(store.db('gateway'))).rows;
    } finally {
      await store.close();
    }
  }

  /** One process has all leases, and its database cannot be asked beside it. */
  strayCalls(): Promise<readonly string[]> {
    return Promise.resolve([]);
  }

  unfenced(): Promise<readonly string[]> {
    return Promise.resolve([]);
  }

  async close(): Promise<void> {
    await this.api.close();
    await this.stop();
    await Promise.all([stopProgram(this.partners.sandbox), stopProgram(this.partners.reference)]);
  }
}
