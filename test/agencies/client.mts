import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, request } from 'undici';
import type { Random } from '../support/random.ts';

export interface Reply {
  readonly status: number;
  readonly replayed: boolean;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- an agency looks into whatever came back
  readonly body: any;
}

export interface ClientParts {
  /** Any of them will do. */
  readonly urls: readonly string[];
  readonly key: string;
  /** Some calls are cut by the caller itself, some milliseconds after their beginning. */
  readonly cuts?: Random;
}

const cutShare = 0.08;
const longestCutMs = 20;

/** An agency's way to the unified API: asks again under the same key until there is an answer that counts. */
export class Client {
  readonly #agent = new Agent({ connections: 32, pipelining: 1 });
  readonly #parts: ClientParts;
  #turn = 0;
  readonly figures = { requests: 0, again: 0, cut: 0, replayed: 0 };

  constructor(parts: ClientParts) {
    this.#parts = parts;
  }

  get(path: string, signal?: AbortSignal): Promise<Reply> {
    return this.ask('GET', path, { signal });
  }

  /** `key`: the `Idempotency-Key`, the same however often it is asked. */
  async ask(
    method: string,
    path: string,
    more: { readonly body?: unknown; readonly key?: string; readonly signal?: AbortSignal | undefined } = {},
  ): Promise<Reply> {
    for (let tries = 1; ; tries += 1) {
      if (tries > 1) this.figures.again += 1;
      const reply = await this.once(method, path, more).catch(() => undefined);
      more.signal?.throwIfAborted();
      if (reply && reply.status < 500 && reply.status !== 429 && reply.body?.code !== 'idempotency.inFlight') {
        if (reply.replayed) this.figures.replayed += 1;
        return reply;
      }
      await sleep(reply ? 100 + Math.random() * 150 : 200 + Math.random() * 200);
    }
  }

  async once(method: string, path: string, { body, key, signal }: Parameters<Client['ask']>[2] = {}): Promise<Reply> {
    const { urls, cuts, key: own } = this.#parts;
    this.figures.requests += 1;
    const cut = new AbortController();
    const scissors =
      method !== 'GET' && cuts && cuts() < cutShare
        ? setTimeout(() => {
            this.figures.cut += 1;
            cut.abort();
          }, cuts() * longestCutMs)
        : undefined;
    const signals = [cut.signal, AbortSignal.timeout(30_000), ...(signal ? [signal] : [])];
    try {
      return await this.#request(urls[this.#turn++ % urls.length]! + path, own, { method, body, key, signals });
    } finally {
      clearTimeout(scissors);
    }
  }

  async #request(
    url: string,
    own: string,
    { method, body, key, signals }: { method: string; body: unknown; key: string | undefined; signals: AbortSignal[] },
  ): Promise<Reply> {
    const answer = await request(url, {
      method: method as 'GET',
      dispatcher: this.#agent,
      signal: AbortSignal.any(signals),
      headers: {
        authorization: `Bearer ${own}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(key === undefined ? {} : { 'idempotency-key': key }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.body.text();
    const replayed = answer.headers['idempotency-replayed'] === 'true';
    return { status: answer.statusCode, replayed, body: text === '' ? undefined : JSON.parse(text) };
  }

  /** Every item of a list, page by page. */
  async all<Item>(path: string): Promise<readonly Item[]> {
    const found: Item[] = [];
    const more = path.includes('?') ? '&' : '?';
    for (let cursor = ''; ;) {
      const { status, body } = await this.get(`${path}${more}limit=200${cursor}`);
      if (status !== 200) throw new Error(`GET ${path}: ${status} ${JSON.stringify(body)}`);
      found.push(...(body.items as Item[]));
      if (body.nextCursor === undefined) return found;
      cursor = `&cursor=${encodeURIComponent(body.nextCursor as string)}`;
    }
  }

  close(): Promise<void> {
    return this.#agent.destroy();
  }
}
