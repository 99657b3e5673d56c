/** One call as the partner saw it; kept in memory, newest last. */
export interface ReferenceCallSeen {
  readonly call: number;
  readonly operation: string;
  readonly subject: string;
  readonly numbers: readonly number[];
  readonly exchanges: readonly string[];
  readonly arrivedAt: number;
  readonly situation?: string;
}

const most = 50_000;

/** Calls in the order of their arrival; the oldest are forgotten. */
export class CallList {
  readonly calls: ReferenceCallSeen[] = [];
  #count = 0;

  add(call: Omit<ReferenceCallSeen, 'call'>): ReferenceCallSeen {
    const seen = { call: ++this.#count, ...call };
    this.calls.push(seen);
    if (this.calls.length > most) this.calls.splice(0, most / 10);
    return seen;
  }
}
