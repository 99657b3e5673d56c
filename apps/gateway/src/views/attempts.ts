import { sql, type Kysely } from 'kysely';
import type { OutcomeKind } from '@lienthong/contracts';
import type { ExchangeView } from '../core.js';
import { openChangeDetail } from '../pipeline/change-detail.js';
import type { Sealer } from '../pipeline/sealer.js';
import { given } from '../store/rows.js';

type ShownAttempt = ExchangeView['attemptList'][number];

interface AttemptRow {
  readonly kind: string;
  readonly attempt: number;
  readonly started_at: Date;
  readonly ended_at: Date;
  readonly outcome: string;
  readonly cause: string | null;
  /** Of the change that told of it; its excerpts are sealed for that version. */
  readonly version: number;
  readonly detail_key: Buffer | null;
  readonly detail_box: Buffer | null;
}

/** The attempts of an exchange with the questions and stray calls beside them, in the order in which they began. */
export async function readAttempts(db: Kysely<unknown>, sealer: Sealer, exchange: string): Promise<ShownAttempt[]> {
  const { rows } = await sql<AttemptRow>`
    select 'call' as kind, a.attempt, a.started_at, a.ended_at, a.outcome, a.cause, a.version, a.detail_key, a.detail_box
    from gateway.exchange_attempt a where a.exchange = ${exchange}::uuid
    union all
    select c.kind, c.attempt, c.started_at, c.ended_at, c.outcome, c.cause, c.n, c.detail_key, c.detail_box
    from gateway.exchange_side_call c where c.exchange = ${exchange}::uuid
    order by started_at, attempt, ended_at`.execute(db);
  return rows.map((row) => ({ ...attemptOf(row), ...excerpts(row, exchange, sealer) }));
}

const attemptOf = (row: AttemptRow): ShownAttempt => ({
  kind: row.kind as ShownAttempt['kind'],
  attempt: row.attempt,
  startedAt: row.started_at.toISOString(),
  endedAt: row.ended_at.toISOString(),
  millis: row.ended_at.getTime() - row.started_at.getTime(),
  outcome: row.outcome as OutcomeKind,
  ...given('cause', row.cause),
});

/** An excerpt whose key has been erased is not shown; everything else of the attempt is. */
function excerpts(row: AttemptRow, exchange: string, sealer: Sealer): { sent?: string; received?: string } {
  if (!row.detail_key || !row.detail_box) return {};
  try {
    const { version } = row;
    const detail = openChangeDetail(sealer, { exchange, version }, row.detail_key, row.detail_box);
    return { ...given('sent', detail.sent), ...given('received', detail.received) };
  } catch {
    return {};
  }
}
