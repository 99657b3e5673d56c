import type { System } from '../../crash/system.mts';

/** What the gateway's tables say of dossiers, and both sides' of exchanges. */
export interface Tables {
  /** Revisions by dossier. */
  readonly dossiers: ReadonlyMap<string, number>;
  /** Steps by dossier. */
  readonly steps: ReadonlyMap<string, number>;
  /** Lanes whose numbers are not 1, 2, 3 … */
  readonly gaps: readonly string[];
  /** How many exchanges of each partner and operation are in which state. */
  readonly exchanges: readonly Counted[];
  /** Statuses for the monitor by dossier: how many exchanges there are, and how many of them are done. */
  readonly pushes: ReadonlyMap<string, { readonly all: number; readonly done: number }>;
}
export interface Counted {
  readonly operation: string;
  readonly state: string;
  readonly count: number;
}

const dossiersInSql = `select code, revision::float8 as revision from gateway.dossier`;
const stepsInSql = `select subject as code, count(*)::float8 as count from gateway.dossier_step group by subject`;
const gapsInSql = `select subject || ' ' || partner || '/' || operation || ': ' || count(*) || ' up to ' || max(number) as what
  from gateway.exchange group by subject, partner, operation having max(number) <> count(*) or min(number) <> 1`;
const exchangesInSql = `select partner || '/' || operation as operation, coalesce(s.state, 'waiting')
    || case when s.outcome is null then '' else ' ' || s.outcome end as state, count(*)::float8 as count
  from gateway.exchange e left join gateway.exchange_state s using (id) group by 1, 2 order by 1, 2`;
const pushesInSql = `select subject as code, count(*)::float8 as all, count(*) filter (where outcome = 'done')::float8 as done
  from gateway.exchange left join gateway.exchange_state using (id) where partner = 'emc' group by subject`;

/** While nothing runs. */
export async function readTables(system: Pick<System, 'query'>): Promise<Tables> {
  const dossiers = await system.query<{ code: string; revision: number }>(dossiersInSql);
  const steps = await system.query<{ code: string; count: number }>(stepsInSql);
  const pushes = await system.query<{ code: string; all: number; done: number }>(pushesInSql);
  return {
    dossiers: new Map(dossiers.map(({ code, revision }) => [code, revision])),
    steps: new Map(steps.map(({ code, count }) => [code, count])),
    gaps: (await system.query<{ what: string }>(gapsInSql)).map(({ what }) => what),
    exchanges: await system.query<Counted>(exchangesInSql),
    pushes: new Map(pushes.map(({ code, all, done }) => [code, { all, done }])),
  };
}
