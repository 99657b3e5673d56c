import type { InboundCount, InboundRoute } from './port.js';

/** Counts of this process by provider, account and what came of a request. */
export class Tally {
  readonly #counts = new Map<string, { -readonly [Key in keyof InboundCount]: InboundCount[Key] }>();

  add({ provider, account }: Pick<InboundRoute, 'provider' | 'account'>, what: InboundCount['what']): void {
    const key = `${provider} ${account} ${what}`;
    const count = this.#counts.get(key);
    if (count) count.value += 1;
    else this.#counts.set(key, { provider, account, what, value: 1 });
  }

  read(): readonly InboundCount[] {
    return [...this.#counts.values()].map((count) => ({ ...count }));
  }
}
