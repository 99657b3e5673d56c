import { sql } from 'kysely';
import type { Tx } from '@lienthong/store';
import { keyOfAccount } from './account-key.js';
import { tellCredits } from './credits.stage.js';
import { statementSubject } from './entry-box.js';
import { feesNamed } from './fees.js';
import { likelyKnown, surelyKnown, type KnownLink } from './known.stage.js';
import { markReversals } from './reversals.stage.js';
import { statementStages, type StatementStage } from './core.js';
import {
  pageOf,
  saveFindings,
  saveProgress,
  type EntryRow,
  type Finding,
  type StatementRowHead,
} from './statement-table.js';
import type { StatementTools } from './tools.js';

/** What becomes a credit is folded under the locks of what it settles: fewer at a time than the reader would give. */
const creditsAtOnce = 200;

/** Entries a portion. */
const portionOf = ({ reader }: StatementTools, stage: StatementStage): number =>
  stage === 'credits' ? Math.min(creditsAtOnce, reader.rows) : reader.rows;

export type Compared = 'done' | 'waits' | 'stopped' | 'gone';

/**
 * Compares a whole statement with what is known, portion by portion; what a portion found is stored with how far it came, so
 * a killed run is gone on with where it stood. An older statement of the account comes first (`waits`).
 */
export async function compareStatement(tools: StatementTools, id: string, signal?: AbortSignal): Promise<Compared> {
  for (;;) {
    const head = await readHead(tools, id);
    if (head === undefined) return 'gone';
    if (head.waits) return 'waits';
    if (signal?.aborted) return 'stopped';
    await tools.reader.turn();
    const rows = portionOf(tools, head.stage);
    await portion(tools, head, rows);
    if (head.stage === 'reversals' && head.stage_done + rows >= head.entries) return 'done';
  }
}

async function readHead(
  { db }: StatementTools,
  id: string,
): Promise<(StatementRowHead & { waits: boolean }) | undefined> {
  const { rows } = await sql<StatementRowHead & { waits: boolean }>`
    select s.id, s.account, s.provider, s.stage, s.stage_done, s.entries, exists (
      select from gateway.statement o where o.account = s.account and o.id < s.id and o.state = 'comparing') as waits
    from gateway.statement s where s.id = ${id}::uuid and s.state = 'comparing'`.execute(db);
  return rows[0];
}

async function portion(tools: StatementTools, head: StatementRowHead, rows: number): Promise<void> {
  const { db } = tools;
  if (head.stage === 'credits') await creditsPortion(tools, head, rows);
  else if (head.stage === 'reversals') await markReversals(tools, head, await pageOf(db as unknown as Tx, head, rows));
  await db.transaction().execute(async (tx) => {
    // Two that compare statements of one account must not find the same credit for two entries.
    await sql`
      select t.subject from gateway.subject t where t.subject = ${statementSubject(head.account)} for update`.execute(
      tx,
    );
    const page = head.stage === 'known' || head.stage === 'rest' ? await pageOf(tx as Tx, head, rows) : [];
    const findings = head.stage === 'known' ? await known(tx as Tx, head, page) : await rest(tx as Tx, head, page);
    await saveFindings(tx as Tx, head.id, findings);
    await saveProgress(tx as Tx, head.id, next(head, rows), new Date(tools.clock()));
  });
}

function next({ stage, stage_done, entries }: StatementRowHead, rows: number) {
  const done = Math.min(entries, stage_done + rows);
  if (done < entries) return { stage, done, compared: stage === 'credits' || stage === 'reversals' };
  const following = statementStages[statementStages.indexOf(stage) + 1] ?? null;
  return { stage: following, done: following === null ? entries : 0, compared: stage !== 'known' };
}

async function known(tx: Tx, head: StatementRowHead, page: readonly EntryRow[]): Promise<readonly Finding[]> {
  const reversals = page.filter(isReversal).map(({ n }): Finding => ({ ...nothing(n), verdict: 'reversal' }));
  const links = await surelyKnown(
    tx,
    head,
    page.filter((entry) => !isReversal(entry)),
  );
  return [...reversals, ...links.map(findingOf)];
}

async function rest(tx: Tx, head: StatementRowHead, page: readonly EntryRow[]): Promise<readonly Finding[]> {
  const open = page.filter(({ verdict }) => verdict === null);
  const links = await likelyKnown(tx, head, open);
  const found = new Set(links.map(({ n }) => n));
  const unknown = open.filter(({ n }) => !found.has(n));
  const named = new Map((await feesNamed(tx, head, unknown)).map((one) => [one.n, one]));
  return [
    ...links.map(findingOf),
    ...unknown.map(({ n, kind }): Finding => {
      const fee = named.get(n);
      const verdict = kind === 'debit' ? 'outgoing' : (fee?.verdict ?? 'onlyAtBank');
      const by = fee ? { payment: fee.candidate.id, found_by: 'reference' as const } : {};
      return { ...nothing(n), verdict, ...by, fresh: true };
    }),
  ];
}

/** A provider may have told meanwhile what was unknown a moment ago. */
async function creditsPortion(tools: StatementTools, head: StatementRowHead, rows: number): Promise<void> {
  const db = tools.db as unknown as Tx;
  const fresh = (await pageOf(db, head, rows)).filter((entry) => entry.fresh && !entry.told);
  if (fresh.length === 0) return;
  const own = new Map(fresh.map(({ n, credit_id }) => [n, credit_id]));
  // What a killed run told without saying so is told again, and changes nothing.
  const sure = (await surelyKnown(db, head, fresh)).filter(({ n, candidate }) => candidate.id !== own.get(n));
  const toldBefore = new Set(sure.map(({ n }) => n));
  await saveFindings(db, head.id, sure.map(findingOf));
  const key = await keyOfAccount(tools, head.account);
  await tellCredits(
    ...([tools, head, key] as const),
    fresh.filter(({ n }) => !toldBefore.has(n)),
  );
}

const isReversal = ({ kind }: EntryRow): boolean => kind === 'creditReversal' || kind === 'debitReversal';
const nothing = (n: number) => ({ n, found_by: null, credit: null, payment: null, fresh: false });
const findingOf = ({ n, verdict, candidate, by }: KnownLink): Finding => ({
  ...{ n, verdict, found_by: by, credit: candidate.id, payment: candidate.payment, fresh: false },
});
