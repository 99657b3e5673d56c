import { sql, type RawBuilder } from 'kysely';
import { citizenCheckSubject } from '@lienthong/contracts';
import { recordset, scheduleTimers, type Tx } from '@lienthong/store';
import type { Batch } from '../../pipeline/batch.js';
import { boxAt } from '../../pipeline/sealer.js';
import type { PipelineTools } from '../../pipeline/tools.js';
import { dateOf } from '../../store/rows.js';
import type { StoredCheck } from '../pipeline/stored.js';

/** When those that wait look whether their answer has come. */
export const setCheckTimers = (tx: Tx, { identity }: Batch): Promise<void> =>
  scheduleTimers(tx, 'gateway', identity.timers);

/** Checks that are new, or that somebody has answered. */
export function saveChecks(
  batch: Batch,
  tools: PipelineTools,
): Readonly<Record<string, RawBuilder<unknown> | undefined>> {
  const checks = [...batch.identity.changed].map((id) => batch.identity.checks.get(id)!);
  return {
    new_checks: insertChecks(
      checks.filter(({ newAsked }) => newAsked),
      batch,
      tools,
    ),
    checks: updateChecks(
      checks.filter(({ newAsked }) => !newAsked),
      batch,
      tools,
    ),
  };
}

function insertChecks(
  checks: readonly StoredCheck[],
  batch: Batch,
  { sealer }: PipelineTools,
): RawBuilder<unknown> | undefined {
  if (checks.length === 0) return undefined;
  const rows = checks.map((check) => {
    const { key } = batch.subjects.get(citizenCheckSubject(check.id))!;
    const asked = sealer.seal(key, JSON.stringify(check.newAsked), boxAt.check(check.id));
    return {
      ...{ id: check.id, dossier: check.dossier ?? null, client: check.client, procedure: check.procedure },
      ...{ person: check.person, asked, created_at: dateOf(check.createdAt) },
      ...changing(check, batch, sealer),
    };
  });
  return sql`
    insert into gateway.citizen_check (id, dossier, client, procedure, person, reused_from, asked, created_at, parts, state,
      verdict, facts, kept_until, changed_at)
    select r.id, r.dossier, r.client, r.procedure, r.person, r.reused_from, r.asked, r.created_at, r.parts, r.state,
      r.verdict, r.facts, r.kept_until, r.changed_at
    from ${recordset(rows, {
      ...{ id: 'uuid', dossier: 'text', client: 'text', procedure: 'text', person: 'text' },
      ...{ asked: 'bytea', created_at: 'timestamptz', ...changingTypes },
    })}`;
}

function updateChecks(
  checks: readonly StoredCheck[],
  batch: Batch,
  { sealer }: PipelineTools,
): RawBuilder<unknown> | undefined {
  if (checks.length === 0) return undefined;
  const rows = checks.map((check) => ({ id: check.id, ...changing(check, batch, sealer) }));
  return sql`
    update gateway.citizen_check k set parts = r.parts, state = r.state, verdict = r.verdict, reused_from = r.reused_from,
      facts = coalesce(r.facts, k.facts), kept_until = r.kept_until, changed_at = r.changed_at
    from ${recordset(rows, { id: 'uuid', ...changingTypes })} where k.id = r.id`;
}

const changingTypes = {
  ...({ parts: 'text', state: 'text', verdict: 'text', reused_from: 'uuid', facts: 'bytea' } as const),
  ...({ kept_until: 'timestamptz', changed_at: 'timestamptz' } as const),
};

function changing(check: StoredCheck, { subjects }: Batch, sealer: PipelineTools['sealer']) {
  const { id, parts, state, verdict = null, reusedFrom = null, keptUntil, changedAt, newFacts } = check;
  const { key } = subjects.get(citizenCheckSubject(id))!;
  return {
    ...{ parts: JSON.stringify(parts), state, verdict, reused_from: reusedFrom },
    facts: newFacts ? sealer.seal(key, JSON.stringify(newFacts), boxAt.checkFacts(id)) : null,
    ...{ kept_until: dateOf(keptUntil), changed_at: dateOf(changedAt) },
  };
}
