import { setTimeout as sleep } from 'node:timers/promises';
import { callJson } from './http-json.mts';

export type Situation = Readonly<Record<string, unknown>>;

/** Longer than a killed sandbox needs to come back. */
const patienceMs = 60_000;

/** What the portal has been told to go through. The sandbox forgets it with its process: a new one is told again. */
export class PortalSituations {
  readonly #url: string;
  readonly #told = new Map<string, () => Promise<unknown>>();

  constructor(sandboxUrl: string) {
    this.#url = `${sandboxUrl}/situations`;
  }

  /** In place of the one of the same operation and key; waits for a sandbox that is away. */
  async put(operation: string, situation: Situation): Promise<void> {
    const tell = () => callJson('PUT', `${this.#url}/dvc-portal/${operation}`, situation);
    // Before it is told: a sandbox that dies over it hears it again.
    this.#told.set(`${operation} ${String(situation['key'] ?? '')}`, tell);
    await whenThere(tell);
  }

  /** To a new process, before anybody calls it. */
  async tellAgain(): Promise<void> {
    for (const tell of [...this.#told.values()]) await tell();
  }

  async clear(): Promise<void> {
    this.#told.clear();
    await whenThere(() => callJson('DELETE', this.#url));
  }
}

async function whenThere(tell: () => Promise<unknown>): Promise<void> {
  for (const until = performance.now() + patienceMs; ; await sleep(100)) {
    try {
      await tell();
      return;
    } catch (error) {
      // fetch says so of a connection that failed; an answer that is no 2xx is an error of another kind.
      if (!(error instanceof TypeError) || performance.now() > until) throw error;
    }
  }
}
