import { sql, type RawBuilder } from 'kysely';
import { recordset } from '@lienthong/store';
import type { Batch } from '../../pipeline/batch.js';
import type { Unit } from '../../pipeline/unit.js';
import { reading, type Reading } from '../../store/reading.js';
import type { PaymentAccounts } from '../accounts.js';

/** Numbers in a row that are passed over because an account number made of one is still held. */
const longestRun = 1_000;

interface Drawn {
  readonly number: number;
  /** Accounts at which an open payment still has the account number that this one would give. */
  readonly held: readonly string[];
}

/**
 * Numbers of the sequence for the payments that are to be opened. An account number is used again after all others of its length: where
 * it is still held then, the next free one is taken. It is drawn too, so that nobody else takes it at the same time.
 */
export function drawNumbers(
  units: readonly Unit[],
  { money }: Batch,
  { withVirtualAccounts }: Pick<PaymentAccounts, 'withVirtualAccounts'>,
): Reading | undefined {
  const count = units.filter(({ kind }) => kind === 'openPayment').length;
  if (count === 0) return undefined;
  const query = withVirtualAccounts.length === 0 ? drawn(count) : drawnFree(count, withVirtualAccounts);
  return reading(query, (rows) => {
    money.numbers = rows.map(({ number, held }) => ({ number: Number(number), held }));
  });
}

const drawn = (count: number): RawBuilder<Drawn> => sql<Drawn>`
  select nextval('gateway.payment_number')::int8 as number, '{}'::text[] as held
  from generate_series(1, ${count}::int4)`;

function drawnFree(count: number, accounts: PaymentAccounts['withVirtualAccounts']): RawBuilder<Drawn> {
  const rows = accounts.map(({ name, virtualAccounts: { prefix, digits } }) => ({ name, prefix, digits }));
  const of = recordset(rows, { name: 'text', prefix: 'text', digits: 'int4' });
  const held = sql`array(
    select r.name from ${of} join gateway.payment p on p.account = r.name and p.state in ('initiating', 'open', 'unknown')
      and p.virtual_account = r.prefix || lpad((n.number % (10 ^ r.digits)::int8)::text, r.digits, '0'))`;
  return sql<Drawn>`
    with recursive drawn(number, held, run) as (
      select n.number, ${held}, 1
      from (select nextval('gateway.payment_number')::int8 as number from generate_series(1, ${count}::int4)) n
      union all
      select n.number, ${held}, n.run
      from (
        select nextval('gateway.payment_number')::int8 as number, d.run + 1 as run from drawn d
        where cardinality(d.held) > 0 and d.run < ${longestRun}::int4) n)
    select d.number, d.held from drawn d`;
}
