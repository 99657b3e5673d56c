import type { Movement } from '../bank.mts';
import type { Payment } from '../fee.mts';
import type { Credit, Refund } from '../operators.mts';

/** VND of one account, each dong in exactly one place. */
export interface Sums {
  /** All that came in. */
  credited: number;
  settled: number;
  /** Has come for payments that are not settled. */
  partial: number;
  /** More than was due; sent back. */
  over: number;
  /** Not owed, or belonging to nobody; sent back. */
  returned: number;
  unmatched: number;
  /** The bank took it back before it paid anything. */
  takenBack: number;
  /** Of what is sent back: not done yet. */
  refundsOpen: number;
}

export const noSums = (): Sums => ({
  ...{ credited: 0, settled: 0, partial: 0, over: 0, returned: 0, unmatched: 0, takenBack: 0, refundsOpen: 0 },
});

export const places = ['settled', 'partial', 'over', 'returned', 'unmatched', 'takenBack'] as const;

class ByAccount {
  readonly sums = new Map<string, Sums>();

  add(account: string, place: keyof Sums, amount: number): void {
    const sums = this.sums.get(account) ?? noSums();
    this.sums.set(account, sums);
    sums[place] += amount;
  }
}

/** What the bank's journal says came in. */
export function sumsOfBank(movements: readonly Movement[]): ReadonlyMap<string, Sums> {
  const found = new ByAccount();
  for (const { account, direction, amount } of movements)
    if (direction === 'in') found.add(account, 'credited', amount);
  return found.sums;
}

/** What the gateway shows, added up here. */
export function sumsByApi(
  payments: ReadonlyMap<string, Payment>,
  credits: readonly Credit[],
  refunds: readonly Refund[],
): ReadonlyMap<string, Sums> {
  const found = new ByAccount();
  for (const { account, direction, amount, state, refunds: own } of credits) {
    if (direction !== 'in' || state === 'unconfirmed') continue;
    found.add(account, 'credited', amount);
    if (state === 'reversed') found.add(account, 'takenBack', amount);
    if (state === 'unmatched' && own.length === 0) found.add(account, 'unmatched', amount);
  }
  for (const { account, state, amount, received, refunds: own } of payments.values()) {
    if (state === 'settled') found.add(account, 'settled', amount);
    else found.add(account, 'partial', received - own.reduce((sum, refund) => sum + refund.amount, 0));
  }
  for (const { account, amount, why, state } of refunds) {
    found.add(account, why === 'over' ? 'over' : 'returned', amount);
    if (state !== 'done') found.add(account, 'refundsOpen', amount);
  }
  return found.sums;
}

/** The same from the tables, in words of their own. */
export const sumsInSql = `
  select account, place, sum(amount)::float8 as amount from (
    select account, 'credited' as place, amount from gateway.credit where direction = 'in' and confirmed
    union all select account, 'takenBack', amount from gateway.credit where state = 'reversed'
    union all select account, 'unmatched', amount from gateway.credit c where direction = 'in' and confirmed
      and payment is null and state <> 'reversed' and not exists (select from gateway.refund r where r.credit = c.id)
    union all select account, 'settled', amount from gateway.payment where settled_at is not null
    union all select account, 'partial', received - refunded from gateway.payment where settled_at is null
    union all select account, case why when 'over' then 'over' else 'returned' end, amount from gateway.refund
    union all select account, 'refundsOpen', amount from gateway.refund where state <> 'done'
  ) parts group by account, place`;

/** What the connectors heard of money that came in, and what the gateway says it heard from them. */
export const heardInSql = `
  select account, coalesce(sum(amount) filter (where side = 'connectors'), 0)::float8 as connectors,
    coalesce(sum(amount) filter (where side = 'gateway'), 0)::float8 as gateway from (
    select account, 'connectors' as side, amount from connectors.received where what = 'credit' and said = 'in'
    union all select account, 'gateway', amount from gateway.credit where direction = 'in' and (told & 3) <> 0
      and provider <> 'payment-platform'
  ) heard group by account order by account`;

export interface SumRow {
  readonly account: string;
  readonly place: keyof Sums;
  readonly amount: number;
}

export function sumsOfRows(rows: readonly SumRow[]): ReadonlyMap<string, Sums> {
  const found = new ByAccount();
  for (const { account, place, amount } of rows) found.add(account, place, amount);
  return found.sums;
}
