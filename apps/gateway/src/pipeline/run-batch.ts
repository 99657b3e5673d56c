import type { RunBatch, Tx } from '@lienthong/store';
import { foldDelivery } from '../delivery/pipeline/fold-delivery.js';
import { foldDeliveryChange } from '../delivery/pipeline/fold-exchange-change.js';
import { foldAskPortal } from '../disagreements/pipeline/fold-ask-portal.js';
import { foldCompared } from '../disagreements/pipeline/fold-compared.js';
import { foldDismiss } from '../disagreements/pipeline/fold-dismiss.js';
import { foldLookUp } from '../disagreements/pipeline/fold-look-up.js';
import { foldRepair } from '../disagreements/pipeline/fold-repair.js';
import { catchUp } from '../going-live/catch-up.js';
import { foldCarriageChange } from '../handovers/pipeline/fold-carriage.js';
import { foldHandover } from '../handovers/pipeline/fold-handover.js';
import { setHandoverTimers } from '../handovers/store/save-handovers.js';
import { foldAskCitizen } from '../identity/pipeline/fold-ask.js';
import { foldAwaited } from '../identity/pipeline/await-answer.js';
import { foldCheckChange } from '../identity/pipeline/fold-check-change.js';
import { setCheckTimers } from '../identity/store/save-checks.js';
import { foldActOnItem } from '../inbox/fold-act-on-item.js';
import { foldPut } from '../intake/fold-put.js';
import { foldStep } from '../intake/fold-step.js';
import { foldOnce } from './idempotent.js';
import { foldAct } from '../operators/fold-act.js';
import { foldAnswer } from '../operators/fold-answer.js';
import { foldChange } from '../projection/fold-change.js';
import { foldStrayCall } from '../projection/fold-stray-call.js';
import { foldTellAgain } from '../reconciliation/status-pushes/fold-tell-again.js';
import { loadBatch } from '../store/load-batch.js';
import { saveBatch } from '../store/save-batch.js';
import { foldMoney } from '../money/pipeline/fold-money.js';
import { foldOrderChange } from '../money/pipeline/fold-order-change.js';
import { freeFeesAndSetTimers } from '../money/store/save-money.js';
import { foldPlaceSubmission, foldSubmitted } from '../submissions/pipeline/fold-submitted.js';
import { entryOfAnswer, entryOfAsked } from '../unreadable/readings.js';
import type { Batch, HeldSubject } from './batch.js';
import { callerOf, idempotencyOf } from './caller.js';
import { reReadMessage } from './message.js';
import type { PipelineTools } from './tools.js';
import type { AnswerOf, EventAnswer, Unit, UnitOf, UnitResult } from './unit.js';

/**
 * The one transaction of the gateway: whatever has arrived (statements of agencies, outcomes, operators' acts) is folded one
 * after the other over its subjects, under their locks, and stored with its announcements in a handful of statements.
 */
export function runBatch(
  tools: PipelineTools,
  /** Between reading and folding. By then nothing is written but rows of new subjects, which may stand alone. */
  read: (tx: Tx) => Promise<void> = () => Promise.resolve(),
): RunBatch<Unit, UnitResult> {
  return async (tx, units) => {
    const batch = await loadBatch(tx, units, tools);
    await read(tx);
    const results = units.map((unit): UnitResult => {
      try {
        return { answer: fold(unit, batch, tools) };
      } catch (fault) {
        return { fault };
      }
    });
    await freeFeesAndSetTimers(tx, batch);
    await setCheckTimers(tx, batch);
    await setHandoverTimers(tx, batch);
    const writes = saveBatch(batch, tools);
    return { results, messages: batch.messages, writes };
  };
}

