import { sql } from 'kysely';
import { beforeFirstId, recordset, type Tx } from '@lienthong/store';
import type { Expectation, ExpectedPage, ExpectedSince } from './port.js';
import type { ExpectUnit } from './units.js';

/** The projection moves on; what is older than what stands there changes nothing. */
export async function expectAll(tx: Tx, units: readonly ExpectUnit[]): Promise<readonly Expectation[]> {
  if (units.length === 0) return [];
  const newest = new Map<string, ExpectUnit['expected']>();
  for (const { expected } of units) {
    const known = newest.get(expected.payment);
    if (!known || known.version < expected.version) newest.set(expected.payment, expected);
  }
  const rows = [...newest.values()].map((expected) => ({
    payment: expected.payment,
    reference: expected.reference,
    account: expected.account,
    method: expected.method,
    amount: expected.amount,
    state: expected.state,
    virtual_account: expected.virtualAccount ?? null,
    expires_at: expected.expiresAt === undefined ? null : new Date(expected.expiresAt),
    created_at: expected.createdAt === undefined ? null : new Date(expected.createdAt),
    version: expected.version,
    at: new Date(expected.at),
  }));
  // One order everywhere: two processes never wait for each other's rows crosswise.
  rows.sort((a, b) => (a.payment < b.payment ? -1 : 1));
  const written = await sql<ExpectedRow>`
    insert into connectors.expected as e
      (payment, reference, account, method, amount, state, virtual_account, expires_at, created_at, version, at)
    select r.* from ${recordset(rows, {
      payment: 'uuid',
      reference: 'text',
      account: 'text',
      method: 'text',
      amount: 'int8',
      state: 'text',
      virtual_account: 'text',
      expires_at: 'timestamptz',
      created_at: 'timestamptz',
      version: 'int8',
      at: 'timestamptz',
    })}
    on conflict (payment) do update set reference = excluded.reference, account = excluded.account,
      method = excluded.method, amount = excluded.amount, state = excluded.state,
      virtual_account = excluded.virtual_account, expires_at = excluded.expires_at,
      created_at = excluded.created_at, version = excluded.version,
      at = excluded.at
    where e.version < excluded.version
    returning ${columns}`.execute(tx);
  return written.rows.map(expectationOfRow);
}

interface ExpectedRow {
  payment: string;
  reference: string;
  account: string;
  method: string;
  amount: number | string;
  state: string;
  created_at: Date | null;
  expires_at: Date | null;
  version: number | string;
}

const columns = sql`e.payment::text as payment, e.reference, e.account, e.method, e.amount, e.state, e.created_at, e.expires_at, e.version`;

const expectationOfRow = (row: ExpectedRow): Expectation => ({
  payment: row.payment,
  reference: row.reference,
  account: row.account,
  method: row.method as Expectation['method'],
  amount: Number(row.amount),
  state: row.state as Expectation['state'],
  ...(row.created_at ? { createdAt: row.created_at.toISOString() } : {}),
  ...(row.expires_at ? { expiresAt: row.expires_at.toISOString() } : {}),
  version: Number(row.version),
});

/** What is expected of payments, by payment. */
export async function expectationsByPayment(
  db: Tx,
  payments: readonly string[],
): Promise<ReadonlyMap<string, Expectation>> {
  const { rows } = await sql<ExpectedRow>`
    select ${columns} from connectors.expected e
    join ${recordset(
      [...new Set(payments)].map((payment) => ({ payment })),
      { payment: 'uuid' },
    )} on e.payment = r.payment`.execute(db);
  return new Map(rows.map((row) => [row.payment, expectationOfRow(row)]));
}

/** Payments of the account looked at in one query: most have ended long ago, and nobody waits long for a page of them. */
const lookedAt = 1_000;

/** A page of the payments of an account for which money may have come since a moment: open, or ended or changed since. */
export async function expectationsSince(
  db: Tx,
  { account, since, after = beforeFirstId, limit }: ExpectedSince,
): Promise<ExpectedPage> {
  const items: Expectation[] = [];
  let last: string | undefined = after;
  while (items.length < limit && last !== undefined) {
    const { rows }: { rows: (ExpectedRow & { wanted: boolean })[] } = await sql<ExpectedRow & { wanted: boolean }>`
      select ${columns}, e.state in ('initiating', 'open') or e.at >= ${since} or e.expires_at >= ${since} as wanted
      from connectors.expected e where e.account = ${account} and e.payment > ${last}::uuid order by e.payment limit ${lookedAt}::int4`.execute(
      db,
    );
    last = rows.length < lookedAt ? undefined : rows.at(-1)!.payment;
    items.push(...rows.filter(({ wanted }) => wanted).map(expectationOfRow));
  }
  const page = items.slice(0, limit);
  const more = items.length > limit ? page.at(-1)!.payment : last;
  return { items: page, ...(more === undefined ? {} : { next: more }) };
}

/** What is expected under these references. */
export async function expectationsOf(
  tx: Tx,
  references: ReadonlySet<string>,
): Promise<ReadonlyMap<string, Expectation>> {
  if (references.size === 0) return new Map();
  const { rows } = await sql<ExpectedRow>`
    select ${columns} from connectors.expected e
    join ${recordset(
      [...references].map((reference) => ({ reference })),
      { reference: 'text' },
    )} on e.reference = r.reference
    order by e.at`.execute(tx);
  return new Map(rows.map((row) => [row.reference, expectationOfRow(row)]));
}
