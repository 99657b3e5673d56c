import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';
import { Agent, request } from 'undici';

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: unknown;
}

type Who = 'client' | 'operator' | 'secondOperator';
const keyFiles: Record<Who, string> = {
  client: 'demo-client.key',
  operator: 'demo-operator.key',
  secondOperator: 'demo-operator-2.key',
};

/** The unified API as an agency system and two operators use it. */
export class Api {
  readonly #agent = new Agent({ connections: 64, pipelining: 1, headersTimeout: 15_000, bodyTimeout: 15_000 });
  readonly #keys = new Map<Who, string>();
  readonly #url: string;
  #reachable: Promise<void> | undefined;
  readonly #dataDir: string;

  constructor(port: number, dataDir: string) {
    this.#dataDir = dataDir;
    this.#url = `http://127.0.0.1:${port}`;
  }

  /** One request; throws where no answer came. */
  async once(
    method: string,
    path: string,
    options: { who?: Who; body?: unknown; headers?: object } = {},
  ): Promise<Reply> {
    const { who = 'client', body, headers } = options;
    const answer = await request(`${this.#url}${path}`, {
      method: method as 'GET',
      dispatcher: this.#agent,
      headers: {
        authorization: `Bearer ${this.#key(who)}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.body.text();
    const json = /json/.test(String(answer.headers['content-type']));
    return { status: answer.statusCode, headers: answer.headers, body: json && text ? JSON.parse(text) : text };
  }

  /** Reads until an answer comes, for at most `seconds`. */
  async read<T>(path: string, who: Who = 'operator', seconds = 30): Promise<T> {
    const until = Date.now() + seconds * 1000;
    for (;;) {
      try {
        const { status, body } = await this.once('GET', path, { who });
        if (status === 200) return body as T;
        if (status < 500 || Date.now() > until) throw new Error(`GET ${path}: ${status}`);
      } catch (error) {
        if (Date.now() > until) throw error;
      }
      await sleep(200);
    }
  }

  /** Resolves when the gateway answers again: all that wait for it share one question every 100 ms. */
  whenReachable(): Promise<void> {
    this.#reachable ??= this.#ask().finally(() => (this.#reachable = undefined));
    return this.#reachable;
  }

  async #ask(): Promise<void> {
    for (;;) {
      await sleep(100);
      const live = await request(`${this.#url}/health/live`, { dispatcher: this.#agent }).catch(() => undefined);
      await live?.body.dump();
      if (live && live.statusCode === 200) return;
    }
  }

  close(): Promise<void> {
    return this.#agent.destroy();
  }

  /** Made by the first gateway that starts. */
  #key(who: Who): string {
    const known = this.#keys.get(who);
    if (known) return known;
    const key = readFileSync(join(this.#dataDir, keyFiles[who]), 'utf8').trim();
    this.#keys.set(who, key);
    return key;
  }
}
