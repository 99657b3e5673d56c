import type { Idempotency, IdempotencyClash, Page, Paged } from '../core-words.js';

/*
 * Addresses of agency systems to which the feed is sent, as the HTTP rim calls it. An endpoint is its client's alone.
 */

/** `gateway/src/core.ts` extends this. */
export interface WebhookCore {
  createEndpoint(
    command: CreateEndpoint,
  ): Promise<EndpointSecretAnswer<UrlUnfit | { readonly kind: 'tooMany'; readonly most: number }>>;
  /** A new secret; for a time what is sent is signed with the one before, too. */
  rotateSecret(command: OfEndpoint): Promise<EndpointSecretAnswer<NotFound>>;
  /** An event of no meaning, sent before whatever waits. */
  testEndpoint(command: OfEndpoint): Promise<EndpointAnswer>;
  /** Sends again what was recorded since, in order, and whatever follows; ends a stop. */
  recoverEndpoint(command: OfEndpoint & { readonly since: string }): Promise<EndpointAnswer>;
  removeEndpoint(client: string, id: string): Promise<boolean>;
  endpoint(client: string, id: string): Promise<EndpointView | undefined>;
  listEndpoints(client: string, page: Page): Promise<Paged<EndpointView>>;
}

export interface CreateEndpoint {
  readonly client: string;
  readonly url: string;
  readonly idempotency?: Idempotency;
}
export interface OfEndpoint {
  readonly client: string;
  readonly id: string;
  readonly idempotency?: Idempotency;
}

/** `url`: why nothing may be sent there. */
export interface UrlUnfit {
  readonly kind: 'urlUnfit';
  readonly why: 'httpsOnly' | 'notPublic';
}
interface NotFound {
  readonly kind: 'notFound';
}

export type EndpointSecretAnswer<Refusal> =
  | { readonly kind: 'accepted'; readonly endpoint: EndpointView; readonly secret: string; readonly replayed: boolean }
  | Refusal
  | IdempotencyClash;
export type EndpointAnswer =
  | { readonly kind: 'accepted'; readonly endpoint: EndpointView; readonly replayed: boolean }
  | NotFound
  | IdempotencyClash;

/** `disabled`: nothing has been taken there for too long, or its owner's system said that it wants no more. */
export type EndpointState = 'active' | 'disabled';

export interface EndpointView {
  readonly id: string;
  readonly url: string;
  readonly state: EndpointState;
  readonly createdAt: string;
  readonly changedAt: string;
  /** Until when what is sent is signed with the secret before, too. */
  readonly previousSecretUntil?: string;
  /** Since when nothing has been taken. */
  readonly failingSince?: string;
  /** What came of the last sending: `200`, `transport.timeout`, … */
  readonly lastOutcome?: string;
  readonly lastSentAt?: string;
}
