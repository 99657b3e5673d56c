import { sql, type Kysely } from 'kysely';
import { dayInVietnam, inDays } from '../../store/vietnam-day.js';
import type { Claim, ClaimStream } from '../compare.js';
import type { PacedReader } from '../paced-reader.js';
import { pushKey } from './lateness.js';
import type { PushStanding } from './push-standing.js';

/** One change of status that the monitor is owed, as the last look found its push. */
export interface PushRow {
  readonly subject: string;
  readonly number: number;
  readonly unit: string;
  readonly status: string;
  readonly standing: PushStanding;
  readonly repeats: number;
  /** `yyyy-mm-dd` in Vietnam. */
  readonly day: string;
  /** On which it was acknowledged. */
  readonly told_day: string | null;
}

/** Changes since a day, and older ones that are not settled, in portions of whole dossiers. */
export async function* pushesSince(
  db: Kysely<unknown>,
  reader: PacedReader,
  firstDay: string,
): AsyncGenerator<readonly PushRow[]> {
  let carried: readonly PushRow[] = [];
  for await (const page of reader.pages((last: PushRow | undefined, rows) => readPushes(db, firstDay, last, rows))) {
    const rows = [...carried, ...page];
    const { subject } = rows.at(-1)!;
    const begun = rows.findIndex((row) => row.subject === subject);
    carried = rows.slice(begun);
    if (begun > 0) yield rows.slice(0, begun);
  }
  if (carried.length > 0) yield carried;
}

async function readPushes(
  db: Kysely<unknown>,
  firstDay: string,
  last: PushRow | undefined,
  rows: number,
): Promise<readonly PushRow[]> {
  const behind = last ? sql`and (p.subject, p.number) > (${last.subject}, ${last.number}::int8)` : sql``;
  const found = await sql<PushRow>`
    select p.subject, p.number::int4 as number, d.unit, p.status, p.standing, p.repeats, ${dayInVietnam('p.since')} as day,
      ${dayInVietnam('p.told_at')} as told_day
    from gateway.status_push p join gateway.dossier d on d.code = p.subject
    where (not p.over or ${inDays('p.since', firstDay, '9999-12-30')}) ${behind}
    order by p.subject, p.number limit ${rows}::int4`.execute(db);
  return found.rows;
}

/** When each change happened, and when each was acknowledged. */
export const daysOf = (rows: readonly PushRow[]): Readonly<Record<'owed' | 'acknowledged', ClaimStream>> => {
  const told = rows.filter((row) => row.standing === 'acknowledged' && row.told_day !== null);
  return {
    owed: streamOf(told.map(({ subject, status, day }) => ({ key: pushKey(subject, status), amount: 1, day }))),
    acknowledged: streamOf(
      told.map(({ subject, status, told_day: day }) => ({ key: pushKey(subject, status), amount: 1, day: day! })),
    ),
  };
};

async function* streamOf(claims: readonly Claim[]): ClaimStream {
  yield await Promise.resolve([...claims].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)));
}
