import type { StrayCall } from '@lienthong/contracts';
import type { EventDraft } from '../journey/draft.js';
import type { Batch, HeldSubject } from '../pipeline/batch.js';
import type { EventAnswer, UnitOf } from '../pipeline/unit.js';
import { spokenOf } from './same-exchange.js';

/** A call that its lease did not cover: evidence for a person, shown, told and counted once. Changes no state. */
export function foldStrayCall({ call: told }: UnitOf<'strayCall'>, held: HeldSubject, batch: Batch): EventAnswer {
  const known = spokenOf(told, batch);
  if ('fault' in known) return { kind: 'unknown', reason: known.fault };
  const { exchange, process, call, partner, operation } = told;
  if (batch.keepBeside({ exchange, kind: 'strayCall', n: call.attempt, process, call })) {
    batch.record(held, [eventOf(told)]);
    batch.count([{ name: 'stray_calls_total', labels: { partner, operation, outcome: call.outcome } }]);
  }
  return { kind: 'ignored' };
}

const eventOf = ({ exchange, partner, operation, number, call, leftWithoutLease, at }: StrayCall): EventDraft => ({
  ...{ at, kind: 'exchange.strayCall', by: partner, exchange },
  attempt: call.attempt,
  outcome: call.outcome,
  args: {
    ...{ partner, operation, number },
    ...(call.cause ? { cause: call.cause } : {}),
    leaseEnded: leftWithoutLease ? 'before' : 'meanwhile',
  },
});
