import type { Accepted } from '../load.mts';
import type { System } from '../system.mts';
import type { Violations } from '../../proof/books/violations.mts';

interface Row {
  readonly name: string;
  readonly value: number | string;
}

const counted = `
  select 'dossiers_accepted_total' as name, count(*)::int8 as value from gateway.dossier
  union all select 'revisions_accepted_total', coalesce(sum(revision), 0)::int8 from gateway.dossier
  union all select 'steps_accepted_total', count(*)::int8 from gateway.dossier_step
  union all select 'exchanges_created_total ' || partner || '/' || operation, count(*)::int8
    from gateway.exchange group by partner, operation
  union all select 'exchanges_settled_total ' || partner || '/' || operation || ' ' || outcome, count(*)::int8
    from gateway.exchange join gateway.exchange_state using (id) where state = 'settled'
    group by partner, operation, outcome
  union all select 'exchanges_' || state || '_total ' || partner || '/' || operation, count(*)::int8
    from gateway.exchange join gateway.exchange_state using (id) where state in ('parked', 'superseded')
    group by partner, operation, state
  union all select 'exchange_attempts_total ' || partner || '/' || operation || ' ' || outcome, count(*)::int8
    from gateway.exchange e join gateway.exchange_attempt a on a.exchange = e.id
    group by partner, operation, outcome`;

const differing = `
  select coalesce(e.id, w.exchange) || ': gateway ' || coalesce(s.state, 'waiting') || ' ' || coalesce(s.version, 0)
    || ', connectors ' || coalesce(w.state, 'nothing') || ' ' || coalesce(w.version, 0) as what
  from gateway.exchange e left join gateway.exchange_state s on s.id = e.id
  full join connectors.work w on w.exchange = e.id
  where e.id is null or w.exchange is null
    or coalesce(s.state, 'waiting') <> w.state or coalesce(s.version, 0) <> w.version`;

/** Business counters as scraped against the rows that they count, and both sides' tables against each other. No process may run. */
export async function judgeTables(
  system: Pick<System, 'query'>,
  metrics: ReadonlyMap<string, number>,
  accepted: readonly Accepted[],
  violations: Violations,
): Promise<void> {
  judgeAccepted(await judgeCounters(system, metrics, violations), accepted, violations);
}

/** The same, whoever said what is counted; the rows by name. What waited for a person is counted on when persons have acted. */
export async function judgeCounters(
  system: Pick<System, 'query'>,
  metrics: ReadonlyMap<string, number>,
  violations: Violations,
  havePersonsActed = false,
): Promise<readonly Row[]> {
  const rows = await system.query<Row>(counted);
  const isCompared = (name: string): boolean => !havePersonsActed || !/^exchanges_(parked|abandoned)_total /.test(name);
  const inRows = rows.map(({ name, value }) => [name, Number(value)] as const).filter(([name]) => isCompared(name));
  const inCounters = [...countersOf(metrics)].filter(([name]) => isCompared(name));
  compare(new Map(inRows), new Map(inCounters), violations);
  await judgeSides(system, violations);
  return rows;
}

/** Both sides say the same of every exchange. */
export async function judgeSides(system: Pick<System, 'query'>, violations: Violations): Promise<void> {
  for (const { what } of await system.query<{ what: string }>(differing)) {
    violations.add('sides: the two sides say different things', what);
  }
}

const counterNames = /^(dossiers_accepted|revisions_accepted|steps_accepted|exchanges_\w+|exchange_attempts)_total\{/;

/** The scraped counters under the names of the query above. */
function countersOf(metrics: ReadonlyMap<string, number>): Map<string, number> {
  const counters = new Map<string, number>();
  for (const [reading, value] of metrics) {
    const name = counterNames.exec(reading) && /^\w+/.exec(reading)![0];
    if (!name) continue;
    const label = (key: string): string | undefined => new RegExp(`${key}="([^"]*)"`).exec(reading)?.[1];
    const operation = label('operation') ? ` ${label('partner')}/${label('operation')}` : '';
    const key = `${name}${operation}${label('outcome') ? ` ${label('outcome')}` : ''}`;
    counters.set(key, (counters.get(key) ?? 0) + value);
  }
  return counters;
}

function compare(rows: ReadonlyMap<string, number>, counters: ReadonlyMap<string, number>, violations: Violations) {
  for (const name of new Set([...rows.keys(), ...counters.keys()])) {
    const [inRows, inCounters] = [rows.get(name) ?? 0, counters.get(name) ?? 0];
    if (inRows !== inCounters)
      violations.add('counters: other than the rows', `${name}: ${inCounters}, rows ${inRows}`);
  }
}

function judgeAccepted(rows: readonly Row[], accepted: readonly Accepted[], violations: Violations): void {
  const stored = (name: string): number => Number(rows.find((row) => row.name === name)?.value ?? 0);
  const promised = {
    dossiers_accepted_total: accepted.filter(({ revisions }) => revisions > 0).length,
    revisions_accepted_total: accepted.reduce((sum, { revisions }) => sum + revisions, 0),
    steps_accepted_total: accepted.reduce((sum, { steps }) => sum + steps, 0),
  };
  for (const [name, value] of Object.entries(promised)) {
    if (stored(name) < value)
      violations.add('lost: accepted words without a row', `${name}: ${stored(name)} of ${value}`);
    if (stored(name) > value)
      violations.add('doubled: rows of words that nobody said', `${name}: ${stored(name)}, said ${value}`);
  }
}
