import { sql, type Kysely } from 'kysely';
import { atOnce, scheduleTimers } from '@lienthong/store';
import { given, isoOf } from '../store/rows.js';

/** Kind of the timer that sets a run going; its subject names the run. */
export const catchUpTimer = 'catchUp';
const prefix = 'catchUp:';
export const runOf = (subject: string): string => subject.slice(prefix.length);

/** What a run is asked for. */
export interface CatchUpAsked {
  /** Its dossiers, and those of the units below it. */
  readonly unit: string;
  /** Dossiers that began earlier are left alone. */
  readonly since: Date;
  readonly perSecond: number;
}

export const catchUpStates = ['running', 'stopping', 'stopped', 'done', 'unitUnknown'] as const;
export type CatchUpState = (typeof catchUpStates)[number];

export interface CatchUpView {
  readonly id: string;
  readonly unit: string;
  readonly since: string;
  readonly perSecond: number;
  readonly state: CatchUpState;
  /** Dossiers that had never been told when it began; absent before it has begun. */
  readonly total?: number;
  readonly told: number;
  readonly failed: number;
  /** Never told at its end. */
  readonly remaining?: number;
  readonly beganAt: string;
  readonly endedAt?: string;
  /** What became of its exchanges: by outcome where they have settled, else by state. */
  readonly exchanges: Readonly<Record<string, number>>;
}

/** Runs in which the portal is told of what was recorded without telling it. */
export interface CatchUps {
  /** One at a time: where one is under way, that one is the answer. */
  start(asked: CatchUpAsked): Promise<{ readonly started: boolean; readonly catchUp: CatchUpView }>;
  /** Ends the one that is under way, behind the portion that it is at. */
  stop(): Promise<CatchUpView | undefined>;
  /** The newest. */
  last(): Promise<CatchUpView | undefined>;
}

export interface CatchUpsOptions {
  readonly db: Kysely<unknown>;
  readonly newId: () => string;
  /** Epoch milliseconds. */
  readonly clock: () => number;
  /** A run was asked for that this process may begin at once. */
  readonly onStart?: () => void;
}

/** How long it is known which exchanges were those of a run, days. */
const keptDays = 30;

/** Over the store alone: whoever runs the gateways may ask without being one of them. */
export function catchUps({ db, newId, clock, onStart }: CatchUpsOptions): CatchUps {
  const last = () => readNewest(db);
  return {
    last,
    async start({ unit, since, perSecond }) {
      const now = new Date(clock());
      const started = await db.transaction().execute(async (tx) => {
        const { rows } = await sql<{ id: string }>`
          insert into gateway.catch_up (id, unit, since, per_second, state, began_at)
          values (${newId()}::uuid, ${unit}, ${since}, ${perSecond}::float8, 'running', ${now})
          on conflict do nothing returning id`.execute(tx);
        const [run] = rows;
        if (!run) return false;
        await sql`
          delete from gateway.catch_up_exchange x using gateway.catch_up c
          where c.id = x.catch_up and c.ended_at < ${now}::timestamptz - ${keptDays}::int4 * interval '1 day'`.execute(
          tx,
        );
        await scheduleTimers(tx, 'gateway', [{ subject: prefix + run.id, kind: catchUpTimer, due: atOnce }]);
        return true;
      });
      if (started) onStart?.();
      return { started, catchUp: (await last())! };
    },
    async stop() {
      await sql`update gateway.catch_up set state = 'stopping' where ended_at is null and state = 'running'`.execute(
        db,
      );
      return last();
    },
  };
}

interface RunRow {
  readonly id: string;
  readonly unit: string;
  readonly since: Date;
  readonly per_second: number;
  readonly state: CatchUpState;
  readonly total: number | null;
  readonly told: number;
  readonly failed: number;
  readonly remaining: number | null;
  readonly began_at: Date;
  readonly ended_at: Date | null;
}

async function readNewest(db: Kysely<unknown>): Promise<CatchUpView | undefined> {
  const { rows } = await sql<RunRow>`
    select c.id, c.unit, c.since, c.per_second, c.state, c.total, c.told, c.failed, c.remaining, c.began_at, c.ended_at
    from gateway.catch_up c order by c.ended_at desc nulls first, c.id desc limit 1`.execute(db);
  const [run] = rows;
  if (!run) return undefined;
  const counted = await sql<{ what: string; n: number }>`
    select coalesce(s.outcome, s.state, 'waiting') as what, count(*)::int4 as n
    from gateway.catch_up_exchange x left join gateway.exchange_state s on s.id = x.exchange
    where x.catch_up = ${run.id}::uuid group by 1 order by 1`.execute(db);
  const { id, unit, state, told, failed } = run;
  return {
    ...{ id, unit, since: run.since.toISOString(), perSecond: run.per_second, state, told, failed },
    ...given('total', run.total),
    ...given('remaining', run.remaining),
    beganAt: run.began_at.toISOString(),
    ...given('endedAt', isoOf(run.ended_at)),
    exchanges: Object.fromEntries(counted.rows.map(({ what, n }) => [what, n])),
  };
}
