import { setTimeout as sleep } from 'node:timers/promises';
import { sql, type Kysely } from 'kysely';
import { recordset, type Job } from '@lienthong/store';
import { submitApart, type SubmitAll } from '../pipeline/submit-apart.js';
import type { CatchUpAnswer } from './catch-up-unit.js';
import { runOf, type CatchUpState } from './catch-ups.js';
import { paceOf } from '../pipeline/pace.js';

export interface CatchUpJobOptions {
  readonly db: Kysely<unknown>;
  /** A unit and those below it; none where there is no such unit. */
  readonly unitsWithin: (unit: string) => readonly string[];
  readonly submitAll: SubmitAll;
  /** Epoch milliseconds. */
  readonly clock: () => number;
}

interface Run {
  readonly id: string;
  readonly unit: string;
  readonly since: Date;
  readonly per_second: number;
  readonly state: CatchUpState;
  readonly total: number | null;
  readonly after_due: string | null;
  readonly after_code: string | null;
}

/** A dossier that was never told. `due_at` as the database writes it: some have none, which is `infinity`. */
interface Untold {
  readonly code: string;
  readonly due_at: string;
}

/** At the longest so often it is looked whether a run is to be stopped, milliseconds. */
const lookMillis = 1_000;

/**
 * Tells the portal, by the journey and at the rate that was asked for, of dossiers that were recorded without telling it: what is due
 * first goes first. Killed and begun again it goes on where it was; what has been told is not told twice.
 */
export function catchUpJob(options: CatchUpJobOptions): Job {
  const { db, unitsWithin, clock } = options;
  return async ({ subject, signal }) => {
    const id = runOf(subject);
    let run = await readRun(id, db);
    if (!run) return undefined;
    const units = unitsWithin(run.unit);
    if (units.length === 0) return end(id, 'unitUnknown', 0, options);
    if (run.total === null) await setTotal(run, units, db);
    const { items, everyMillis } = paceOf(run.per_second);
    let next = clock();
    while (!signal.aborted) {
      if (run.state === 'stopping') return end(id, 'stopped', await countUntold(run, units, db), options);
      if (clock() < next) {
        await sleep(Math.min(lookMillis, next - clock()), undefined, { signal }).catch(() => undefined);
      } else {
        const portion = await readUntold(run, units, items, db);
        if (portion.length === 0) return end(id, 'done', await countUntold(run, units, db), options);
        next = clock() + everyMillis;
        await tell(run, portion, options);
      }
      run = await readRun(id, db);
      if (!run) return undefined;
    }
    return { next: new Date(clock()) };
  };
}

async function tell(run: Run, portion: readonly Untold[], { db, submitAll }: CatchUpJobOptions): Promise<void> {
  const results = await submitApart(
    portion.map(({ code }) => ({ kind: 'catchUp', subject: code })),
    submitAll,
  );
  const answers = results.flatMap((result) => ('fault' in result ? [] : [result.answer as CatchUpAnswer]));
  const notOwed = answers.filter(({ kind }) => kind === 'notOwed').length;
  const told = answers.flatMap((answer) => (answer.kind === 'told' ? [answer] : []));
  const rows = told.flatMap(({ exchanges }) => exchanges.map((exchange) => ({ exchange })));
  const { code, due_at: due } = portion.at(-1)!;
  await db.transaction().execute(async (tx) => {
    if (rows.length > 0) {
      await sql`
        insert into gateway.catch_up_exchange (catch_up, exchange)
        select ${run.id}::uuid, r.exchange from ${recordset(rows, { exchange: 'uuid' })} on conflict do nothing`.execute(
        tx,
      );
    }
    await sql`
      update gateway.catch_up set told = told + ${told.length}::int8, failed = failed + ${results.length - told.length - notOwed}::int8,
        after_due = ${due}::text::timestamptz, after_code = ${code} where id = ${run.id}::uuid`.execute(tx);
  });
}

async function end(
  id: string,
  state: CatchUpState,
  remaining: number,
  { db, clock }: CatchUpJobOptions,
): Promise<undefined> {
  await sql`
    update gateway.catch_up set state = ${state}, remaining = ${remaining}::int8, ended_at = ${new Date(clock())}
    where id = ${id}::uuid and ended_at is null`.execute(db);
}

async function readRun(id: string, db: Kysely<unknown>): Promise<Run | undefined> {
  const { rows } = await sql<Run>`
    select c.id, c.unit, c.since, c.per_second, c.state, c.total, c.after_due::text as after_due, c.after_code
    from gateway.catch_up c where c.id = ${id}::uuid and c.ended_at is null`.execute(db);
  return rows[0];
}

/** Those whose beginning nobody stated are told too. */
const ofRun = ({ since }: Run, units: readonly string[]) => sql`
  u.unit = any(${[...units]}::text[]) and (u.began_at is null or u.began_at >= ${since})`;

async function readUntold(
  run: Run,
  units: readonly string[],
  items: number,
  db: Kysely<unknown>,
): Promise<readonly Untold[]> {
  const behind =
    run.after_code === null
      ? sql``
      : sql`and (u.due_at, u.code) > (${run.after_due}::text::timestamptz, ${run.after_code}::text)`;
  const { rows } = await sql<Untold>`
    select u.code, u.due_at::text as due_at from gateway.untold_dossier u
    where ${ofRun(run, units)} ${behind} order by u.due_at, u.code limit ${items}::int4`.execute(db);
  return rows;
}

async function countUntold(run: Run, units: readonly string[], db: Kysely<unknown>): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int4 as n from gateway.untold_dossier u where ${ofRun(run, units)}`.execute(db);
  return rows[0]!.n;
}

async function setTotal(run: Run, units: readonly string[], db: Kysely<unknown>): Promise<void> {
  const total = await countUntold(run, units, db);
  await sql`update gateway.catch_up set total = ${total}::int8 where id = ${run.id}::uuid`.execute(db);
}
