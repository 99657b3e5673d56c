import type { Side, Tx } from '../port.js';
import { endClaim, endDone, type Claim, type ClaimEnd } from './claim-table.js';

interface Ending {
  readonly claim: Claim;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Writes down how claims ended. Of those that are done, whatever comes while a statement is under way is in the next. */
export class ClaimEnds {
  #done: Ending[] = [];
  #writing = false;

  constructor(
    private readonly db: Tx,
    private readonly side: Side,
  ) {}

  /** Settles when it is written. */
  end(claim: Claim, end: ClaimEnd): Promise<void> {
    if (end.kind !== 'done') return endClaim(this.db, this.side, claim, end);
    return new Promise((resolve, reject) => {
      this.#done.push({ claim, resolve, reject });
      if (!this.#writing) void this.#write();
    });
  }

  async #write(): Promise<void> {
    this.#writing = true;
    while (this.#done.length > 0) {
      const batch = this.#done.splice(0);
      await endDone(
        this.db,
        this.side,
        batch.map(({ claim }) => claim),
      ).then(
        () => batch.forEach(({ resolve }) => resolve()),
        (error: unknown) => batch.forEach(({ reject }) => reject(error)),
      );
    }
    this.#writing = false;
  }
}
