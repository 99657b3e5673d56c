import type { Connector, Health } from './port.js';

export interface PartnerHealthSettings {
  /** An answer is good for so long; partners are not asked more often, whoever looks. */
  readonly keepMs: number;
  readonly deadlineMs: number;
}

export type PartnerAnswer = Health & {
  readonly partner: string;
  /** ISO 8601; the answer may be older than the question of whoever looks. */
  readonly askedAt: string;
};

interface Asked {
  readonly at: number;
  readonly health: Promise<Health>;
}

const defaults: PartnerHealthSettings = { keepMs: 30_000, deadlineMs: 2_000 };

/** Whether each partner answers its cheap question; asked when somebody looks, and not too often. */
export class PartnerHealth {
  readonly #settings: PartnerHealthSettings;
  readonly #known = new Map<string, Asked>();

  constructor(
    private readonly connectors: readonly Connector[],
    private readonly now: () => number,
    settings: Partial<PartnerHealthSettings> = {},
    /** Told of every call, for the partner's rate; a question of this kind does not wait. */
    private readonly onCall: (partner: string) => void = () => undefined,
  ) {
    this.#settings = { ...defaults, ...settings };
  }

  read(): Promise<readonly PartnerAnswer[]> {
    return Promise.all(
      this.connectors.map(async (connector) => {
        const { at, health } = this.#healthOf(connector);
        return { partner: connector.partner, ...(await health), askedAt: new Date(at).toISOString() };
      }),
    );
  }

  #healthOf(connector: Connector): Asked {
    const known = this.#known.get(connector.partner);
    if (known && this.now() - known.at < this.#settings.keepMs) return known;
    const asked = { at: this.now(), health: this.#ask(connector) };
    this.#known.set(connector.partner, asked);
    return asked;
  }

  async #ask(connector: Connector): Promise<Health> {
    const { deadlineMs } = this.#settings;
    try {
      return await connector.health({
        read: (request) => {
          this.onCall(connector.partner);
          return connector.transport.request(request, { deadlineMs });
        },
      });
    } catch {
      return { state: 'down', cause: 'connector.failed' };
    }
  }
}
