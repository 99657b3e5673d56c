import { setTimeout as sleep } from 'node:timers/promises';

export interface Sent {
  /** 0 where no gateway took it in time. */
  readonly status: number;
  readonly millis: number;
  /** Answers and lost connections that were not the last word: status or kind of error. */
  readonly retried: readonly string[];
}

/**
 * A client as a province writes one: it knows every gateway and asks the next one where the first does not answer, or answers
 * that it cannot (5xx). Statements are safe to repeat.
 */
export class RetryingClient {
  #turn = 0;

  constructor(
    private readonly urls: readonly string[],
    private readonly key: string,
    private readonly patienceMillis = 15_000,
  ) {}

  async put(code: string, body: unknown): Promise<Sent> {
    const began = performance.now();
    const retried: string[] = [];
    for (let at = this.#turn++; ; at += 1) {
      const status = await this.#once(`${this.urls[at % this.urls.length]}/v1/dossiers/${code}`, body).catch(
        (error: unknown) => String((error as { cause?: { code?: string } }).cause?.code ?? (error as Error).name),
      );
      const millis = performance.now() - began;
      if (typeof status === 'number' && status < 500) return { status, millis, retried };
      retried.push(String(status));
      if (millis > this.patienceMillis) return { status: 0, millis, retried };
      await sleep(50);
    }
  }

  async #once(url: string, body: unknown): Promise<number> {
    const answer = await fetch(url, {
      method: 'PUT',
      headers: { authorization: `Bearer ${this.key}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(5_000),
    });
    await answer.arrayBuffer();
    return answer.status;
  }
}
