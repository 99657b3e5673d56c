import type { EventDraft } from '../../journey/draft.js';
import type { Batch, HeldSubject } from '../../pipeline/batch.js';
import { carryOut } from '../../pipeline/carry-out.js';
import type { PipelineTools } from '../../pipeline/tools.js';
import { owedKey } from './owed-push.js';
import type { TellAgain, TellAgainAnswer } from './push-unit.js';

/**
 * A new push for a change whose push came to nothing: the status of then, with what the agency says of the dossier now, so that
 * what was refused for a fault of the agency's may be mended.
 */
export function foldTellAgain(unit: TellAgain, held: HeldSubject, batch: Batch, tools: PipelineTools): TellAgainAnswer {
  const owed = batch.owed.get(owedKey(unit));
  const content = batch.contentOf(unit.subject);
  const { dossier } = held.state;
  if (!owed || owed.exchange !== unit.exchange || !content || !dossier) return { kind: 'notOwed' };
  const { status, since } = owed;
  const lines = ({ exchanges: [push] }: { readonly exchanges: readonly { readonly id: string }[] }): EventDraft[] =>
    push ? [{ at: batch.at, kind: 'monitor.toldAgain', by: 'gateway', exchange: push.id, args: { status } }] : [];
  const told = carryOut({ kind: 'statusOwed', client: dossier.client, content, status, since }, held, batch, tools, {
    lines,
  });
  const [push] = told.exchanges;
  if (!push) return { kind: 'notOwed' };
  batch.owed.set(owedKey(unit), { ...owed, exchange: push.id });
  batch.toldAgain.set(push.id, unit.number);
  batch.count([{ name: 'monitor_pushes_again_total', labels: { partner: push.partner } }]);
  return { kind: 'told', exchange: push.id };
}
