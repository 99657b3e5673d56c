import { sql, type Kysely } from 'kysely';
import type { AttemptSummary, OutcomeKind, SealedBox } from '@lienthong/contracts';
import { SealBroken } from '@lienthong/seal';
import { recordset, type Materialise, type OutboxMessage } from '@lienthong/store';
import { changedMessage, toldChangeOf, type ToldChange } from '../exchange/message.js';
import type { Connector } from '../port.js';
import { detailOf, personalByPartner } from './record.js';
import type { Sealer } from './sealer.js';

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- raw SQL only
type Db = Kysely<any>;

/** What stands in the store about an event: its exchange, and the call that it tells of. */
interface Row {
  ref: string;
  exchange: string;
  subject: string;
  partner: string;
  operation: string;
  number: number;
  traceparent: string | null;
  key: Uint8Array;
  started_at: Date | null;
  ended_at: Date | null;
  outcome: OutcomeKind | null;
  cause: string | null;
  calls: Uint8Array | null;
}

/**
 * Makes the events of thin outbox rows again. What they said of a call is taken from the bytes that are kept of it and sealed
 * anew; where those cannot be opened any more, the event says the rest. What is told of an exchange that has been removed is
 * missing.
 */
export function materialiseFrom(
  db: Db,
  sealer: Pick<Sealer, 'keptCalls' | 'detail'>,
  connectors: readonly Connector[],
): Materialise {
  const personal = personalByPartner(connectors);

  const sealedPart = (
    row: Omit<Row, 'traceparent'>,
    call: Call,
    { version, attempts }: ToldChange,
  ): SealedBox | undefined => {
    if (!row.calls) return undefined;
    const { exchange, partner, key } = row;
    const name = { kind: call, n: call === 'attempt' ? attempts : version };
    try {
      const kept = sealer.keptCalls(exchange, name, { key, box: row.calls });
      return sealer.detail(exchange, version, key, detailOf(kept, personal.get(partner)));
    } catch (error) {
      if (error instanceof SealBroken) return undefined;
      throw error;
    }
  };

  const messageOf = ({ traceparent, ...row }: Row, told: ToldChange): OutboxMessage => {
    const { call, ...change } = told;
    const names = { ...row, ...(traceparent ? { traceparent } : {}) };
    if (!call) return changedMessage(names, change);
    const summary = summaryOf(row, call, change.attempts);
    const detail = sealedPart(row, call, told);
    return changedMessage(names, { ...change, ...(summary ? { [call]: summary } : {}), ...(detail ? { detail } : {}) });
  };

  return async (rows) => {
    const events = rows.flatMap(({ ref }) => {
      const event = toldChangeOf(ref);
      return event ? [{ ref, ...event }] : [];
    });
    const told = new Map(events.map((event) => [event.ref, event.told]));
    return new Map((await loadRows(db, events)).map((row) => [row.ref, messageOf(row, told.get(row.ref)!)]));
  };
}

type Call = NonNullable<ToldChange['call']>;

function summaryOf(row: Omit<Row, 'traceparent'>, call: Call, attempt: number): AttemptSummary | undefined {
  if (!row.started_at || !row.ended_at || !row.outcome) return undefined;
  return {
    ...(call === 'question' ? { kind: call } : {}),
    attempt,
    startedAt: row.started_at.toISOString(),
    endedAt: row.ended_at.toISOString(),
    outcome: row.outcome,
    ...(row.cause === null ? {} : { cause: row.cause }),
  };
}

interface Known {
  readonly ref: string;
  readonly exchange: string;
  readonly told: ToldChange;
}

async function loadRows(db: Db, known: readonly Known[]): Promise<readonly Row[]> {
  if (known.length === 0) return [];
  const wanted = known.map(({ ref, exchange, told: { call, version, attempts } }) => ({
    ref,
    exchange,
    attempt: call === 'attempt' ? attempts : null,
    question: call === 'question' ? version : null,
  }));
  const columns = { ref: 'text', exchange: 'uuid', attempt: 'int4', question: 'int4' } as const;
  const found = await sql<Row>`
    select r.ref, w.exchange::text as exchange, w.subject, w.partner, w.operation, w.number, w.traceparent, w.key,
      coalesce(a.started_at, s.started_at) as started_at, coalesce(a.ended_at, s.ended_at) as ended_at,
      coalesce(a.outcome, s.outcome) as outcome, coalesce(a.cause, s.cause) as cause, coalesce(a.calls, s.calls) as calls
    from ${recordset(wanted, columns)}
    join connectors.work w on w.exchange = r.exchange
    left join connectors.attempt a on a.exchange = r.exchange and a.attempt = r.attempt
    left join connectors.side_call s on s.exchange = r.exchange and s.kind = 'question' and s.n = r.question`.execute(
    db,
  );
  return found.rows;
}
