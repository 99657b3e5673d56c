import type { ExchangeState } from '@lienthong/contracts';
import { namedEvents, reachableEdges, type Edge } from '../../exchange/graph.js';
import type { WorkEvent } from '../../exchange/transitions.js';

/** What tells events of one type apart in the graph. */
function kindOf(event: WorkEvent): string {
  switch (event.type) {
    case 'attemptEnded':
      return `${event.type}/${event.outcome.outcome}`;
    case 'questionAnswered':
      return `${event.type}/${event.resolution.found}`;
    case 'operatorResolved':
      return `${event.type}/${event.finding}`;
    default:
      return event.type;
  }
}

const names = new Map(namedEvents.map(({ name, event }) => [kindOf(event), name]));
const keyOf = ({ from, event, to }: Edge): string => `${from} + ${event} → ${to}`;

/** Which edges of the state graph have been taken and stored, and how often. */
export class Coverage {
  readonly #taken = new Map<string, number>();

  took(from: ExchangeState, event: WorkEvent, to: ExchangeState): void {
    const key = keyOf({ from, event: names.get(kindOf(event))!, to });
    this.#taken.set(key, (this.#taken.get(key) ?? 0) + 1);
  }

  /** Edges that the graph has and no schedule took. */
  get missing(): string[] {
    return reachableEdges()
      .map(keyOf)
      .filter((key) => !this.#taken.has(key));
  }

  /** Taken, and not in the graph. */
  get unforeseen(): string[] {
    const known = new Set(reachableEdges().map(keyOf));
    return [...this.#taken.keys()].filter((key) => !known.has(key));
  }

  toString(): string {
    return reachableEdges()
      .map(keyOf)
      .map((key) => `${String(this.#taken.get(key) ?? 0).padStart(6)} ${key}`)
      .join('\n');
  }
}
