import type { Idempotency, IdempotencyClash } from '../core.js';
import { idempotencyId } from './idempotent.js';

/** Idempotency keys that this process is working on. */
export class InFlight {
  readonly #requests = new Map<string, string>();

  async run<Answer>(
    caller: string,
    { key, request }: Idempotency,
    work: () => Promise<Answer>,
  ): Promise<Answer | IdempotencyClash> {
    const id = idempotencyId(caller, key);
    const other = this.#requests.get(id);
    if (other !== undefined) return { kind: other === request ? 'idempotencyInFlight' : 'idempotencyMismatch' };
    this.#requests.set(id, request);
    try {
      return await work();
    } finally {
      this.#requests.delete(id);
    }
  }
}
