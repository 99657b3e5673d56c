import type { AccountConfig } from '@lienthong/config';
import type { PaymentMethod } from '@lienthong/contracts';
import { nearestServing } from '../access/nearest.js';
import type { UnitTree } from '../access/unit-tree.js';
import type { PaymentAccount } from './core.js';

/** The accounts of the configuration, and which of them a unit's fees are paid to. */
export interface PaymentAccounts {
  named(name: string): PaymentAccount | undefined;
  /** The account that serves this unit, or the nearest one above it; `undefined`: nobody has said where to. */
  accountOf(unit: string, method: PaymentMethod): PaymentAccount | undefined;
  /** Those whose payments get an account number of their own. */
  readonly withVirtualAccounts: readonly NumberedAccount[];
}
export type NumberedAccount = Pick<PaymentAccount, 'name'> & Required<Pick<PaymentAccount, 'virtualAccounts'>>;

/** Accounts of the configuration, which has seen to it that no unit has two of one method. */
export function paymentAccounts(accounts: readonly AccountConfig[], tree: UnitTree): PaymentAccounts {
  const found = new Map<string, PaymentAccount | undefined>();
  const nearest = (unit: string, method: PaymentMethod): PaymentAccount | undefined =>
    nearestServing(
      accounts.filter((account) => account.method === method),
      unit,
      tree,
    );
  return {
    named: (name) => accounts.find((account) => account.name === name),
    accountOf: (unit, method) => {
      const key = `${method} ${unit}`;
      // Units of requests are those of stored dossiers: no caller makes this grow.
      if (!found.has(key)) found.set(key, nearest(unit, method));
      return found.get(key);
    },
    withVirtualAccounts: accounts.flatMap(({ name, virtualAccounts }) =>
      virtualAccounts === undefined ? [] : [{ name, virtualAccounts }],
    ),
  };
}
