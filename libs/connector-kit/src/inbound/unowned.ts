import { sql } from 'kysely';
import { recordset, type Tx } from '@lienthong/store';
import type { ToldFact } from './follow.js';
import { paymentClaimed } from './message.js';
import type { ReceivedBatch } from './received.js';
import type { Telling } from './telling.js';
import type { UnownedClaim } from './units.js';

export interface OwnedBatch {
  readonly tellings: readonly Telling[];
  readonly told: ReceivedBatch['told'];
}

interface Row {
  id: string;
  partner: string;
  payment: string;
  unowned: string;
}

/**
 * Claims of these payments that came before anything was expected under their reference: the projection was behind, restored, or had
 * ended long ago. They are told as claims now, each once, and followed as news. An expectation that changes nothing looks too: the
 * claim may have been stored at the same moment as the one before it.
 */
export async function ownClaims(tx: Tx, payments: readonly string[]): Promise<OwnedBatch> {
  if (payments.length === 0) return { tellings: [], told: [] };
  const wanted = recordset(
    [...new Set(payments)].map((payment) => ({ payment })),
    { payment: 'uuid' },
  );
  // One order everywhere: two processes never wait for each other's rows crosswise.
  const { rows } = await sql<Row>`
    with own as materialized (
      select c.id, c.partner, e.payment, c.unowned from connectors.expected e
      join connectors.received c on c.reference = e.reference and c.account = e.account
      where e.payment in (select r.payment from ${wanted}) and c.unowned is not null
      order by c.id for update of c)
    update connectors.received c set unowned = null from own where c.id = own.id
    returning c.id::text as id, own.partner, own.payment::text as payment, own.unowned`.execute(tx);
  const owned = rows
    .map(({ unowned, ...row }) => ({ ...row, ...(JSON.parse(unowned) as UnownedClaim) }))
    // The first word is what is booked.
    .sort((a, b) => (`${a.receivedAt} ${a.id}` < `${b.receivedAt} ${b.id}` ? -1 : 1));
  return {
    tellings: owned.map(({ id, payment, claim, receivedAt }) => ({
      ...{ received: id, message: paymentClaimed({ ...claim, payment }, receivedAt) },
    })),
    told: owned.map(toldOf),
  };
}

const toldOf = ({
  id,
  partner,
  payment,
  claim,
  receivedAt,
  statementId,
}: Pick<Row, 'id' | 'partner' | 'payment'> & UnownedClaim): ToldFact & ReceivedBatch['told'][number] => {
  const { provider, account, source, reference, state, at, amount, providerId } = claim;
  return {
    ...{ partner, provider, account, id, payment },
    // Which job is set does not depend on how it stands.
    ...{ source: source === 'query' ? 'query' : 'notification', standing: 'expected', at: Date.parse(receivedAt) },
    fact: {
      ...{ kind: 'claim', statementId, reference, state, at },
      ...(amount === undefined ? {} : { amount }),
      ...(providerId === undefined ? {} : { providerId }),
    },
  };
};
