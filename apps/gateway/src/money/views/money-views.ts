import type { Kysely } from 'kysely';
import type { Sealer } from '../../pipeline/sealer.js';
import type { PaymentReferences } from '../payment-references.js';

/** What the views of money are read from. */
export interface MoneyViews {
  readonly db: Kysely<unknown>;
  readonly sealer: Sealer;
  readonly references: PaymentReferences;
}