function fold(unit: Unit, batch: Batch, tools: PipelineTools): AnswerOf[Unit['kind']] {
  const held = batch.held(unit.subject);
  switch (unit.kind) {
    case 'put':
      return foldPut(unit, held!, batch, tools);
    case 'step':
      if (!held) return { kind: 'notFound' };
      return foldOnce(callerOf(unit), idempotencyOf(unit), held, batch, tools, () =>
        foldStep(unit, held, batch, tools),
      );
    case 'act':
      if (!held) return { kind: 'notFound' };
      return foldOnce(callerOf(unit), idempotencyOf(unit), held, batch, tools, () => foldAct(unit, held, batch, tools));
    case 'askCitizen':
      if (!held) return { kind: 'notFound' };
      return foldOnce(callerOf(unit), idempotencyOf(unit), held, batch, tools, () =>
        foldAskCitizen(unit, held, batch, tools),
      );
    case 'awaited':
      return foldAwaited(unit, batch, tools);
    case 'orderDelivery':
    case 'cancelDelivery':
    case 'tracked':
      return foldDelivery(unit, batch, tools);
    case 'actOnHandover':
      if (!held) return { kind: 'notFound' };
      return foldOnce(callerOf(unit), idempotencyOf(unit), held, batch, tools, () => foldActOnItem(unit, batch, tools));
    case 'handOver':
    case 'remindOfHandover':
    case 'rerouteHandover':
    case 'handoverTold':
      return foldHandover(unit, batch, tools);
    case 'passingKey':
      batch.identity.offered.push(unit.offered);
      return { kind: 'kept' };
    case 'submitted':
      return foldSubmitted(unit, held!, batch, tools);
    case 'placeSubmission':
      if (!held) return { kind: 'notFound' };
      return foldOnce(callerOf(unit), idempotencyOf(unit), held, batch, tools, () =>
        foldPlaceSubmission(unit, held, batch, tools),
      );
    case 'unreadable':
      batch.unreadable.push(unit.found);
      return { kind: 'kept' };
    case 'reReadRow':
      batch.rowReadings.push({ row: unit.asked.row, entry: entryOfAsked(unit.asked) });
      batch.messages.push(reReadMessage(unit.asked));
      return { kind: 'kept' };
    case 'rowReadAgain':
      batch.rowReadings.push({ row: unit.told.row, entry: entryOfAnswer(unit.told) });
      return { kind: 'kept' };
    case 'tellAgain':
      return held ? foldTellAgain(unit, held, batch, tools) : { kind: 'notOwed' };
    case 'catchUp':
      return held ? catchUp(held, batch, tools) : { kind: 'notOwed' };
    case 'compared':
      return foldCompared(unit, held, batch, tools);
    case 'dismissDisagreement':
      return foldDismiss(unit, batch);
    case 'askPortal':
      if (!held) return { kind: 'notFound' };
      return foldOnce(callerOf(unit), idempotencyOf(unit), held, batch, tools, () =>
        foldAskPortal(unit, held, batch, tools),
      );
    case 'repairDisagreement':
      if (!held) return { kind: 'notFound' };
      return foldOnce(callerOf(unit), idempotencyOf(unit), held, batch, tools, () =>
        foldRepair(unit, held, batch, tools),
      );
    case 'changed':
      return held ? foldChanged(unit, held, batch, tools) : { kind: 'unknown', reason: 'subject.unknown' };
    case 'strayCall':
      return held ? foldStrayCall(unit, held, batch) : { kind: 'unknown', reason: 'subject.unknown' };
    case 'answered':
      return held ? foldAnswer(unit, held, batch) : { kind: 'unknown', reason: 'subject.unknown' };
    default:
      return foldMoney(unit, batch, tools);
  }
}

/** Orders with providers and with the post, and questions about citizens, are exchanges like any other; more hangs on them. */
function foldChanged(unit: UnitOf<'changed'>, held: HeldSubject, batch: Batch, tools: PipelineTools): EventAnswer {
  const answer = foldChange(unit, held, batch, tools);
  if (answer.kind === 'applied') {
    foldOrderChange(unit.change, batch, tools);
    foldCheckChange(unit.change, batch, tools);
    foldDeliveryChange(unit.change, batch, tools);
    foldCarriageChange(unit.change, batch, tools);
    foldLookUp(unit.change, batch, tools);
  }
  return answer;
}
