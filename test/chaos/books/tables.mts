import type { System } from '../../crash/system.mts';

/** What the gateway's tables say of dossiers, and both sides' of exchanges. */
export interface Tables {
  /** Revisions by dossier. */
  readonly dossiers: ReadonlyMap<string, number>;
  /** Every dossier of every journey. */
  readonly standings: ReadonlyMap<string, Standing>;
  /** Exchanges with the population database by id: all, and those that are done. */
  readonly lookUps: readonly string[];
  readonly lookedUp: readonly string[];
  /** Steps by dossier. */
  readonly steps: ReadonlyMap<string, number>;
  /** Lanes whose numbers are not 1, 2, 3 … */
  readonly gaps: readonly string[];
  /** How many exchanges of each partner and operation are in which state. */
  readonly exchanges: readonly Counted[];
  /** Statuses for the monitor by dossier: how many exchanges there are, and how many of them are done. */
  readonly pushes: ReadonlyMap<string, { readonly all: number; readonly done: number }>;
}
/** How a dossier stands by what the gateway has. */
export interface Standing {
  readonly status: string;
  /** State and outcome of the newest word to the portal; null where there is none. */
  readonly synced: string | null;
}
export interface Counted {
  readonly operation: string;
  readonly state: string;
  readonly count: number;
}

const dossiersInSql = `select code, revision::float8 as revision from gateway.dossier`;
const standingsInSql = `select d.code, d.effective_status as status, (
    select coalesce(s.state, 'waiting') || coalesce(' ' || s.outcome, '') from gateway.exchange e
      left join gateway.exchange_state s using (id)
      where e.subject = d.code and e.partner = 'dvc-portal' and e.operation = 'syncDossier' order by e.number desc limit 1
  ) as synced from gateway.dossier d`;
const lookUpsInSql = `select id::text as id, coalesce(outcome, '') = 'done' as done
  from gateway.exchange left join gateway.exchange_state using (id) where partner = 'population'`;
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
  const standings = await system.query<Standing & { code: string }>(standingsInSql);
  const lookUps = await system.query<{ id: string; done: boolean }>(lookUpsInSql);
  return {
    standings: new Map(standings.map(({ code, status, synced }) => [code, { status, synced }])),
    lookUps: lookUps.map(({ id }) => id),
    lookedUp: lookUps.filter(({ done }) => done).map(({ id }) => id),
    dossiers: new Map(dossiers.map(({ code, revision }) => [code, revision])),
    steps: new Map(steps.map(({ code, count }) => [code, count])),
    gaps: (await system.query<{ what: string }>(gapsInSql)).map(({ what }) => what),
    exchanges: await system.query<Counted>(exchangesInSql),
    pushes: new Map(pushes.map(({ code, all, done }) => [code, { all, done }])),
  };
}
