import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';
import { Agent, request } from 'undici';

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: unknown;
}

export type Who = 'client' | 'operator' | 'secondOperator';
const keyFiles: Record<Who, string> = {
  client: 'demo-client.key',
  operator: 'demo-operator.key',
  secondOperator: 'demo-operator-2.key',
};

interface Address {
  readonly url: string;
  /** It gave no answer: the others are asked first until then. */
  avoidUntil: number;
}

const avoidMs = 1_000;

export interface ApiParts {
  /** Of this machine; a client that knows several asks them in turn, and another one where one gave no answer. */
  readonly ports: readonly number[];
  /** Where the keys are. */
  readonly keysDir: string;
  /** Longest wait for an answer (15 s). */
  readonly timeoutMs?: number;
}

/** The unified API as an agency system and two operators use it. */
export class Api {
  readonly #agent: Agent;
  readonly #keys = new Map<Who, string>();
  readonly #addresses: Address[];
  #turn = 0;
  #reachable: Promise<void> | undefined;
  readonly #keysDir: string;

  constructor({ ports, keysDir, timeoutMs = 15_000 }: ApiParts) {
    this.#agent = new Agent({ connections: 64, pipelining: 1, headersTimeout: timeoutMs, bodyTimeout: timeoutMs });
    this.#keysDir = keysDir;
    this.#addresses = ports.map((port) => ({ url: `http://127.0.0.1:${port}`, avoidUntil: 0 }));
  }

  /** One request to the address whose turn it is, with a value as JSON or bytes as they are; throws where no answer came. */
  async once(
    method: string,
    path: string,
    options: { who?: Who; body?: unknown; headers?: object } = {},
  ): Promise<Reply> {
    const { who = 'client', body, headers } = options;
    const address = this.#next();
    try {
      const reply = await this.#ask(address.url, method, path, who, body, headers);
      if (reply.status === 503) address.avoidUntil = Date.now() + avoidMs;
      return reply;
    } catch (error) {
      address.avoidUntil = Date.now() + avoidMs;
      throw error;
    }
  }

  #next(): Address {
    this.#turn += 1;
    const inTurn = this.#addresses.map((_, at, all) => all[(this.#turn + at) % all.length]!);
    return inTurn.find(({ avoidUntil }) => avoidUntil <= Date.now()) ?? inTurn[0]!;
  }

  async #ask(url: string, method: string, path: string, who: Who, body: unknown, headers?: object): Promise<Reply> {
    const isFile = body instanceof Uint8Array;
    const answer = await request(`${url}${path}`, {
      method: method as 'GET',
      dispatcher: this.#agent,
      headers: {
        authorization: `Bearer ${this.#key(who)}`,
        ...(body === undefined ? {} : { 'content-type': isFile ? 'application/octet-stream' : 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: isFile ? body : JSON.stringify(body) }),
    });
    const text = await answer.body.text();
    const json = /json/.test(String(answer.headers['content-type']));
    return { status: answer.statusCode, headers: answer.headers, body: json && text ? JSON.parse(text) : text };
  }

  /** Reads until an answer comes, for at most `seconds`: several lives long, on a machine that does other work. */
  async read<T>(path: string, who: Who = 'operator', seconds = 180): Promise<T> {
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

  /** Resolves when a gateway answers again: all that wait for it share one question every 100 ms. */
  whenReachable(): Promise<void> {
    this.#reachable ??= this.#askAll().finally(() => (this.#reachable = undefined));
    return this.#reachable;
  }

  async #askAll(): Promise<void> {
    for (;;) {
      await sleep(100);
      const live = await Promise.any(this.#addresses.map(({ url }) => this.#isLive(url))).catch(() => false);
      if (live) return;
    }
  }

  /** Rejects where no answer comes within a second. */
  async #isLive(url: string): Promise<true> {
    const signal = AbortSignal.timeout(1_000);
    const live = await request(`${url}/health/live`, { dispatcher: this.#agent, signal });
    await live.body.dump();
    if (live.statusCode !== 200) throw new Error(`${url} is not live`);
    return true;
  }

  close(): Promise<void> {
    return this.#agent.destroy();
  }

  /** Made by the first gateway that starts. */
  #key(who: Who): string {
    const known = this.#keys.get(who);
    if (known) return known;
    const key = readFileSync(join(this.#keysDir, keyFiles[who]), 'utf8').trim();
    this.#keys.set(who, key);
    return key;
  }
}
