import type { Violations } from '../../proof/books/violations.mts';
import type { Payment } from '../fee.mts';
import type { Planned } from '../load.mts';
import type { Fate } from '../cases.mts';
import type { Books } from './books.mts';

/** Every fee is where its case leaves it, and was settled at most once. */
export function judgeFees(planned: readonly Planned[], { payments, portal }: Books, violations: Violations): void {
  const settled = new Map<string, number>();
  for (const { dossier, state, fees } of payments.values()) {
    if (state !== 'settled') continue;
    for (const { code } of fees) settled.set(`${dossier} ${code}`, (settled.get(`${dossier} ${code}`) ?? 0) + 1);
  }
  for (const [fee, times] of settled) if (times > 1) violations.add('settled more than once', `${fee}: ${times} times`);

  for (const { code, name, till, ending } of planned) {
    for (const [id, fate] of ending.fates) {
      const payment = payments.get(id);
      const wrong = payment ? faultsOf(payment, fate) : ['is not there'];
      if (wrong.length > 0)
        violations.add(`fees: not as ${name} calls for`, `${code} ${till.account} ${id}: ${wrong.join(', ')}`);
    }
    const told = String(portal.get(code)?.lastRecord['DuocThanhToanTrucTuyen']);
    const wanted = ending.paid ? (till.method === 'paymentPlatform' ? '1' : '2') : '3';
    if (told !== wanted) violations.add(`portal: told ${told} instead of ${wanted}`, `${code} ${name}`);
  }
}

function faultsOf(payment: Payment, fate: Fate): string[] {
  const refunded = payment.refunds.reduce((sum, { amount }) => sum + amount, 0);
  const is: Required<Fate> = {
    ...payment,
    state: payment.state as 'open',
    coverage: payment.coverage as 'none',
    refunded,
  };
  const wanted: Fate = { refunded: 0, disagreements: 0, ...fate };
  return (Object.keys(wanted) as (keyof Fate)[]).flatMap((name) =>
    wanted[name] === undefined || wanted[name] === is[name] ? [] : [`${name} ${is[name]} instead of ${wanted[name]}`],
  );
}
