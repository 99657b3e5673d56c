import { setTimeout as sleep } from 'node:timers/promises';
import { longestPartnerStallMs, longestSandboxFreezeMs } from '../../proof/deadlines.mts';
import { pick, type Random } from '../../support/random.ts';
import type { Journal } from './journal.mts';
import type { Line, Member } from './member.mts';
import type { Proxy } from './proxy.mts';
import type { Sandbox } from './sandbox.mts';
import type { Mortal } from '../../proof/cluster/servers.mts';

/** Longest times, milliseconds: past the lease and the consumer session, where nothing is said to land within a time. */
const longest: Readonly<Record<Line, { readonly stall: number; readonly refusal: number }>> = {
  kafka: { stall: 8_000, refusal: 8_000 },
  database: { stall: 8_000, refusal: 6_000 },
  partners: { stall: longestPartnerStallMs, refusal: 3_000 },
  callbacks: { stall: 3_000, refusal: 6_000 },
};

/** The first two past the lease and the consumer session. */
const longestFreeze = { broker: 9_000, database: 8_000, sandbox: longestSandboxFreezeMs } as const;

/** What can befall the servers and the connections to them. */
export class ServerActs {
  readonly #members: readonly Member[];
  readonly #journal: Journal;
  readonly #random: Random;

  constructor(members: readonly Member[], journal: Journal, random: Random) {
    this.#members = members;
    this.#journal = journal;
    this.#random = random;
  }

  async restart(name: string, server: Mortal): Promise<void> {
    await this.#journal.during(`kill -9 of ${name}, restart`, async () => {
      await server.kill();
      await sleep(this.#random() * 4_000);
      await server.start();
    });
  }

  /**
   * What it had not put into its journal is forgotten. The new one hears what it is to go through before anybody else: a dossier that
   * it refuses, it refuses in every life.
   */
  async restartSandbox(sandbox: Sandbox): Promise<void> {
    const ways = this.#members.flatMap(({ lines }) => lines.get('partners') ?? []);
    const proxies = ways.filter(({ port }) => port === sandbox.port).map(({ proxy }) => proxy);
    await this.#journal.during('kill -9 of sandbox, restart', async () => {
      await sandbox.kill();
      for (const proxy of proxies) proxy.close();
      await sleep(this.#random() * 2_000);
      await sandbox.start();
      await sandbox.situations.tellAgain();
      for (const proxy of proxies) proxy.open();
    });
  }

  /** Its connections stand and nothing answers; on waking it finds all that was sent to it. */
  async freeze(name: 'broker' | 'database' | 'sandbox', server: Mortal): Promise<void> {
    await this.#journal.during(`SIGSTOP of ${name}`, async () => {
      server.freeze();
      try {
        await sleep((0.1 + 0.9 * this.#random()) * longestFreeze[name]);
      } finally {
        server.wake();
      }
    });
  }

  /** Open connections break; the next ones are taken. */
  async cut(line: Line): Promise<void> {
    const { whose, proxies } = this.#some(line);
    await this.#journal.during(`cut ${line} (${whose})`, async () => {
      const probability = pick(this.#random, [0.3, 1]);
      for (const proxy of proxies) proxy.cut(this.#random, probability);
    });
  }

  /** Bytes lie on the way. */
  async stall(line: Line): Promise<void> {
    const { whose, proxies } = this.#some(line);
    await this.#journal.during(`stall ${line} (${whose})`, async () => {
      for (const proxy of proxies) proxy.stall();
      await sleep((0.1 + 0.9 * this.#random()) * longest[line].stall);
      for (const proxy of proxies) proxy.flow();
    });
  }

  async refuse(line: Line): Promise<void> {
    const { whose, proxies } = this.#some(line);
    await this.#journal.during(`refuse ${line} (${whose})`, async () => {
      for (const proxy of proxies) proxy.close();
      await sleep((0.1 + 0.9 * this.#random()) * longest[line].refusal);
      for (const proxy of proxies) proxy.open();
    });
  }

  /** Of one process, or of all. */
  #some(line: Line): { readonly whose: string; readonly proxies: readonly Proxy[] } {
    const having = this.#members.filter(({ lines }) => lines.has(line));
    const chosen = this.#random() < 0.7 ? [pick(this.#random, having)] : having;
    return {
      whose: chosen.length === 1 ? chosen[0]!.name : 'all',
      proxies: chosen.flatMap(({ lines }) => lines.get(line)!.map(({ proxy }) => proxy)),
    };
  }
}
