import { catchUp } from '../../going-live/catch-up.js';
import type { Batch, HeldSubject } from '../../pipeline/batch.js';
import { carryOut } from '../../pipeline/carry-out.js';
import type { PipelineTools } from '../../pipeline/tools.js';
import type { UnitOf } from '../../pipeline/unit.js';
import { whyNot } from '../rules/may-act.js';
import type { RepairAnswer } from './disagreement-unit.js';

/** The one safe repair of a disagreement: an exchange, begun by an operator who has seen what it is about. It ends when claims agree. */
export function foldRepair(
  { command }: UnitOf<'repairDisagreement'>,
  held: HeldSubject,
  batch: Batch,
  tools: PipelineTools,
): RepairAnswer {
  const known = batch.disagreed.known.get(command.disagreement);
  if (!known || known.dossier !== held.subject) return { kind: 'notFound' };
  const refused = whyNot(known, command.ifMatch, 'tellPortal');
  if (refused) return refused;
  const { operator } = command;
  const args = { disagreement: known.id, kind: known.kind };
  batch.record(held, [{ at: batch.at, kind: 'operator.repair', by: operator, args }]);
  const exchanges = tellPortal(held, batch, tools, command.traceparent);
  const [repairExchange] = exchanges;
  const repaired = { repairedAt: batch.at, repairedBy: operator, version: known.version + 1 };
  batch.disagreed.put({ ...known, ...repaired, ...(repairExchange === undefined ? {} : { repairExchange }) });
  batch.count([{ name: 'disagreements_total', labels: { kind: known.kind, step: 'repaired' } }]);
  return { kind: 'accepted', exchanges, replayed: false };
}

/** What was never told is caught up with; what was told is told again. */
function tellPortal(
  held: HeldSubject,
  batch: Batch,
  tools: PipelineTools,
  traceparent: string | undefined,
): readonly string[] {
  const { dossier } = held.state;
  const content = batch.contentOf(held.subject);
  if (!dossier || !content) return [];
  if (dossier.untold) {
    const caughtUp = catchUp(held, batch, tools);
    return caughtUp.kind === 'told' ? caughtUp.exchanges : [];
  }
  const { client, unit } = dossier;
  const event = { kind: 'toldAgain', client, content, unitName: tools.unitName(unit) } as const;
  return carryOut(event, held, batch, tools, { traceparent }).exchanges.map(({ id }) => id);
}
