import { setTimeout as sleep } from 'node:timers/promises';
import { Pool, type Dispatcher } from 'undici';
import type { Planned } from './dossiers.ts';
import type { Stated } from './rank-order.ts';

export interface LoadResult {
  readonly accepted: readonly Stated[];
  /** Of dossiers and steps: from the instant at which each was meant to be sent, to the end of its answer; milliseconds. */
  readonly latencies: readonly number[];
  /** Of them, those of the dossiers: a step is meant to be sent when its dossier has been accepted. */
  readonly ofDossiers: readonly number[];
  /** Answers that are no 202 and requests without an answer, by what they were. */
  readonly failures: ReadonlyMap<string, number>;
}

export interface LoadOptions {
  readonly url: string;
  readonly seconds: number;
  /** Per second, evenly. */
  readonly rate: number;
  readonly dossier: (n: number) => Planned;
  /** Body of a step that is added as soon as its dossier has been accepted. */
  readonly step?: (n: number) => string;
  /** Told of every acceptance, in order; of a step once more. */
  readonly onAccepted?: (stated: Stated) => void;
  /** Told of every other answer; it is no failure then. */
  readonly onRefused?: (status: number, text: string) => void;
  /** Connections, and so requests that are out at the same time (64); the others wait for one, and it counts. */
  readonly connections?: number;
}

/** Clients that do not wait for each other: what is late is not left out, and its lateness counts. */
export async function openLoad(options: LoadOptions): Promise<LoadResult> {
  const { url, seconds, rate, dossier, step, onAccepted, onRefused, connections = 64 } = options;
  const pool = new Pool(url, { connections, pipelining: 1 });
  const accepted: Stated[] = [];
  const latencies: number[] = [];
  const ofDossiers: number[] = [];
  const failures = new Map<string, number>();
  const open = new Set<Promise<void>>();
  const total = Math.round(seconds * rate);
  const startedAt = performance.now();

  const send = async (method: 'PUT' | 'POST', path: string, key: string, body: string): Promise<boolean> => {
    const headers = ['content-type', 'application/json', 'authorization', `Bearer ${key}`];
    const { what, status, text } = await new Promise<Told>((resolve) => {
      pool.dispatch({ method, path, headers, body }, new Answer(resolve));
    });
    if (what !== '' && status > 0 && onRefused) onRefused(status, text);
    else if (what !== '') failures.set(what, (failures.get(what) ?? 0) + 1);
    return what === '';
  };
  const state = async (n: number): Promise<void> => {
    const { body, key, ...planned } = dossier(n);
    const path = `/v1/dossiers/${planned.code}`;
    if (!(await send('PUT', path, key, body))) return;
    const late = performance.now() - startedAt - (n / rate) * 1000;
    latencies.push(late);
    ofDossiers.push(late);
    const stated = { ...planned, acceptedAt: Date.now() };
    accepted.push(stated);
    onAccepted?.(stated);
    if (!step) return;
    const steppedAt = performance.now();
    if (!(await send('POST', `${path}/steps`, key, step(n)))) return;
    latencies.push(performance.now() - steppedAt);
    onAccepted?.(stated);
  };

  for (let n = 0; n < total;) {
    const due = Math.min(total, Math.floor(((performance.now() - startedAt) / 1000) * rate) + 1);
    for (; n < due; n += 1) {
      const running: Promise<void> = state(n).finally(() => open.delete(running));
      open.add(running);
    }
    await sleep(1);
  }
  await Promise.all(open);
  await pool.close();
  return { accepted, latencies, ofDossiers, failures };
}

/** `what`: nothing where it was accepted; `status`: 0 where there was no answer. */
interface Told {
  readonly what: string;
  readonly status: number;
  readonly text: string;
}

/** What came of a request: nothing worth a word when it was accepted. Lean, for the generator shares the cores with what it measures. */
class Answer implements Dispatcher.DispatchHandler {
  readonly #told: (told: Told) => void;
  #status = 0;
  #text = '';

  constructor(told: (told: Told) => void) {
    this.#told = told;
  }

  onRequestStart(): void {
    // Nothing to remember: it is never aborted.
  }
  onResponseStart(_controller: Dispatcher.DispatchController, status: number): void {
    this.#status = status;
  }
  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#status !== 202) this.#text += chunk.toString('utf8');
  }
  onResponseEnd(): void {
    const [status, text] = [this.#status, this.#text];
    this.#told({ status, text, what: status === 202 ? '' : `${status} ${text.slice(0, 200)}` });
  }
  onResponseError(_controller: Dispatcher.DispatchController, error: Error & { code?: string }): void {
    this.#told({ what: error.code ?? error.name, status: 0, text: '' });
  }
}
