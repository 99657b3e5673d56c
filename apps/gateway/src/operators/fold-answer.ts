import type { Batch, HeldSubject } from '../pipeline/batch.js';
import type { EventAnswer, UnitOf } from '../pipeline/unit.js';

/** The owner's verdict on an operator's act ends in the timeline. The first verdict counts; repeats are ignored. */
export function foldAnswer({ answer }: UnitOf<'answered'>, held: HeldSubject, batch: Batch): EventAnswer {
  const command = batch.commands.get(answer.command);
  if (!command || command.exchange !== answer.exchange) return { kind: 'unknown', reason: 'command.unknown' };
  if (command.state !== 'sent') return { kind: 'ignored' };
  batch.commands.set(command.id, { ...command, state: answer.verdict });
  batch.changedCommands.set(command.id, {
    state: answer.verdict,
    ...(answer.reason ? { reason: answer.reason } : {}),
    at: batch.at,
  });
  batch.record(held, [
    {
      at: answer.at,
      kind: answer.verdict === 'done' ? 'operator.commandDone' : 'operator.commandRefused',
      by: command.operator,
      exchange: command.exchange,
      args: { command: command.id, act: command.kind, ...(answer.reason ? { reason: answer.reason } : {}) },
    },
  ]);
  return { kind: 'ignored' };
}
