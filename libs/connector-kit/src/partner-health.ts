import type { Connector, Health } from './port.js';

export interface PartnerHealthSettings {
  /** An answer is good for so long; partners are not asked more often, whoever looks. */
  readonly keepMs: number;
  readonly deadlineMs: number;
}

const defaults: PartnerHealthSettings = { keepMs: 30_000, deadlineMs: 2_000 };

/** Whether each partner answers its cheap question; asked when somebody looks, and not too often. */
export class PartnerHealth {
  readonly #settings: PartnerHealthSettings;
  readonly #known = new Map<string, { readonly at: number; readonly health: Promise<Health> }>();

  constructor(
    private readonly connectors: readonly Connector[],
    private readonly now: () => number,
    settings: Partial<PartnerHealthSettings> = {},
  ) {
    this.#settings = { ...defaults, ...settings };
  }

  read(): Promise<readonly (Health & { readonly partner: string })[]> {
    return Promise.all(
      this.connectors.map(async (connector) => ({ partner: connector.partner, ...(await this.#healthOf(connector)) })),
    );
  }

  #healthOf(connector: Connector): Promise<Health> {
    const known = this.#known.get(connector.partner);
    if (known && this.now() - known.at < this.#settings.keepMs) return known.health;
    const health = this.#ask(connector);
    this.#known.set(connector.partner, { at: this.now(), health });
    return health;
  }

  async #ask(connector: Connector): Promise<Health> {
    const { deadlineMs } = this.#settings;
    try {
      return await connector.health({ read: (request) => connector.transport.request(request, { deadlineMs }) });
    } catch {
      return { state: 'down', cause: 'connector.failed' };
    }
  }
}
