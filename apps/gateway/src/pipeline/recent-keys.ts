import { RecentMap } from './recent-map.js';

/** Wrapped keys of so many subjects, as seen last. Each in memory of its own: a piece of the shared pool would keep all of the pool. */
export class RecentKeys {
  readonly #keys: RecentMap<Buffer>;

  constructor(size: number) {
    this.#keys = new RecentMap(size);
  }

  get(subject: string): Buffer | undefined {
    return this.#keys.get(subject);
  }

  set(subject: string, wrapped: Uint8Array): void {
    const own = Buffer.allocUnsafeSlow(wrapped.byteLength);
    own.set(wrapped);
    this.#keys.set(subject, own);
  }
}
