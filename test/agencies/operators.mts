import { hubReferenceOf } from '@lienthong/contracts';
import type { Api } from '../proof/api.mts';
import { listExchanges, type Exchange } from '../proof/exchanges.mts';
import type { Hub } from './hub.mts';

/** Who telephones the hub where the product waits for a person, and says what was found. */
export class Officers {
  readonly #api: Api;
  readonly #hub: Hub;
  /** What they did, by operation, finding and why it waited. */
  readonly acts = new Map<string, number>();
  readonly refused = new Map<string, string>();

  constructor(api: Api, hub: Hub) {
    this.#api = api;
    this.#hub = hub;
  }

  async work(): Promise<void> {
    const brought = await this.#hub.bringAgain();
    if (brought > 0) this.acts.set('brought again', (this.acts.get('brought again') ?? 0) + brought);
    const parked = await listExchanges(this.#api, 'parked');
    for (const exchange of parked) if (exchange.partner === 'lgsp-exchange') await this.#decide(exchange);
  }

  async #decide(exchange: Exchange): Promise<void> {
    const { id, subject, operation, outcome, cause } = exchange;
    const known = await this.#hub.find(hubReferenceOf(subject.replace('handover:', '')));
    // What the hub refused was not done: it is said again where the hub can take it now, and given up where it cannot.
    const isRefused = outcome === 'refused';
    const finding = isRefused ? (operation === 'handOver' ? 'retry' : 'abandon') : known ? 'done' : 'notDone';
    const name = `${operation} ${finding} (${cause ?? 'no cause'})`;
    this.acts.set(name, (this.acts.get(name) ?? 0) + 1);
    if (finding === 'retry' || finding === 'abandon') {
      const body = finding === 'retry' ? {} : { reason: 'the hub has it, or has never had what it is about' };
      return this.#act(id, finding, body, 'operator');
    }
    const statement = { finding, evidence: 'telephoned' };
    await this.#act(id, 'resolve', statement, 'operator');
    await this.#act(id, 'resolve', statement, 'secondOperator');
  }

  async #act(id: string, kind: string, body: object, who: 'operator' | 'secondOperator'): Promise<void> {
    const { status, body: said } = await this.#api.once('POST', `/v1/exchanges/${id}/${kind}`, { who, body });
    // 409: it has moved meanwhile, and is looked at again.
    if (status !== 202 && status !== 409) this.refused.set(`${kind} ${status}`, JSON.stringify(said));
  }
}
