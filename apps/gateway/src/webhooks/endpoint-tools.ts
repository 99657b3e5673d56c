import type { Kysely } from 'kysely';
import type { Sealer } from '../pipeline/sealer.js';
import type { WebhookRules } from './rules/sending.js';

/** What endpoints are kept and served with. */
export interface EndpointTools {
  readonly db: Kysely<unknown>;
  readonly sealer: Sealer;
  readonly rules: WebhookRules;
  readonly newId: () => string;
  /** Epoch milliseconds. */
  readonly clock: () => number;
  readonly idempotencyMillis: number;
  /** 32 random bytes. */
  readonly newSecret: () => Buffer;
  /** Between 0 and 1. */
  readonly chance: () => number;
}

/** Kind of the timer of an endpoint; its subject names the endpoint. */
export const sendTimer = 'webhook.send';
export const endpointSubject = (id: string): string => `webhookEndpoint:${id}`;
export const endpointOf = (subject: string): string => subject.slice(endpointSubject('').length);
