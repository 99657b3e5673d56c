import { laneOf, type Exchange } from '../../proof/exchanges.mts';
import type { System } from '../system.mts';
import type { Violations } from '../../proof/books/violations.mts';

interface Shown extends Exchange {
  readonly attemptList: readonly { readonly kind?: string }[];
}

/**
 * Calls of a process that had lost its lease: frozen between the check and the first byte, or while its call was out. Nothing can
 * prevent the first kind; what it may have doubled must be there for a person to see.
 */
export interface Strays {
  /** How many such calls the API shows, by exchange. */
  readonly shown: ReadonlyMap<string, number>;
  /** Lanes of these exchanges. */
  readonly lanes: ReadonlySet<string>;
  /** Kept by the connectors, and the API does not show them. */
  readonly silent: readonly string[];
}

export async function readStrays(system: Pick<System, 'api' | 'strayCalls'>): Promise<Strays> {
  const shown = new Map<string, number>();
  const lanes = new Set<string>();
  const silent: string[] = [];
  for (const id of await system.strayCalls()) {
    const exchange = await system.api.read<Shown>(`/v1/exchanges/${id}`);
    const calls = exchange.attemptList.filter(({ kind }) => kind === 'strayCall').length;
    lanes.add(laneOf(exchange));
    if (calls > 0) shown.set(id, calls);
    else silent.push(`${laneOf(exchange)} #${exchange.number} (${id})`);
  }
  return { shown, lanes, silent };
}

export function judgeStrays({ silent }: Strays, violations: Violations): void {
  for (const stray of silent) violations.add('silent: a call without a lease that the API does not show', stray);
}
