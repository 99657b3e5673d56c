import type { Api } from '../../proof/api.mts';
import { readPortalBook, type PortalEntry } from '../../proof/books/portal-book.mts';
import type { Bank, Movement } from '../bank.mts';
import type { Payment } from '../fee.mts';
import { listAll, type Credit, type Refund } from '../operators.mts';
import { sumsByApi, sumsOfBank, type Sums } from './sums.mts';

/** Everything that anybody says of the money at the end, the system at rest. */
export interface Books {
  readonly movements: readonly Movement[];
  readonly payments: ReadonlyMap<string, Payment>;
  readonly credits: readonly Credit[];
  readonly refunds: readonly Refund[];
  readonly portal: ReadonlyMap<string, PortalEntry>;
  /** By account. */
  readonly bank: ReadonlyMap<string, Sums>;
  readonly api: ReadonlyMap<string, Sums>;
}

export async function readBooks(api: Api, bank: Bank, sandboxUrl: string): Promise<Books> {
  const movements = await bank.movements();
  const payments = new Map((await listAll<Payment>(api, '/v1/payments')).map((payment) => [payment.id, payment]));
  const credits = await listAll<Credit>(api, '/v1/credits');
  const refunds = await listAll<Refund>(api, '/v1/refunds');
  return {
    ...{ movements, payments, credits, refunds },
    portal: await readPortalBook(sandboxUrl),
    bank: sumsOfBank(movements),
    api: sumsByApi(payments, credits, refunds),
  };
}
