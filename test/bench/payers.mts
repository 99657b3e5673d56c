import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';

/** Between the moment at which the platform has an order and the one at which its payer has paid. */
const thinkingMillis = 1_000;
const connections = 64;

/** Candidates who pay what the payment platform has an order for, each once, soon after it has it. */
export class Payers {
  readonly #pool: Pool;
  readonly #paying = new Set<Promise<void>>();
  readonly #failures = new Map<string, number>();
  #ordered = 0;
  #paid = 0;
  #open = Promise.resolve();

  constructor(sandboxUrl: string) {
    this.#pool = new Pool(sandboxUrl, { connections, pipelining: 1 });
  }

  /** Orders that the platform has, and those of them that are paid. */
  get ordered(): number {
    return this.#ordered;
  }
  get paid(): number {
    return this.#paid;
  }
  /** What went wrong with paying, by what it was. */
  get failures(): ReadonlyMap<string, number> {
    return this.#failures;
  }

  /** The platform is away for so long: nobody sees its pages. */
  away(gone: Promise<void>): void {
    this.#open = gone;
  }

  pay(partnerCode: string, reference: string): void {
    this.#ordered += 1;
    const paying: Promise<void> = this.#pay(partnerCode, reference)
      .catch((error: unknown) => this.#failed((error as Error).message))
      .finally(() => this.#paying.delete(paying));
    this.#paying.add(paying);
  }

  async close(): Promise<void> {
    await Promise.all(this.#paying);
    await this.#pool.close();
  }

  async #pay(partnerCode: string, reference: string): Promise<void> {
    await sleep(thinkingMillis);
    await this.#open;
    const path = `/payment-platform/orders/${partnerCode}/${reference}/pay`;
    const headers = { 'content-type': 'application/json' };
    const { statusCode, body } = await this.#pool.request({ method: 'POST', path, headers, body: '{}' });
    const text = await body.text();
    if (statusCode === 200) this.#paid += 1;
    else this.#failed(`${statusCode} ${text.slice(0, 200)}`);
  }

  #failed(what: string): void {
    this.#failures.set(what, (this.#failures.get(what) ?? 0) + 1);
  }
}
