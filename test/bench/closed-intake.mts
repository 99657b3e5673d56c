import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';
import type { Candidate } from './candidates.mts';

export interface IntakeOptions {
  /** Of the gateways, in turns. */
  readonly urls: readonly string[];
  readonly fees: number;
  /** Candidates whose agencies are talking to the gateways at the same time. */
  readonly atOnce: number;
  readonly candidate: (n: number) => Candidate;
  /** The payment of the n-th candidate has been accepted, and so it was answered. */
  readonly onAccepted: (n: number, payment: AcceptedPayment) => void;
}

/** A payment as it is answered. */
export interface AcceptedPayment {
  readonly id: string;
  readonly reference: string;
  /** That it waits for its turn in. */
  readonly window?: string;
  readonly eta?: string;
}

export interface Intake {
  /** Answers that are no acceptance and no 429, and requests without an answer, by what they were. */
  readonly failures: ReadonlyMap<string, number>;
  /** 429, each waited out as it said. */
  readonly refused: number;
  /** From the first byte of a request that was accepted to the end of its answer, milliseconds. */
  readonly dossierMillis: readonly number[];
  readonly paymentMillis: readonly number[];
}

/** Agencies that state dossier and payment of one candidate after the other, each as soon as the one before is accepted. */
export async function closedIntake(options: IntakeOptions): Promise<Intake> {
  const { urls, fees, atOnce, candidate, onAccepted } = options;
  const pools = urls.map((url) => new Pool(url, { connections: Math.ceil(atOnce / urls.length), pipelining: 1 }));
  const failures = new Map<string, number>();
  const dossierMillis: number[] = [];
  const paymentMillis: number[] = [];
  let refused = 0;

  /** The text of the acceptance; undefined where there was none. */
  const say = async (pool: Pool, request: Said, millis: number[]): Promise<string | undefined> => {
    const { method, path, key, body } = request;
    const once = method === 'POST' ? { 'idempotency-key': request.once } : {};
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${key}`, ...once };
    for (;;) {
      const began = performance.now();
      const answer = await pool.request({ method, path, headers, body }).then(
        async (told) => ({ status: told.statusCode, headers: told.headers, text: await told.body.text() }),
        (error: Error & { code?: string }) => ({ status: 0, headers: {}, text: error.code ?? error.message }),
      );
      if (answer.status >= 200 && answer.status < 300) {
        millis.push(performance.now() - began);
        return answer.text;
      }
      if (answer.status !== 429) {
        const what = `${method} ${answer.status} ${answer.text.slice(0, 200)}`;
        failures.set(what, (failures.get(what) ?? 0) + 1);
        return undefined;
      }
      refused += 1;
      await sleep(1_000 * Number((answer.headers as Record<string, string>)['retry-after'] ?? 1));
    }
  };
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < fees) {
      const n = (next += 1) - 1;
      const pool = pools[n % pools.length]!;
      const { code, key, body, payment } = candidate(n);
      const dossier = { method: 'PUT', path: `/v1/dossiers/${code}`, once: code, key, body } as const;
      if ((await say(pool, dossier, dossierMillis)) === undefined) continue;
      const asked = { method: 'POST', path: '/v1/payments', once: code, key, body: payment } as const;
      const answer = await say(pool, asked, paymentMillis);
      if (answer !== undefined) onAccepted(n, JSON.parse(answer) as AcceptedPayment);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, fees) }, lane));
  await Promise.all(pools.map((pool) => pool.close()));
  return { failures, refused, dossierMillis, paymentMillis };
}

interface Said {
  readonly method: 'PUT' | 'POST';
  readonly path: string;
  readonly key: string;
  /** Of its `Idempotency-Key`. */
  readonly once: string;
  readonly body: string;
}
