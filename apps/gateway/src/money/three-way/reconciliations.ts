import { sql, type Kysely, type RawBuilder } from 'kysely';
import { vietnamDay } from '@lienthong/contracts';
import { nextDaily, type Job, type Timer } from '@lienthong/store';
import type { Page, Paged } from '../../core.js';
import { cutPage, decodeCursor } from '../../views/cursor.js';
import type { PaymentAccounts } from '../accounts.js';
import { doneOnce, type DoneOnceTools } from '../../store/done-once.js';
import { dayInVietnam, inDays } from '../../store/vietnam-day.js';
import type { BookTools } from './books.js';
import { differences, sumUp } from './reconcile.js';
import type { ReconcileAnswer, ReconciliationCore, ReconciliationFilter, ReconciliationSummary } from './core.js';

export interface ReconciliationTools extends BookTools, DoneOnceTools {
  readonly accounts: Pick<PaymentAccounts, 'named'>;
}

/** Statements come in the morning; whatever a bank books late is seen on one of the following days. */
const daily = { kind: 'reconciliation.daily', at: '07:00', days: 4 } as const;
const subject = 'reconciliation:daily';

export interface Reconciliations extends ReconciliationCore {
  readonly jobs: Readonly<Record<string, Job>>;
  readonly standing: (now: Date) => readonly Timer[];
}

/** Three books of every account and day, daily and on demand. */
export function reconciliations(tools: ReconciliationTools): Reconciliations {
  const { db, clock, accounts } = tools;
  const reconcile = async (account: string, day: string, by: string): Promise<ReconciliationSummary> => {
    const found = await sumUp(tools, { account, day });
    const summary = { account, day, ...found, runAt: new Date(clock()).toISOString(), by };
    await keep(db, summary);
    return summary;
  };
  const compared = (summary: ReconciliationSummary): ReconcileAnswer => ({
    kind: 'compared',
    summary,
    replayed: false,
  });
  const reconciliation = async (account: string, day: string): Promise<ReconciliationSummary | undefined> =>
    (await list(db, { account, day }, { limit: 1 })).items[0];
  return {
    async reconcile({ account, day, ...command }) {
      if (accounts.named(account) === undefined) return { kind: 'accountNotFound' };
      if (day > vietnamDay(clock())) return { kind: 'tooEarly' };
      const act = async (): Promise<ReconcileAnswer> => compared(await reconcile(account, day, command.operator));
      const show = async (): Promise<ReconcileAnswer> => {
        const kept = await reconciliation(account, day);
        return kept ? compared(kept) : act();
      };
      return doneOnce(tools, command, `reconciliation:${account}/${day}`, act, show);
    },
    listReconciliations: (filter, page) => list(db, filter, page),
    reconciliation,
    reconciliationRows: async (account, day, page) =>
      accounts.named(account) !== undefined || (await reconciliation(account, day))
        ? differences(tools, { account, day }, page)
        : undefined,
    standing: (now) => [{ subject, kind: daily.kind, due: nextDaily(now, daily.at) }],
    jobs: {
      [daily.kind]: async ({ signal }) => {
        const now = clock();
        for (const { account, day } of await recentDays(db, now)) {
          if (signal.aborted) return { next: new Date(clock()) };
          await reconcile(account, day, 'daily');
        }
        return { next: nextDaily(new Date(clock()), daily.at) };
      },
    },
  };
}

/** Yesterday and the days before it on which anything moved. */
async function recentDays(db: Kysely<unknown>, now: number): Promise<readonly { account: string; day: string }[]> {
  const today = vietnamDay(now);
  const { rows } = await sql<{ account: string; day: string }>`
    select distinct c.account, ${dayInVietnam('c.bank_time')} as day
    from gateway.credit c
    where ${inDays('c.bank_time', sql`${today}::date - ${daily.days}::int4`, sql`${today}::date - 1`)}
    order by 1, 2`.execute(db);
  return rows;
}

async function keep(db: Kysely<unknown>, summary: ReconciliationSummary): Promise<void> {
  const { account, day, runAt, by, ...rest } = summary;
  await sql`
    insert into gateway.reconciliation (account, day, run_at, by, summary)
    values (${account}, ${day}, ${new Date(runAt)}, ${by}, ${JSON.stringify(rest)})
    on conflict (account, day) do update set run_at = excluded.run_at, by = excluded.by, summary = excluded.summary`.execute(
    db,
  );
}

interface KeptRow {
  readonly account: string;
  readonly day: string;
  readonly run_at: Date;
  readonly by: string;
  readonly summary: string;
}

async function list(
  db: Kysely<unknown>,
  { account, day }: ReconciliationFilter,
  page: Page,
): Promise<Paged<ReconciliationSummary>> {
  const scope = { list: 'reconciliations', account, day };
  const [lastDay, lastAccount] = decodeCursor(scope, page.cursor, 'string')?.split(' ') ?? [];
  const conditions: RawBuilder<unknown>[] = [
    sql`true`,
    ...(account === undefined ? [] : [sql`r.account = ${account}`]),
    ...(day === undefined ? [] : [sql`r.day = ${day}`]),
    ...(lastDay && lastAccount
      ? [sql`(r.day < ${lastDay} or (r.day = ${lastDay} and r.account > ${lastAccount}))`]
      : []),
  ];
  const { rows } = await sql<KeptRow>`
    select r.account, r.day, r.run_at, r.by, r.summary from gateway.reconciliation r
    where ${sql.join(conditions, sql` and `)} order by r.day desc, r.account limit ${page.limit + 1}::int4`.execute(db);
  const shown = cutPage(rows, page, scope, (last) => `${last.day} ${last.account}`);
  return {
    ...shown,
    items: shown.items.map(({ run_at, summary, ...row }) => ({
      ...row,
      ...(JSON.parse(summary) as Pick<ReconciliationSummary, 'books' | 'findings'>),
      runAt: run_at.toISOString(),
    })),
  };
}
