import { until } from './until.js';

/** The answer, when it is no error. */
export function accepted(answer: Answer): Answer {
  if (answer.status < 300) return answer;
  throw new Error(`expected no error, got ${answer.status}: ${answer.text}`);
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests look into whatever came back
  readonly json: any;
}

interface Ask {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One caller of the unified API: a client, or an operator. */
export class ApiClient {
  constructor(
    readonly url: string,
    private readonly key: string | undefined,
  ) {}

  async ask(method: string, path: string, { body, headers = {} }: Ask = {}): Promise<Answer> {
    const response = await fetch(this.url + path, {
      method,
      headers: {
        ...(this.key === undefined ? {} : { authorization: `Bearer ${this.key}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      signal: AbortSignal.timeout(40_000),
    });
    const text = await response.text();
    const isJson = /[/+]json/.test(response.headers.get('content-type') ?? '') && text !== '';
    return { status: response.status, headers: response.headers, text, json: isJson ? JSON.parse(text) : undefined };
  }

  get(path: string): Promise<Answer> {
    return this.ask('GET', path);
  }
  put(code: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    return this.ask('PUT', `/v1/dossiers/${code}`, { body, headers });
  }
  /** Puts and waits for the stored outcomes. */
  putAndWait(code: string, body: unknown, seconds = 20): Promise<Answer> {
    return this.put(code, body, { prefer: `wait=${seconds}` });
  }
  step(code: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    return this.ask('POST', `/v1/dossiers/${code}/steps`, { body, headers });
  }
  act(kind: 'retry' | 'resolve' | 'abandon', exchange: string, body: unknown = {}, headers = {}): Promise<Answer> {
    return this.ask('POST', `/v1/exchanges/${exchange}/${kind}`, { body, headers });
  }
  async exchangesOf(code: string): Promise<Answer['json'][]> {
    return (await this.get(`/v1/exchanges?subject=${code}&limit=200`)).json.items;
  }
  async timeline(code: string): Promise<Answer['json'][]> {
    return (await this.get(`/v1/dossiers/${code}/timeline?limit=200`)).json.items;
  }

  /** The exchange once it is in one of these states. */
  exchangeIn(id: string, ...states: readonly string[]): Promise<Answer['json']> {
    return until(`exchange ${id} in ${states.join(' or ')}`, async () => {
      const { status, json } = await this.get(`/v1/exchanges/${id}`);
      return status === 200 && states.includes(json.state) ? json : undefined;
    });
  }
  /** All exchanges of a dossier once none is under way any more. */
  allEnded(code: string, millis?: number): Promise<Answer['json'][]> {
    return until(
      `every exchange of ${code} ended or parked`,
      async () => {
        const all = await this.exchangesOf(code);
        const ended = ['settled', 'superseded', 'abandoned', 'parked'];
        return all.length > 0 && all.every(({ state }) => ended.includes(state)) ? all : undefined;
      },
      millis,
    );
  }
}
