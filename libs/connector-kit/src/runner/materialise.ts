import { sql, type Kysely } from 'kysely';
import type { SealedBox } from '@lienthong/contracts';
import { SealBroken } from '@lienthong/seal';
import { recordset, type Materialise } from '@lienthong/store';
import { changedMessage, toldChangeOf, type ToldChange } from '../exchange/message.js';
import type { Connector } from '../port.js';
import { detailOf } from './record.js';
import type { CallName, Sealer } from './sealer.js';

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- raw SQL only
type Db = Kysely<any>;

interface CallRow {
  exchange: string;
  kind: CallName['kind'];
  n: number;
  key: Uint8Array;
  calls: Uint8Array;
}

/**
 * Makes the events of thin outbox rows again. What they said of a call is taken from the bytes that are kept of it and sealed
 * anew; where those are gone, or cannot be opened any more, the event says the rest.
 */
export function materialiseFrom(
  db: Db,
  sealer: Pick<Sealer, 'keptCalls' | 'detail'>,
  connectors: readonly Connector[],
): Materialise {
  const personal = new Map(connectors.map(({ partner, personalFields }) => [partner, new Set(personalFields)]));

  const sealedPart = ({ changed }: ToldChange, row: CallRow | undefined): SealedBox | undefined => {
    if (!row) return undefined;
    const { exchange, version, partner } = changed;
    try {
      const kept = sealer.keptCalls(exchange, row, { key: row.key, box: row.calls });
      return sealer.detail(exchange, version, row.key, detailOf(kept, personal.get(partner)));
    } catch (error) {
      if (error instanceof SealBroken) return undefined;
      throw error;
    }
  };

  return async (rows) => {
    const told = rows.flatMap(({ ref }) => {
      const change = toldChangeOf(ref);
      return change ? [{ ref, change, call: callOf(change) }] : [];
    });
    const kept = await loadCalls(
      db,
      told.flatMap(({ call }) => call ?? []),
    );
    return new Map(
      told.map(({ ref, change, call }) => [
        ref,
        changedMessage(change, sealedPart(change, call && kept.get(nameOf(call)))),
      ]),
    );
  };
}

type Call = CallName & { readonly exchange: string };

const nameOf = ({ exchange, kind, n }: Call): string => `${exchange}/${kind}/${n}`;

/** The call that an event tells of, if any. */
function callOf({ changed: { exchange, version, question, attempt } }: ToldChange): Call | undefined {
  if (question) return { exchange, kind: 'question', n: version };
  return attempt && { exchange, kind: 'attempt', n: attempt.attempt };
}

async function loadCalls(db: Db, calls: readonly Call[]): Promise<ReadonlyMap<string, CallRow>> {
  if (calls.length === 0) return new Map();
  const wanted = recordset([...calls], { exchange: 'uuid', kind: 'text', n: 'int4' });
  const found = await sql<CallRow>`
    select r.exchange::text as exchange, r.kind, r.n, w.key, coalesce(a.calls, s.calls) as calls
    from ${wanted}
    join connectors.work w on w.exchange = r.exchange
    left join connectors.attempt a on r.kind = 'attempt' and a.exchange = r.exchange and a.attempt = r.n
    left join connectors.side_call s on s.exchange = r.exchange and s.kind = r.kind and s.n = r.n
    where coalesce(a.calls, s.calls) is not null`.execute(db);
  return new Map(found.rows.map((row) => [nameOf(row), row]));
}
