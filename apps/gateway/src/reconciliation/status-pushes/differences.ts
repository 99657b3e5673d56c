import { sql, type Kysely } from 'kysely';
import type { DossierStatus } from '@lienthong/contracts';
import type { Page, Paged } from '../../core-words.js';
import { cutPage, decodeCursor } from '../../views/cursor.js';
import type { MonitorDifference, MonitorDifferenceFilter } from './core.js';

interface Row {
  readonly subject: string;
  readonly number: number;
  readonly unit: string;
  readonly status: DossierStatus;
  readonly since: Date;
  readonly standing: string;
  readonly exchange: string;
  readonly sent_again: number;
}

/** What is neither acknowledged nor withheld, by dossier and in the order in which it happened. */
export async function listDifferences(
  db: Kysely<unknown>,
  { verdict, unit, units }: MonitorDifferenceFilter,
  page: Page,
): Promise<Paged<MonitorDifference>> {
  const scope = { list: 'monitorDifferences', verdict, unit };
  const [subject, number] = decodeCursor(scope, page.cursor, 'string')?.split(' ') ?? [];
  const conditions = [
    // As the index says it, which these are few of.
    sql`p.standing not in ('acknowledged', 'withheld')`,
    ...(verdict === undefined
      ? []
      : [verdict === 'doubtful' ? sql`p.standing = 'doubtful'` : sql`p.standing <> 'doubtful'`]),
    ...(unit === undefined ? [] : [sql`d.unit = ${unit}`]),
    ...(units === undefined ? [] : [sql`d.unit = any(${[...units]}::text[])`]),
    ...(subject && /^\d{1,9}$/.test(number ?? '')
      ? [sql`(p.subject, p.number) > (${subject}, ${Number(number)}::int8)`]
      : []),
  ];
  const { rows } = await sql<Row>`
    select p.subject, p.number::int4 as number, d.unit, p.status, p.since, p.standing, p.exchange::text as exchange, p.sent_again
    from gateway.status_push p join gateway.dossier d on d.code = p.subject
    where ${sql.join(conditions, sql` and `)} order by p.subject, p.number limit ${page.limit + 1}::int4`.execute(db);
  const shown = cutPage(rows, page, scope, (last) => `${last.subject} ${last.number}`);
  return {
    ...shown,
    items: shown.items.map(
      ({ subject: dossier, unit: of, status, since, standing, exchange, sent_again: sentAgain }) => ({
        ...{ dossier, unit: of, status, since: since.toISOString(), exchange, sentAgain },
        verdict: standing === 'doubtful' ? 'doubtful' : 'missing',
      }),
    ),
  };
}
