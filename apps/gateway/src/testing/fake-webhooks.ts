import type { Page, Paged } from '../core-words.js';
import type { CreateEndpoint, EndpointView, OfEndpoint, WebhookCore } from '../webhooks/core.js';
import { FakeFeed } from './fake-feed.js';

export const endpointId = '0192f3a0-0000-7000-8000-00000000000b';

export const anEndpoint: EndpointView = {
  ...{ id: endpointId, url: 'https://agency.example/events', state: 'active', lastOutcome: '200' },
  ...{ createdAt: '2026-11-22T01:00:00.000Z', changedAt: '2026-11-22T01:00:00.000Z' },
};

/** Webhook endpoints in memory for tests of the HTTP rim: keeps what it is told, and answers what the test says. */
export class FakeWebhooks extends FakeFeed implements WebhookCore {
  readonly created: CreateEndpoint[] = [];
  readonly recovered: (OfEndpoint & { readonly since: string })[] = [];
  webhookAnswer: never | undefined;

  createEndpoint(command: CreateEndpoint) {
    this.created.push(command);
    return this.#unlessOut(this.webhookAnswer ?? this.#withSecret());
  }
  rotateSecret() {
    return this.#unlessOut(this.webhookAnswer ?? this.#withSecret());
  }
  testEndpoint() {
    return this.#unlessOut(this.webhookAnswer ?? this.#accepted());
  }
  recoverEndpoint(command: OfEndpoint & { readonly since: string }) {
    this.recovered.push(command);
    return this.#unlessOut(this.webhookAnswer ?? this.#accepted());
  }
  removeEndpoint(_client: string, id: string): Promise<boolean> {
    return this.#unlessOut(id === endpointId);
  }
  endpoint(_client: string, id: string): Promise<EndpointView | undefined> {
    return this.#unlessOut(id === endpointId ? anEndpoint : undefined);
  }
  listEndpoints(_client: string, _page: Page): Promise<Paged<EndpointView>> {
    return this.#unlessOut({ items: [anEndpoint] });
  }

  readonly #accepted = () => ({ kind: 'accepted', endpoint: anEndpoint, replayed: false }) as const;
  readonly #withSecret = () => ({ ...this.#accepted(), secret: 'whsec_c2VjcmV0' }) as const;
  async #unlessOut<T>(answer: T): Promise<T> {
    await Promise.resolve();
    if (this.outage) throw this.outage;
    return answer;
  }
}
