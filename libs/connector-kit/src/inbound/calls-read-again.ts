import { refusedCall } from '@lienthong/contracts';
import type { Connector } from '../port.js';
import type { InboundFacts } from './facts.js';
import type { InboundRequest } from './port.js';
import { requestOf } from './rows.js';
import { RoutesOfPartners, type PlacedRoute } from './routes.js';

/** A partner's call that was refused, as it is kept. */
export interface KeptCall {
  readonly partner: string;
  readonly account: string;
  readonly receivedAt: Date;
  readonly record: Uint8Array;
}

export interface CallRead {
  readonly route: PlacedRoute;
  readonly request: InboundRequest;
  readonly facts: InboundFacts;
}
export type CallReading = CallRead | { readonly result: 'stillUnreadable' | 'notReadable'; readonly reason: string };

/** Calls that were refused for what they say, read once more by their routes as of the moment at which they came. */
export class CallsReadAgain {
  readonly #routes: RoutesOfPartners;

  constructor(connectors: readonly Connector[]) {
    this.#routes = new RoutesOfPartners(connectors);
  }

  read({ partner, account, receivedAt, record }: KeptCall): CallReading {
    const kept = requestOf(record);
    const route = this.#routes.find(kept.method, kept.path);
    if (typeof route !== 'object' || route.partner !== partner || route.account !== account) {
      return { result: 'notReadable', reason: `${refusedCall}addressGone` };
    }
    // Its files were not kept.
    if (route.deposit) return { result: 'notReadable', reason: 'row.notReadAlone' };
    const request = route.headProof?.shownAgain?.(kept, receivedAt) ?? kept;
    const reading = route.read(request, receivedAt);
    if (reading.kind !== 'facts') return { result: 'stillUnreadable', reason: `${refusedCall}${reading.cause}` };
    return { route, request: kept, facts: reading.facts };
  }
}
