import { sql, type Kysely } from 'kysely';
import type { AccountBooks } from '../core.js';

interface Row extends Omit<AccountBooks, 'refunds'> {
  readonly due: number;
  readonly requested: number;
  readonly approved: number;
  readonly sent: number;
  readonly done: number;
}

/**
 * Where every dong of an account is, in one statement over one snapshot: credited = settled + partial + refunds + unmatched.
 * Amounts of payments are in the books of the account on which they were opened; money goes there only.
 */
export async function readBooks(db: Kysely<unknown>, account?: string): Promise<readonly AccountBooks[]> {
  const own = (alias: string) => (account === undefined ? sql`true` : sql`${sql.ref(`${alias}.account`)} = ${account}`);
  const { rows } = await sql<Row>`
    with moves as (
      select c.account,
        sum(c.amount) filter (where c.direction = 'in' and c.state in ('matched', 'unmatched')) as credited,
        sum(c.amount) filter (where c.state = 'unmatched' and f.id is null) as unmatched,
        sum(c.amount) filter (where c.state = 'unconfirmed') as unconfirmed,
        sum(c.amount) filter (where c.state = 'outgoing') as outgoing,
        sum(c.amount) filter (where c.state = 'returned') as returned
      from gateway.credit c left join gateway.refund f on f.credit = c.id and f.state <> 'calledOff'
      where ${own('c')} group by c.account),
    payments as (
      select p.account,
        sum(p.amount) filter (where p.state = 'settled') as settled,
        sum(p.received - p.refunded) filter (where p.state <> 'settled') as partial
      from gateway.payment p where ${own('p')} group by p.account),
    refunds as (
      select f.account,
        sum(f.amount) filter (where f.state = 'due') as due,
        sum(f.amount) filter (where f.state = 'requested') as requested,
        sum(f.amount) filter (where f.state = 'approved') as approved,
        sum(f.amount) filter (where f.state = 'sent') as sent,
        sum(f.amount) filter (where f.state = 'done') as done
      from gateway.refund f where ${own('f')} group by f.account),
    accounts as (select account from moves union select account from payments union select account from refunds)
    select a.account, coalesce(m.credited, 0)::int8 as credited, coalesce(p.settled, 0)::int8 as settled,
      coalesce(p.partial, 0)::int8 as partial, coalesce(m.unmatched, 0)::int8 as unmatched,
      coalesce(m.unconfirmed, 0)::int8 as unconfirmed, coalesce(m.outgoing, 0)::int8 as outgoing,
      coalesce(m.returned, 0)::int8 as returned,
      coalesce(f.due, 0)::int8 as due, coalesce(f.requested, 0)::int8 as requested, coalesce(f.approved, 0)::int8 as approved,
      coalesce(f.sent, 0)::int8 as sent, coalesce(f.done, 0)::int8 as done
    from accounts a left join moves m on m.account = a.account left join payments p on p.account = a.account
    left join refunds f on f.account = a.account
    order by a.account`.execute(db);
  return rows.map(({ due, requested, approved, sent, done, ...books }) => ({
    ...books,
    refunds: { due, requested, approved, sent, done },
  }));
}
