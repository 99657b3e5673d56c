import { callJson } from '../proof/http-json.mts';

/** A message on the wire of the sandbox's hub. */
export interface Message {
  readonly type: string;
  readonly source_id: string;
  readonly ref_code: string;
  readonly from_unit_code: string;
  readonly to_unit_code: string;
  readonly time_of_process: string;
  readonly content?: string;
}
export interface AtHub {
  readonly sourceId: string;
  readonly by: 'partner' | 'agency';
  readonly first: Message;
  readonly heard: readonly Message[];
  readonly words: readonly { readonly message: Message }[];
}

/** The other hub from its agencies' side. */
export class Hub {
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  /** What the product has said, in its order, behind the first `from`. */
  heard = async (from: number): Promise<readonly Message[]> => (await this.#list(`heard?from=${from}`)).items;
  /** What agencies behind it have said. */
  words = async (from: number): Promise<readonly Message[]> => (await this.#list(`words?from=${from}`)).items;
  /** Undefined where there is none. */
  async find(source: string): Promise<AtHub | undefined> {
    const answer = await fetch(`${this.#url}/lgsp-exchange/handovers/${source}`, {
      signal: AbortSignal.timeout(30_000),
    });
    if (answer.status === 404) return void (await answer.body?.cancel());
    return (await answer.json()) as AtHub;
  }
  /** Something is handed over by an agency of the hub; once, however often it is said. */
  async handOver(message: Omit<Message, 'type' | 'time_of_process'>): Promise<void> {
    if (!(await this.find(message.source_id))) await callJson('POST', `${this.#url}/lgsp-exchange/handovers`, message);
  }
  /** Once, however often it is said. */
  async say(source: string, type: string, content?: string): Promise<void> {
    const found = await this.find(source);
    if (found?.words.some(({ message }) => message.type === type)) return;
    const body = { type, ...(content === undefined ? {} : { content }) };
    await callJson('POST', `${this.#url}/lgsp-exchange/handovers/${source}/words`, body);
  }
  /** Words that it has given up to bring are brought again; how many. */
  async bringAgain(): Promise<number> {
    const path = `${this.#url}/bank/notifications`;
    const { items } = await callJson<{ items: readonly { readonly id: string }[] }>(
      'GET',
      `${path}?state=givenUp&account=lgsp-exchange&limit=1000`,
    );
    for (const { id } of items) await callJson('POST', `${path}/${encodeURIComponent(id)}/resend`, {});
    return items.length;
  }
  /** What it gets stays with its officers until they say something themselves. */
  async silence(unit: string): Promise<void> {
    await callJson('PUT', `${this.#url}/lgsp-exchange/lives`, { unit, life: 'silent' });
  }
  async away(): Promise<void> {
    await callJson('PUT', `${this.#url}/situations/lgsp-exchange`, { situation: 'down', all: true });
  }
  async back(): Promise<void> {
    await callJson('DELETE', `${this.#url}/situations`);
  }

  #list(path: string): Promise<{ readonly items: readonly Message[] }> {
    return callJson('GET', `${this.#url}/lgsp-exchange/${path}`);
  }
}
