import type { Idempotency, IdempotencyClash } from '../core.js';
import { idempotencyId } from './idempotent.js';

/** Idempotency keys that this process is working on. */
export class InFlight {
  readonly #hashes = new Map<string, string>();

  async run<Answer>(
    caller: string,
    { key, requestHash }: Idempotency,
    work: () => Promise<Answer>,
  ): Promise<Answer | IdempotencyClash> {
    const id = idempotencyId(caller, key);
    const other = this.#hashes.get(id);
    if (other !== undefined) return { kind: other === requestHash ? 'idempotencyInFlight' : 'idempotencyMismatch' };
    this.#hashes.set(id, requestHash);
    try {
      return await work();
    } finally {
      this.#hashes.delete(id);
    }
  }
}
