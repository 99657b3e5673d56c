import type { Agreement } from './admission-config.mts';

/** The stand-in of the payment platform, as the bench sets it. */
export class PlatformControl {
  readonly #url: string;

  constructor(sandboxUrl: string) {
    this.#url = sandboxUrl;
  }

  /** The platform knows us, and where it is to confirm. */
  async agree({ account, partnerCode, secret }: Agreement, callbacksUrl: string): Promise<void> {
    const callbackUrl = `${callbacksUrl}/callbacks/payment-platform/${account}`;
    // Again after a minute, then after five: a confirmation that finds nobody is not lost.
    const client = { partnerCode, secret, account, callbackUrl, retryMinutes: '1,5,15' };
    await this.#ask('PUT', `/payment-platform/clients/${account}`, client);
  }

  /** Answers take so long. */
  slow(millis: number): Promise<void> {
    return this.#ask('PUT', '/situations/payment-platform', { situation: 'slow', all: true, millis });
  }

  /** It cuts every connection. */
  dead(): Promise<void> {
    return this.#ask('PUT', '/situations/payment-platform', { situation: 'down', all: true });
  }

  /** No situation any more; it answers at once. */
  alive(): Promise<void> {
    return this.#ask('DELETE', '/situations/payment-platform');
  }

  async #ask(method: string, path: string, body?: object): Promise<void> {
    const answer = await fetch(this.#url + path, {
      method,
      ...(body ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) } : {}),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`the sandbox refused ${method} ${path}: ${answer.status} ${text}`);
  }
}
