import { setTimeout as sleep } from 'node:timers/promises';
import type { Api } from './api.mts';
import { laneOf, listExchanges, pagesOf, type Exchange, type Metrics } from './exchanges.mts';

interface Quiet {
  readonly quiet: boolean;
  /** Why not yet. */
  readonly because: string;
}

export interface DrainParts {
  readonly api: Api;
  readonly metrics: () => Promise<Metrics>;
  readonly seconds: number;
  /** Dossiers that the portal is made to refuse: their steps wait. */
  readonly refusedSync: ReadonlySet<string>;
  readonly say: (text: string) => void;
}

/** Waits until nothing moves any more without a person; false when that takes longer than `seconds`. */
export async function drained({ seconds, say, ...parts }: DrainParts): Promise<boolean> {
  const until = Date.now() + seconds * 1000;
  let calm = 0;
  for (;;) {
    const { quiet, because } = await look(parts);
    calm = quiet ? calm + 1 : 0;
    // Twice: what one look saw on its way may arrive in another state.
    if (calm === 2) return true;
    if (!quiet) say(because);
    if (Date.now() > until) return false;
    await sleep(quiet ? 500 : 1_500);
  }
}

async function look({ api, metrics, refusedSync }: Omit<DrainParts, 'seconds' | 'say'>): Promise<Quiet> {
  for (const [name, value] of await metrics()) {
    if (/^(outbox_rows|bus_lag_records|calls_in_flight)\{/.test(name) && value > 0) return notYet(`${name} ${value}`);
  }
  for (const state of ['sending', 'resolving']) {
    for await (const page of pagesOf(api, state)) if (page.length > 0) return notYet(`${page.length} or more ${state}`);
  }
  const holders = await holdersOf(api);
  for (const state of ['waiting', 'unknown']) {
    for await (const page of pagesOf(api, state)) {
      const free = page.find((exchange) => !isHeld(exchange, holders, refusedSync));
      if (free) return notYet(`${laneOf(free)} #${free.number} is ${state}`);
    }
  }
  return { quiet: true, because: '' };
}

const notYet = (because: string): Quiet => ({ quiet: false, because });

/** Lanes that wait for a person: by name, the lowest number that is parked. */
async function holdersOf(api: Api): Promise<Map<string, number>> {
  const holders = new Map<string, number>();
  for (const exchange of await listExchanges(api, 'parked')) {
    const lane = laneOf(exchange);
    holders.set(lane, Math.min(exchange.number, holders.get(lane) ?? Infinity));
  }
  return holders;
}

/** Behind a parked head of its own lane, or a progress step whose dossier the portal refused. */
export function isHeld(
  exchange: Exchange,
  holders: ReadonlyMap<string, number>,
  refusedSync: ReadonlySet<string>,
): boolean {
  const own = holders.get(laneOf(exchange));
  if (own !== undefined && own < exchange.number) return true;
  return exchange.operation === 'addProgress' && refusedSync.has(exchange.subject);
}
