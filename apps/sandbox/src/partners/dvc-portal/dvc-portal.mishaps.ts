import type { Holdings } from '../partner.js';
import type { DossierRecord } from './dvc-portal.wire.js';

/**
 * What goes wrong inside the portal and that nobody is told of: dossiers that it has lost (it went back to a backup), and such as
 * stand otherwise than they were stated. Of this process; the next statement of a dossier mends it.
 */
export class Mishaps {
  readonly #lost = new Set<string>();
  readonly #statuses = new Map<string, string>();

  lose(code: string): void {
    this.#lost.add(code);
  }

  setStatus(code: string, status: string): void {
    this.#statuses.set(code, status);
  }

  mended(code: string): void {
    this.#lost.delete(code);
    this.#statuses.delete(code);
  }

  /** What the portal finds when it looks. */
  over(holdings: Holdings): Holdings {
    return {
      has: (key) => !this.#lost.has(key) && holdings.has(key),
      record: async (key) => {
        const record = (await holdings.record(key)) as DossierRecord;
        const status = this.#statuses.get(key);
        return status === undefined ? record : { ...record, TrangThaiHoSo: status };
      },
      progress: (key) => holdings.progress(key),
    };
  }
}
