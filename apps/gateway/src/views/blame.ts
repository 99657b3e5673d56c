import { sql, type Kysely } from 'kysely';
import type { Calendar } from '@lienthong/statutory-clock';
import type { BlameView } from '../core.js';
import { blameTotals } from '../journey/blame-totals.js';
import { blameTurns, type RecordedLine } from '../journey/blame.js';
import { given } from '../store/rows.js';

export interface BlameSources {
  readonly db: Kysely<unknown>;
  readonly calendar: Calendar;
  readonly unitName: (unit: string) => string;
}

interface LineRow {
  readonly at: Date;
  readonly kind: string;
  readonly by: string;
  readonly exchange: string | null;
  readonly outcome: string | null;
  readonly args: string | null;
  readonly partner: string | null;
  readonly operation: string | null;
  readonly number: number | null;
}

/**
 * Whose time a dossier has been, derived anew whenever somebody asks. The unit that has it now stands for all that had it before; lines
 * name others as they were called then.
 */
export async function readBlame(
  { db, calendar, unitName }: BlameSources,
  code: string,
  now: number,
): Promise<BlameView | undefined> {
  const found = await sql<{ unit: string; due_at: Date | null }>`
    select d.unit, d.due_at from gateway.dossier d where d.code = ${code}`.execute(db);
  const dossier = found.rows[0];
  if (!dossier) return undefined;
  const { rows } = await sql<LineRow>`
    select e.at, e.kind, e.by, e.exchange, e.outcome, e.args, x.partner, x.operation, x.number
    from gateway.dossier_event e left join gateway.exchange x on x.id = e.exchange and e.kind in ('dossier.accepted', 'step.accepted', 'exchange.created')
    where e.subject = ${code}
      and (e.kind in ('dossier.accepted', 'dossier.booked', 'step.accepted', 'payment.opened', 'payment.released',
        'payment.settled', 'payment.cancelled', 'payment.expired') or e.kind like 'handover.%' or e.kind like 'steps.%' or e.kind like 'exchange.%')
    order by e.at, e.seq`.execute(db);
  const turns = blameTurns(rows.map(lineOfRow), {
    unit: unitName(dossier.unit),
    ...given('dueAt', dossier.due_at?.toISOString()),
    tells: (partner) => partner === 'dvc-portal',
  });
  // What another process has just recorded may be a moment ahead of this clock.
  const until = Math.max(now, ...turns.slice(-1).map(({ since }) => Date.parse(since)));
  const end = new Date(until).toISOString();
  return {
    at: end,
    holders: blameTotals(turns, until, calendar),
    turns: turns.map((turn, index) => ({ ...turn, endedAt: turns[index + 1]?.since ?? end })),
  };
}

const lineOfRow = ({ at, kind, by, exchange, outcome, args, partner, operation, number }: LineRow): RecordedLine => ({
  ...{ at: at.toISOString(), kind, by },
  ...given('exchange', exchange),
  ...given('outcome', outcome),
  ...(partner === null ? {} : { starts: { partner, operation: operation!, number: number! } }),
  args: JSON.parse(args ?? '{}') as RecordedLine['args'],
});
