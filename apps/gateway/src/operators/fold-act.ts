import type { ExchangeCommand } from '@lienthong/contracts';
import type { OperatorAct, OperatorActAnswer } from '../core.js';
import type { EventDraft } from '../journey/draft.js';
import { isOvertaken } from '../delivery/pipeline/is-overtaken.js';
import { laneKey } from '../journey/lane.js';
import type { Batch, HeldSubject } from '../pipeline/batch.js';
import { commandMessage } from '../pipeline/message.js';
import { boxAt } from '../pipeline/sealer.js';
import type { PipelineTools } from '../pipeline/tools.js';
import type { UnitOf } from '../pipeline/unit.js';
import { judgeAct } from './judge-act.js';

/** An operator's act: refused by what the gateway knows, or recorded and sent to the owner of the exchange. */
export function foldAct(
  { command: act }: UnitOf<'act'>,
  held: HeldSubject,
  batch: Batch,
  tools: PipelineTools,
): OperatorActAnswer {
  const known = batch.exchanges.get(act.exchange);
  if (!known) return { kind: 'notFound' };
  if (act.kind === 'retry' && isOvertaken(act.exchange, held.subject, batch)) {
    return { kind: 'notApplicable', state: known.projection.state };
  }
  const proposal = batch.proposals.get(act.exchange);
  const verdict = judgeAct(act, {
    exchange: known.identity,
    projection: known.projection,
    newestOfLane: held.state.lanes.get(laneKey(known.identity))?.lastNumber ?? 0,
    ...(proposal ? { proposal } : {}),
  });
  if (verdict.kind === 'refuse') {
    if (verdict.answer.kind === 'findingsDiffer') batch.record(held, [disputed(act, batch.at)]);
    return verdict.answer;
  }

  const id = tools.newId();
  const proposed = verdict.kind === 'propose';
  const confirms = verdict.kind === 'send' ? verdict.confirms : undefined;
  const stated = statedBy(act, id, held, tools);
  batch.newCommands.push({
    id,
    exchange: act.exchange,
    subject: held.subject,
    kind: act.kind,
    operator: act.operator,
    ...(act.finding ? { finding: act.finding } : {}),
    ...(stated ? { stated } : {}),
    state: proposed ? 'proposed' : 'sent',
    expectedVersion: known.projection.version,
    orNewer: isForNewerToo(act),
    ...(confirms ? { confirms } : {}),
    at: batch.at,
  });
  batch.commands.set(id, {
    id,
    exchange: act.exchange,
    kind: act.kind,
    operator: act.operator,
    state: proposed ? 'proposed' : 'sent',
  });
  batch.record(held, [
    {
      at: batch.at,
      kind: proposed ? 'operator.resolveProposed' : `operator.${act.kind}`,
      by: act.operator,
      exchange: act.exchange,
      args: {
        command: id,
        ...(act.finding ? { finding: act.finding } : {}),
        ...(act.replay ? { replay: act.replay.id, stage: act.replay.stage } : {}),
      },
      ...personalOf(act),
    },
  ]);
  batch.count([{ name: 'operator_commands_total', labels: { kind: act.kind, step: proposed ? 'proposed' : 'sent' } }]);
  if (verdict.kind === 'propose') {
    if (verdict.replaces) batch.changedCommands.set(verdict.replaces, { state: 'withdrawn', at: batch.at });
    batch.proposals.set(act.exchange, {
      id,
      operator: act.operator,
      finding: act.finding!,
      version: known.projection.version,
    });
    return { kind: 'awaitsSecondPerson', command: id, replayed: false };
  }
  if (confirms) {
    batch.changedCommands.set(confirms, { state: 'confirmed', at: batch.at });
    batch.proposals.delete(act.exchange);
  }
  batch.messages.push(commandMessage(sentCommand(act, id, held.subject, known.projection.version, batch.at)));
  return { kind: 'accepted', command: id, replayed: false };
}

const personalOf = ({ reason, evidence }: OperatorAct): Pick<EventDraft, 'personal'> =>
  reason || evidence ? { personal: { reason, evidence } } : {};

/** A second person who found otherwise changes nothing, and it must be seen that the evidence is disputed. */
const disputed = (act: OperatorAct, at: string): EventDraft => ({
  ...{ at, kind: 'operator.resolveDisputed', by: act.operator, exchange: act.exchange },
  args: { ...(act.finding ? { finding: act.finding } : {}) },
  ...personalOf(act),
});

/** A call that is out makes a new version when it ends; whoever gives up without naming a version means that one too. */
const isForNewerToo = ({ kind, expectedVersion }: OperatorAct): boolean =>
  kind === 'abandon' && expectedVersion === undefined;

function statedBy(act: OperatorAct, id: string, held: HeldSubject, tools: PipelineTools): Buffer | undefined {
  if (!act.reason && !act.evidence) return undefined;
  const text = JSON.stringify({ reason: act.reason, evidence: act.evidence });
  return tools.sealer.seal(held.key, text, boxAt.command(id));
}

const sentCommand = (
  act: OperatorAct,
  command: string,
  subject: string,
  expectedVersion: number,
  at: string,
): ExchangeCommand => ({
  command,
  kind: act.kind,
  exchange: act.exchange,
  subject,
  expectedVersion,
  ...(isForNewerToo(act) ? { orNewer: true } : {}),
  operator: act.operator,
  ...(act.finding ? { finding: act.finding } : {}),
  at,
});
