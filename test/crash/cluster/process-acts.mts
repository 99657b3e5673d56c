import { setTimeout as sleep } from 'node:timers/promises';
import { clusterDeadlines, kafkaSessionMs, leaseMs } from '../../proof/deadlines.mts';
import { pick, type Random } from '../../support/random.ts';
import type { Journal } from './journal.mts';
import type { Member, Role } from './member.mts';
import { rolesAt } from './points.mts';

/** The lease holds when it is checked, and nothing has been written yet. */
export const afterLeaseCheck = 'transport.leaseChecked';

const between = (random: Random, least: number, most: number): number => least + random() * (most - least);
/** Lease and consumer session of a frozen process have both ended, and others have had time to notice. */
const longFreezeMs = Math.max(leaseMs, kafkaSessionMs) + 2_000;
/** What it was about to do has been taken over meanwhile: asked about, sent again, or given to a person. */
const takenOverMs = leaseMs + clusterDeadlines.hardMs + clusterDeadlines.settlingMs + 2_500;
const pointPatienceMs = 10_000;

/** What can befall a process: it is killed or frozen, at any instant or at a named point. */
export class ProcessActs {
  readonly #members: readonly Member[];
  readonly #journal: Journal;
  readonly #random: Random;

  constructor(members: readonly Member[], journal: Journal, random: Random) {
    this.#members = members;
    this.#journal = journal;
    this.#random = random;
  }

  one(role: Role): Member {
    return pick(
      this.#random,
      this.#members.filter((member) => member.role === role || member.role === 'embedded'),
    );
  }

  async kill(member: Member): Promise<void> {
    await this.#journal.during(`SIGKILL ${member.name}`, async () => {
      await member.kill();
      await sleep(this.#random() * 1_500);
      member.revive();
      await member.soonReady();
    });
  }

  /** Killed, and once more while it starts. */
  async killTwice(member: Member): Promise<void> {
    await this.#journal.during(`SIGKILL while starting ${member.name}`, async () => {
      await member.kill();
      member.revive();
      await sleep(this.#random() * 2_000);
      await member.kill();
      member.revive();
      await member.soonReady();
    });
  }

  async freezeShortly(member: Member): Promise<void> {
    await this.#freeze(member, 'SIGSTOP', between(this.#random, 500, leaseMs - 1_000));
  }

  async freezeLong(member: Member): Promise<void> {
    await this.#freeze(member, 'SIGSTOP past lease and session', longFreezeMs + this.#random() * 2_000);
  }

  async #freeze(member: Member, what: string, millis: number): Promise<void> {
    await this.#journal.during(`${what} ${member.name}`, async () => {
      member.signal('SIGSTOP');
      await sleep(millis);
      member.signal('SIGCONT');
      await member.soonReady();
    });
  }

  /** @returns whether the point came. */
  async killAt(point: string, nth: number): Promise<boolean> {
    const member = this.one(pick(this.#random, rolesAt(point)));
    const takesOver = point.startsWith('takeover.');
    const other = takesOver ? this.#members.find((one) => one.role === member.role && one !== member) : undefined;
    return this.#journal.during(`SIGKILL at ${point} (${member.name})`, async () => {
      await other?.kill();
      const hit = await this.#armed(member, point, nth, 'SIGKILL');
      other?.revive();
      await Promise.all([other?.soonReady(), member.soonReady()]);
      return hit;
    });
  }

  /** Frozen when the lease has been checked and before the first byte, until its work has been taken over and done. */
  freezeAfterLeaseCheck(nth: number): Promise<boolean> {
    return this.#freezeAt('SIGSTOP between lease check and first byte', afterLeaseCheck, nth, takenOverMs);
  }

  /** Until its shards have been taken over, and the new owner waits for what may still land, or has gone on. */
  freezeAt(point: string, nth: number): Promise<boolean> {
    const millis = between(this.#random, leaseMs + 1_500, leaseMs + 4_000);
    return this.#freezeAt(`SIGSTOP past the lease at ${point}`, point, nth, millis);
  }

  async #freezeAt(what: string, point: string, nth: number, millis: number): Promise<boolean> {
    const member = this.one('connectors');
    return this.#journal.during(`${what} (${member.name})`, async () => {
      const hit = await this.#armed(member, point, nth, 'SIGSTOP');
      if (hit) await sleep(millis);
      member.signal('SIGCONT');
      await member.soonReady();
      return hit;
    });
  }

  async #armed(member: Member, point: string, nth: number, signal: 'SIGKILL' | 'SIGSTOP'): Promise<boolean> {
    const before = member.hits();
    member.arm({ point, nth, signal });
    const until = performance.now() + pointPatienceMs;
    while (member.hits() === before) {
      if (performance.now() > until) {
        member.arm(undefined);
        // It may have come in this very instant.
        await sleep(200);
        return member.hits() > before;
      }
      await sleep(50);
    }
    return true;
  }
}
