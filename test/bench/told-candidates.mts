import { numberOf } from './candidates.mts';
import type { EffectSeen } from './effects-tail.mts';

const paidOnline = /"DuocThanhToanTrucTuyen":"?1"?[,}]/;

/** What the portal has of each candidate, by its journal. */
export class ToldCandidates {
  readonly #created: Uint8Array;
  readonly #paid: Uint8Array;
  #told = 0;

  constructor(fees: number) {
    this.#created = new Uint8Array(fees);
    this.#paid = new Uint8Array(fees);
  }

  /** Candidates whose dossier has been told as paid. */
  get told(): number {
    return this.#told;
  }

  hear({ key, kind, line }: EffectSeen): void {
    const n = numberOf(key);
    if (n === undefined || n >= this.#paid.length) return;
    if (kind === 'created') this.#created[n]! += 1;
    const isPaid = paidOnline.test(line) ? 1 : 0;
    // What was said last counts.
    this.#told += isPaid - this.#paid[n]!;
    this.#paid[n] = isPaid;
  }

  /** Dossiers that the portal took for new more than once, or never. */
  get notCreatedOnce(): number {
    return this.#created.reduce((sum, times) => sum + (times === 1 ? 0 : 1), 0);
  }
}
