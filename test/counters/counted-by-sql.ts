import { sql } from 'kysely';
import type { Store } from '@lienthong/store';
import { seriesOf } from './open-metrics.js';

const byUnit = `json_build_object('unit', d.unit)`;
const byLane = `json_build_object('partner', e.partner, 'operation', e.operation)`;
const withOutcome = (outcome: string): string =>
  `json_build_object('partner', e.partner, 'operation', e.operation, 'outcome', ${outcome})`;
const inState = (labels: string, state: string): string =>
  `select ${labels} as labels from gateway.exchange e join gateway.exchange_state s on s.id = e.id where s.state = '${state}'`;

/** One row, with its labels, for each thing that a business counter counts: from the things, not from the counters. */
const things: Readonly<Record<string, string>> = {
  dossiers_accepted_total: `select ${byUnit} as labels from gateway.dossier d`,
  revisions_accepted_total: `select ${byUnit} as labels
    from gateway.dossier_event v join gateway.dossier d on d.code = v.subject where v.kind = 'dossier.accepted'`,
  steps_accepted_total: `select ${byUnit} as labels
    from gateway.dossier_step t join gateway.dossier d on d.code = t.subject`,
  exchanges_created_total: `select ${byLane} as labels from gateway.exchange e`,
  exchanges_settled_total: inState(withOutcome('s.outcome'), 'settled'),
  exchanges_superseded_total: inState(byLane, 'superseded'),
  exchanges_parked_total: inState(byLane, 'parked'),
  exchange_attempts_total: `select ${withOutcome('a.outcome')} as labels
    from gateway.exchange_attempt a join gateway.exchange e on e.id = a.exchange`,
  stray_calls_total: `select ${withOutcome('a.outcome')} as labels
    from gateway.exchange_side_call a join gateway.exchange e on e.id = a.exchange where a.kind = 'strayCall'`,
};

/** Every business counter as it must read; those of things that do not exist are left out. */
export async function countedBySql(store: Store): Promise<Map<string, number>> {
  const readings = new Map<string, number>();
  for (const [name, select] of Object.entries(things)) {
    const { rows } = await sql<{ labels: Record<string, string>; value: number }>`
      select x.labels::text::json as labels, count(*)::int4 as value
      from (${sql.raw(select)}) x group by x.labels::text`.execute(store.db('gateway'));
    for (const { labels, value } of rows) {
      const pairs = Object.entries(labels).map(([label, text]) => `${label}="${text}"`);
      readings.set(seriesOf(name, pairs.sort()), value);
    }
  }
  return readings;
}
