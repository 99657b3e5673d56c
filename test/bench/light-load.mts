import { setTimeout as sleep } from 'node:timers/promises';
import { plannedDossier } from './dossiers.ts';
import { clients } from './processes.mts';

export interface LightLoad {
  /** Codes of what was accepted so far. */
  readonly accepted: readonly string[];
  /** Answers that are no 202, and requests without one. */
  readonly refused: number;
  /** Of what was accepted, from its sending to its answer; milliseconds. Taken out by whoever has read them. */
  readonly latencies: number[];
  /** States one more dossier, again and again until it is accepted; the identifier of its first exchange. */
  state(): Promise<string>;
  stop(): Promise<void>;
}

/** Of the one client. */
export const authorization = `Bearer ${clients[0]!.key}`;

/** Dossiers at a rate, whether or not somebody is there to take them; `prefix`: of their codes. */
export function startLightLoad(url: string, rate: number, prefix = 'start'): LightLoad {
  const plan = { prefix, clients: clients.slice(0, 1), ofFirst: 4, dueStepMillis: 0 };
  const accepted: string[] = [];
  const latencies: number[] = [];
  let refused = 0;
  let stated = 0;
  let running = true;
  const send = async (n: number): Promise<string | undefined> => {
    const { code, body } = plannedDossier(n, plan);
    const headers = { authorization, 'content-type': 'application/json' };
    const sentAt = performance.now();
    const signal = AbortSignal.timeout(10_000);
    const answer = await fetch(`${url}/v1/dossiers/${code}`, { method: 'PUT', headers, body, signal }).then(
      async (response) => ({ status: response.status, text: await response.text() }),
      () => undefined,
    );
    // 200: stored before, by a process that was killed before it could say so.
    if (answer?.status !== 202 && answer?.status !== 200) {
      refused += 1;
      return undefined;
    }
    accepted.push(code);
    latencies.push(performance.now() - sentAt);
    return (JSON.parse(answer.text) as { exchanges: string[] }).exchanges[0];
  };
  const sends = new Set<Promise<unknown>>();
  const loading = (async () => {
    for (const began = performance.now(); running; await sleep(1000 / rate)) {
      const due = Math.floor(((performance.now() - began) / 1000) * rate);
      for (let late = Math.min(rate, due - stated); late > 0 && running; late -= 1) {
        const sent: Promise<unknown> = send((stated += 1)).finally(() => sends.delete(sent));
        sends.add(sent);
      }
    }
  })();
  return {
    accepted,
    latencies,
    get refused() {
      return refused;
    },
    state: async () => {
      const n = (stated += 1);
      for (; ; await sleep(25)) {
        const exchange = await send(n);
        if (exchange !== undefined) return exchange;
      }
    },
    stop: async () => {
      running = false;
      await loading;
      await Promise.all(sends);
    },
  };
}
