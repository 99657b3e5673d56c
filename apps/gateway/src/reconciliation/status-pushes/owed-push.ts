import { sql, type RawBuilder } from 'kysely';
import { recordset } from '@lienthong/store';
import type { StatusPush } from '@lienthong/contracts';
import type { ExchangeDraft } from '../../journey/draft.js';
import { isStatusPush } from '../../journey/monitor.plan.js';
import { reading, type Reading } from '../../store/reading.js';
import type { TellAgain } from './push-unit.js';

/** A change of status that the monitor is owed. */
export interface OwedPush {
  readonly subject: string;
  /** Of the lane, as it was told first. */
  readonly number: number;
  readonly status: StatusPush['status'];
  /** RFC 3339 UTC. */
  readonly since: string;
  /** The push that stands for it. */
  readonly exchange: string;
}

export const owedKey = ({ subject, number }: Pick<OwedPush, 'subject' | 'number'>): string => `${subject} ${number}`;

/**
 * Every push owes the monitor one change of status; one that is sent again stands for the change that it names.
 * @param again numbers of changes by the exchange that stands for them from now on
 */
export function saveOwedPushes(
  drafts: readonly ExchangeDraft[],
  again: ReadonlyMap<string, number>,
): RawBuilder<unknown> | undefined {
  const rows = drafts.filter(isStatusPush).map(({ id, subject, number, payload: { status, since } }) => ({
    ...{ subject, status, exchange: id },
    number: again.get(id) ?? number,
    since: new Date(since),
  }));
  if (rows.length === 0) return undefined;
  return sql`
    insert into gateway.status_push as p (subject, number, status, since, exchange)
    select r.subject, r.number, r.status, r.since, r.exchange from ${recordset(rows, {
      ...{ subject: 'text', number: 'int8', status: 'text', since: 'timestamptz', exchange: 'uuid' },
    })}
    on conflict (subject, number) do update set exchange = excluded.exchange, sent_again = p.sent_again + 1,
      standing = 'open', over = false, repeats = 0, told_at = null`;
}

/** The changes that these units name, as they are owed now. */
export function readOwedPushes(units: readonly TellAgain[], take: (owed: OwedPush) => void): Reading | undefined {
  if (units.length === 0) return undefined;
  const wanted = units.map(({ subject, number }) => ({ subject, number }));
  return reading(
    sql<Omit<OwedPush, 'since'> & { readonly since: Date }>`
      select p.subject, p.number::int4 as number, p.status, p.since, p.exchange::text as exchange from gateway.status_push p
      join ${recordset(wanted, { subject: 'text', number: 'int8' })}
        on r.subject = p.subject and r.number = p.number`,
    (rows) => rows.forEach(({ since, ...row }) => take({ ...row, since: since.toISOString() })),
  );
}
