import type { EffectLog, ReferenceEffect } from './effect-log.js';

/** One thing that a call asks for. */
export interface ReferenceRow {
  readonly exchange: string;
  readonly number: number;
  readonly content: { readonly refuse?: boolean };
}

/** A call whose request has been read. */
export interface ReferenceCall {
  readonly call: number;
  readonly operation: string;
  readonly subject: string;
  readonly rows: readonly ReferenceRow[];
  readonly arrivedAt: number;
}

export interface ReferenceAnswer {
  readonly status: number;
  readonly body: unknown;
}

/**
 * Operations that change something. `recognises`: under which key a second copy is recognised and does nothing; the
 * others do what they are asked, however often.
 */
export const changing: Readonly<
  Record<string, { readonly recognises?: (subject: string, row: ReferenceRow) => string }>
> = {
  setState: { recognises: (subject, { number }) => `${subject}/${number}` },
  register: { recognises: (_subject, { exchange }) => exchange },
  appendNote: {},
  announce: {},
  tally: {},
  reserve: {},
  post: {},
};

/** What the partner holds: every effect, and the means to find copies and evidence. */
export class Holdings {
  readonly #recognised = new Map<string, Promise<ReferenceEffect>>();
  readonly #byExchange = new Map<string, ReferenceEffect[]>();

  constructor(
    private readonly log: EffectLog,
    private readonly now: () => number,
  ) {
    for (const effect of log.effects) this.#remember(effect, Promise.resolve(effect));
  }

  /** Does what a call asks for: all of its rows or none. Resolves when the effects are on disk. */
  async carryOut(call: ReferenceCall): Promise<ReferenceAnswer> {
    const bad = call.rows.findIndex(({ content }) => content.refuse === true);
    if (bad >= 0) return { status: 422, body: { refused: 'unacceptable', row: bad } };
    const recognises = changing[call.operation]?.recognises;
    let copies = 0;
    await Promise.all(
      call.rows.map((row) => {
        const known = recognises && this.#recognised.get(keyOf(call.operation, recognises(call.subject, row)));
        if (!known) return this.#append(call, row);
        copies += 1;
        return known;
      }),
    );
    return { status: 200, body: { accepted: call.rows.length, copies } };
  }

  /** Evidence of one exchange: a reservation, a row of the feed. Only what is on disk. */
  of(operation: string, exchange: string): readonly ReferenceEffect[] {
    return (this.#byExchange.get(exchange) ?? []).filter((effect) => effect.operation === operation);
  }

  async #append(call: ReferenceCall, { exchange, number, content }: ReferenceRow): Promise<ReferenceEffect> {
    const { operation, subject, arrivedAt } = call;
    const stored = this.log.append({
      ...{ operation, subject, number, exchange, call: call.call, arrivedAt, at: this.now(), content },
    });
    const recognises = changing[operation]?.recognises;
    if (recognises) this.#recognised.set(keyOf(operation, recognises(subject, { exchange, number, content })), stored);
    const effect = await stored;
    this.#byExchange.set(exchange, [...(this.#byExchange.get(exchange) ?? []), effect]);
    return effect;
  }

  #remember(effect: ReferenceEffect, stored: Promise<ReferenceEffect>): void {
    const { operation, subject, exchange, number } = effect;
    const recognises = changing[operation]?.recognises;
    if (recognises) {
      this.#recognised.set(keyOf(operation, recognises(subject, { exchange, number, content: {} })), stored);
    }
    this.#byExchange.set(exchange, [...(this.#byExchange.get(exchange) ?? []), effect]);
  }
}

const keyOf = (operation: string, key: string): string => `${operation}\n${key}`;
