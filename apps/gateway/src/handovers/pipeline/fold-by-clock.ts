import { vietnamDay } from '@lienthong/contracts';
import type { Batch } from '../../pipeline/batch.js';
import type { PipelineTools } from '../../pipeline/tools.js';
import type { UnitOf } from '../../pipeline/unit.js';
import { lasts } from '../rules/handover.js';
import { followHandover } from './follow-steps.js';
import { handoverOf, type HandoverMoved } from './handover-unit.js';
import { putHandover } from './put-handover.js';
import type { StoredHandover } from './stored.js';
import { countOf, lineOf, tellBoth } from './tell.js';

const by = 'gateway';

/** The answer is due before long, or was due: both sides are told, once of each. */
export function foldReminder(unit: UnitOf<'remindOfHandover'>, batch: Batch, tools: PipelineTools): HandoverMoved {
  const handover = lasting(unit.subject, batch);
  if (!handover || handover.reminded === 'late' || handover.reminded === unit.of) return { kind: 'ignored' };
  tellBoth(lineOf(unit.of, handover, tools, { at: batch.at, by }), handover, batch);
  const reminded = { ...handover, reminded: unit.of };
  if (handover.step === undefined) batch.handed.put(reminded);
  // Whoever asks for the dossier is told which unit of several is late.
  else putHandover(reminded, batch, tools, by);
  followHandover(reminded, batch, tools);
  batch.count([{ name: 'handover_reminders_total', labels: { of: unit.of } }]);
  return { kind: 'moved' };
}

/** The receiver has ended since: who took over has it from today on, and nobody where that is who asked. */
export function foldReroute(unit: UnitOf<'rerouteHandover'>, batch: Batch, tools: PipelineTools): HandoverMoved {
  const handover = lasting(unit.subject, batch);
  // What has gone to another hub is routed there; to one behind it nothing is brought without a person who sends it.
  if (handover?.carriage?.from === 'here') return { kind: 'ignored' };
  const route = handover && tools.handovers.routeOf(handover.toUnit, vietnamDay(Date.parse(batch.at)));
  if (!handover || route?.kind !== 'to' || route.unit === handover.toUnit) return { kind: 'ignored' };
  if (tools.handovers.hub.viaOf(route.unit) !== undefined) return { kind: 'ignored' };
  const { at } = batch;
  const toOwner = batch.subjects.get(handover.dossier)?.state.dossier?.unit === route.unit;
  const moved: StoredHandover = toOwner
    ? { ...handover, state: 'refused', endedAt: at }
    : { ...handover, toUnit: route.unit, addressedTo: handover.addressedTo ?? handover.toUnit };
  // The line is about who has ended now, whoever was named at first.
  const told = { ...moved, toUnit: route.unit, addressedTo: handover.toUnit };
  tellBoth(lineOf(toOwner ? 'fellBack' : 'rerouted', told, tools, { at, by }), moved, batch);
  putHandover(moved, batch, tools, by);
  followHandover(moved, batch, tools);
  batch.count([toOwner ? countOf(moved) : { name: 'handovers_rerouted_total', labels: {} }]);
  return { kind: 'moved' };
}

function lasting(subject: string, { handed }: Batch): StoredHandover | undefined {
  const handover = handed.handovers.get(handoverOf(subject) ?? '');
  return handover && lasts(handover.state) ? handover : undefined;
}
