import { withClient } from '@lienthong/store/testing';
import { compareWithRank, type OrderReport } from './rank-order.ts';

export interface Drained extends OrderReport {
  /** Orders that had waited when the platform came back, and went to it only then. */
  readonly compared: number;
}

interface Row {
  readonly reference: string;
  readonly client: string;
  readonly due: Date;
  readonly created_at: Date;
}

/**
 * Whether what had piled up while the platform was away went to it by due date with ageing. `arrived`: references in the order in
 * which the platform took them, `aliveAt` epoch milliseconds. What had been tried before has its turn with its retry, not with its rank.
 */
export async function drainedInOrder(
  databaseUrl: string,
  arrived: readonly string[],
  aliveAt: number,
): Promise<Drained> {
  const { rows } = await withClient(databaseUrl, (client) =>
    client.query<Row>(
      `select p.reference, e.client, e.due, e.created_at
       from gateway.payment p join gateway.exchange e on e.id = p.exchange join gateway.exchange_state s on s.id = e.id
       where e.created_at < $1 and s.attempts <= 1`,
      [new Date(aliveAt - 1_000)],
    ),
  );
  const waited = new Map(rows.map((row) => [row.reference, row]));
  const compared = arrived.flatMap((reference) => {
    const row = waited.get(reference);
    return row
      ? [{ code: reference, client: row.client, due: row.due.getTime(), acceptedAt: row.created_at.getTime() }]
      : [];
  });
  return { ...compareWithRank(compared, 1), compared: compared.length };
}
