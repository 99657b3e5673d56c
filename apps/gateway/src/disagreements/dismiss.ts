import { sql, type Kysely } from 'kysely';
import { boxAt, type Sealer } from '../pipeline/sealer.js';
import { doneOnce, type DoneOnceTools } from '../store/done-once.js';
import type { IdempotencyClash } from '../core-words.js';
import type { Dismiss, DismissAnswer } from './core.js';
import { tagOf } from './pipeline/fold-repair.js';
import { strayNamed } from './rules/unknown-to-us.js';
import { disagreementColumns, disagreementOfRow, type DisagreementRow } from './store/disagreement-rows.js';
import { readDisagreement } from './views/read-disagreements.js';

export interface DismissTools extends DoneOnceTools {
  readonly sealer: Sealer;
}

/** An operator says why a parcel that nobody here has ordered is none of ours. */
export function dismiss(command: Dismiss, tools: DismissTools): Promise<DismissAnswer | IdempotencyClash> {
  const { id } = command;
  const show = async (): Promise<DismissAnswer> => {
    const disagreement = await readDisagreement(tools, id);
    return disagreement ? { kind: 'dismissed', disagreement, replayed: false } : { kind: 'notFound' };
  };
  const act = async (): Promise<DismissAnswer> =>
    (await tools.db.transaction().execute((tx) => dismissIn(tx, command, tools))) ?? show();
  return doneOnce(tools, command, `disagreement:${id}`, act, show);
}

/** Why not; nothing where it is done. */
async function dismissIn(
  tx: Kysely<unknown>,
  { id, operator, ifMatch, why }: Dismiss,
  { sealer, clock }: DismissTools,
): Promise<DismissAnswer | undefined> {
  const { rows } = await sql<DisagreementRow>`
    select ${sql.raw(disagreementColumns)} from gateway.disagreement g where g.id = ${id}::uuid for update`.execute(tx);
  const known = rows[0] && disagreementOfRow(rows[0]);
  if (!known) return { kind: 'notFound' };
  if (known.endedAt !== undefined) return { kind: 'ended' };
  const { version, repair } = known;
  if (ifMatch !== '*' && ifMatch !== tagOf(version)) return { kind: 'changed', version };
  if (repair.kind === 'tellPortal') return { kind: 'noRepair', why: repair.kind };
  if (repair.kind === 'none' || repair.act !== 'dismiss') return { kind: 'noRepair', why: repair.why };
  const at = new Date(clock());
  const key = sealer.newWrappedKey();
  const stated = sealer.seal(sealer.unwrap(key), why, boxAt.dismissal(id));
  await sql`
    update gateway.stray_parcel s set dismissed_at = ${at}::timestamptz
    where s.delivery = ${strayNamed(known.about).id}::uuid`.execute(tx);
  await sql`
    update gateway.disagreement g set ended_at = ${at}::timestamptz, ended_how = 'dismissed', version = g.version + 1,
      dismissed_by = ${operator}, dismissed_key = ${key}::bytea, dismissed_why = ${stated}::bytea
    where g.id = ${id}::uuid`.execute(tx);
  return undefined;
}
