import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startOwnKafka, whyNoKafkaJars, type OwnKafka } from '@lienthong/bus/testing';
import {
  createDatabaseBeside,
  startPostgresProcess,
  whyNoBinaries,
  type PostgresProcess,
} from '@lienthong/store/testing';

/** Servers that are killed are our own: nobody else's are. */
export const whyNoServers = (): string | undefined => whyNoKafkaJars() ?? whyNoBinaries();

/** A server that can be frozen, or killed and started again with what it had on disk. */
export interface Mortal {
  readonly port: number;
  /** To all its processes: none does anything until they are woken. */
  freeze(): void;
  wake(): void;
  kill(): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** PostgreSQL with fsync; the run's folder must be reachable by the user that it runs as. */
export class Database implements Mortal {
  readonly #folder: string;
  #server: PostgresProcess;
  readonly url: string;

  private constructor(folder: string, server: PostgresProcess, url: string) {
    this.#folder = folder;
    this.#server = server;
    this.url = url;
  }

  static async open(folder: string): Promise<Database> {
    const server = await startPostgresProcess({ folder: join(folder, 'postgres'), durable: true });
    return new Database(folder, server, await createDatabaseBeside(server.url('postgres'), 'lienthong'));
  }

  get port(): number {
    return this.#server.port;
  }

  /** All its processes at once, as when the machine is lost. */
  async kill(): Promise<void> {
    const all = this.#processes();
    for (const pid of all) signal(pid, 'SIGKILL');
    await this.#server.stop();
  }

  /** The postmaster first: it begets no process that would be missed. */
  freeze(): void {
    signal(this.#server.pid, 'SIGSTOP');
    for (const pid of this.#processes()) signal(pid, 'SIGSTOP');
  }

  wake(): void {
    for (const pid of this.#processes()) signal(pid, 'SIGCONT');
  }

  /** The postmaster and whatever it has begotten. */
  #processes(): readonly number[] {
    const { pid } = this.#server;
    const children = `/proc/${pid}/task/${pid}/children`;
    const told = existsSync(children) ? readFileSync(children, 'utf8').trim().split(' ').map(Number) : [];
    return [pid, ...told.filter((child) => child > 0)];
  }

  /** Until the last processes of a killed server have gone, a new one refuses to start. */
  async start(): Promise<void> {
    const again = { folder: join(this.#folder, 'postgres'), port: this.port, durable: true };
    for (let tries = 1; ; tries += 1) {
      try {
        this.#server = await startPostgresProcess(again);
        return;
      } catch (error) {
        if (tries === 20) throw error;
        await sleep(250);
      }
    }
  }

  async stop(): Promise<void> {
    this.wake();
    await this.#server.stop();
  }
}

function signal(pid: number, name: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as { code?: string }).code !== 'ESRCH') throw error;
  }
}

export class Broker implements Mortal {
  readonly #kafka: OwnKafka;

  private constructor(kafka: OwnKafka) {
    this.#kafka = kafka;
  }

  static async open(folder: string): Promise<Broker> {
    return new Broker(await startOwnKafka({ folder: join(folder, 'kafka') }));
  }

  get address(): string {
    return this.#kafka.brokers[0];
  }
  get port(): number {
    return Number(this.address.split(':')[1]);
  }
  freeze(): void {
    signal(this.#kafka.pid, 'SIGSTOP');
  }
  wake(): void {
    signal(this.#kafka.pid, 'SIGCONT');
  }
  kill(): Promise<void> {
    return this.#kafka.kill();
  }
  start(): Promise<void> {
    return this.#kafka.start();
  }
  async stop(): Promise<void> {
    this.wake();
    await this.#kafka.stop();
  }
}
