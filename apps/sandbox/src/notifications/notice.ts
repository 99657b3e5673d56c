import type { Dialect } from './dialect.js';

/** Something a partner has to tell us. */
export interface Notice<Facts = unknown> {
  /** Stable over restarts. */
  id: string;
  dialect: Dialect<Facts>;
  /** What happened, with the agreements as they are now. */
  facts(): Facts;
  /** Notifications of one group have an order, which `reordered` changes: the account. */
  group: string;
  /** Not to be sent before, ISO 8601. */
  dueAt?: string;
  /** Codes by which a situation may single it out. */
  keys: readonly string[];
}
