import type { Connector } from '../port.js';
import type { InboundRoute } from './port.js';

/** A route with the connector whose it is. */
export interface PlacedRoute extends InboundRoute {
  readonly partner: string;
}

const pathForm = /^[a-z0-9][A-Za-z0-9._-]*(?:\/[A-Za-z0-9._-]+)*$/;

/** The addresses of all connectors, each with its one route per method. */
export class RoutesOfPartners {
  readonly #byPath = new Map<string, Map<string, PlacedRoute>>();
  readonly #placed = new Map<InboundRoute, PlacedRoute>();

  /** @throws {TypeError} where two routes have one address, or an address is no path */
  constructor(connectors: readonly Pick<Connector, 'partner' | 'inbound'>[]) {
    for (const { partner, inbound = [] } of connectors) {
      for (const route of inbound) {
        const methods = this.#byPath.get(route.path) ?? new Map<string, PlacedRoute>();
        if (!pathForm.test(route.path)) throw new TypeError(`${partner}: ${route.path} is no path below /callbacks`);
        if (methods.has(route.method)) throw new TypeError(`two routes have one address: ${route.path}`);
        const placed = { ...route, partner };
        this.#byPath.set(route.path, methods.set(route.method, placed));
        this.#placed.set(placed, placed);
      }
    }
  }

  find(method: string, path: string): PlacedRoute | 'wrongMethod' | undefined {
    const methods = this.#byPath.get(path);
    return methods && (methods.get(method) ?? 'wrongMethod');
  }

  /** @throws {TypeError} for a route that none of these connectors declared */
  placed(route: InboundRoute): PlacedRoute {
    const placed = this.#placed.get(route);
    if (!placed) throw new TypeError(`${route.path} is nobody's route here`);
    return placed;
  }
}
