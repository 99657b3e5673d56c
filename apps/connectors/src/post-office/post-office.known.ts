import { createHash } from 'node:crypto';
import type { TrackingFact } from '@lienthong/connector-kit';

const mostKnown = 200_000;

export interface FreshRow {
  readonly fact: TrackingFact;
  readonly digest: string;
}

/** Rows that this process has stored: what is read again costs no transaction. One that has been confirmed since is news. */
export class KnownRows {
  #rows = new Map<string, string>();

  /** Those that are not known with these very bytes. */
  fresh(facts: readonly TrackingFact[]): readonly FreshRow[] {
    return facts
      .map((fact) => ({ fact, digest: digestOf(fact) }))
      .filter(({ fact, digest }) => this.#rows.get(fact.rowId) !== digest);
  }

  add(rows: readonly FreshRow[]): void {
    if (this.#rows.size + rows.length > mostKnown) this.#rows.clear();
    for (const { fact, digest } of rows) this.#rows.set(fact.rowId, digest);
  }
}

const digestOf = ({ row, confirmed }: TrackingFact): string =>
  createHash('sha256').update(row).digest('base64').slice(0, 16) + (confirmed ? '' : '?');
