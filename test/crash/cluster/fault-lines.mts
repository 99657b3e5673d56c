import { join } from 'node:path';
import type { Violations } from '../../proof/books/violations.mts';
import { seededRandom, type Random } from '../../support/random.ts';
import { Journal } from './journal.mts';
import type { Member } from './member.mts';
import { ProcessActs } from './process-acts.mts';
import { ServerActs } from './server-acts.mts';

export type Act = () => Promise<unknown>;

/** One line of faults: what can be done, and the chance that orders it. */
interface FaultLine<Acts> {
  readonly acts: Acts;
  readonly random: Random;
}

/** Two lines of faults that run beside each other, what they did, and what could not be done. Whose order it is, is not known here. */
export class FaultLines {
  readonly processes: FaultLine<ProcessActs>;
  readonly servers: FaultLine<ServerActs>;
  readonly journal: Journal;
  readonly #members: readonly Member[];
  readonly #failures: string[] = [];

  constructor({ folder, members }: { readonly folder: string; readonly members: readonly Member[] }, random: Random) {
    this.#members = members;
    this.journal = new Journal(join(folder, 'faults.log'));
    const own = (): Random => seededRandom(Math.floor(random() * 0xffff_ffff));
    const [ofProcesses, ofServers] = [own(), own()];
    this.processes = { acts: new ProcessActs(members, this.journal, ofProcesses), random: ofProcesses };
    this.servers = { acts: new ServerActs(members, this.journal, ofServers), random: ofServers };
  }

  get failures(): number {
    return this.#failures.length;
  }

  /** One that cannot be done ends no run; it is said by {@link judge}. */
  async do(act: Act): Promise<void> {
    await act().catch((error: unknown) => this.#failures.push((error as Error).message));
  }

  /** How often each kind of fault was done, a line each. */
  counted(isShown: (kind: string) => boolean = () => true): readonly string[] {
    const shown = [...this.journal.counts()].filter(([kind]) => isShown(kind));
    return shown.map(([kind, times]) => `  ${kind.padEnd(46)} ${times}`);
  }

  /** `mayEnd`: how often a process may end by itself. */
  judge(violations: Violations, mayEnd: (member: Member) => number = () => 0): void {
    for (const member of this.#members) {
      for (const how of member.endedByItself.slice(mayEnd(member)))
        violations.add('died: a process that nobody killed', how);
    }
    for (const failure of this.#failures) violations.add('strange: what could not be done to it', failure);
  }
}

/** Which time a process is to come by a point: mostly one of the first. */
export const nthOf = (random: Random): number => 1 + Math.floor(random() ** 2 * 30);
