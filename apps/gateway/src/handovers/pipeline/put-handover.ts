import type { HandedTo } from '../../journey/handed-to.js';
import type { Batch } from '../../pipeline/batch.js';
import { carryOut } from '../../pipeline/carry-out.js';
import type { PipelineTools } from '../../pipeline/tools.js';
import type { Carriage } from '../rules/carriage.js';
import { lasts } from '../rules/handover.js';
import { handoverSubject } from './handover-unit.js';
import type { StoredHandover } from './stored.js';

/** Kinds of the timers of a handover that waits for its answer; subject `handover:<id>`. */
export const handoverTimers = { soon: 'handover.soon', late: 'handover.late' } as const;

/** Takes a handover as it is now into the batch: its timers stand as long as it lasts, and the dossier's blame clock knows of it. */
export function putHandover(handover: StoredHandover, batch: Batch, tools: PipelineTools, by: string): void {
  const before = batch.handed.handovers.get(handover.id);
  batch.handed.put(handover);
  keepTimers(before, handover, batch, tools);
  const dossier = batch.subjects.get(handover.dossier);
  if (!dossier?.state.dossier) return;
  const others = (dossier.state.dossier.handedTo ?? []).filter((one) => one.handover !== handover.id);
  const handedTo = [...others, ...owedIn(handover)];
  carryOut({ kind: 'handoversMoved', client: by, handedTo }, dossier, batch, tools);
}

function owedIn(handover: StoredHandover): readonly HandedTo[] {
  const { id, kind, toUnit, state, openSince, createdAt, dueAt, carriage, step, reminded } = handover;
  if (!lasts(state)) return [];
  const onItsWay = carriage && wayOf(carriage);
  return [
    {
      ...{ handover: id, unit: toUnit, state, since: openSince ?? createdAt, target: dueAt },
      ...(onItsWay ? { onItsWay } : {}),
      ...(step !== undefined && reminded === 'late' ? { late: true as const } : {}),
      ...(kind === 'submission' ? { kind } : {}),
    },
  ];
}

const wayOf = ({ partner, standing, since }: Carriage): HandedTo['onItsWay'] =>
  standing === 'arrived' || standing === 'failed' ? undefined : { partner, standing, since };

function keepTimers(
  before: StoredHandover | undefined,
  { id, state, dueAt }: StoredHandover,
  { handed, at }: Batch,
  { handovers }: PipelineTools,
): void {
  const subject = handoverSubject(id);
  const begins = !before || !lasts(before.state);
  if (lasts(state) && (begins || before.dueAt !== dueAt)) {
    const due = Date.parse(dueAt);
    const soon = due - handovers.remindMillis;
    // Who is given less time than that is not reminded of what it has only just got.
    if (soon > Date.parse(at)) handed.timers.push({ subject, kind: handoverTimers.soon, due: new Date(soon) });
    handed.timers.push({ subject, kind: handoverTimers.late, due: new Date(due) });
  } else if (!begins && !lasts(state)) {
    handed.endedTimers.push(...Object.values(handoverTimers).map((kind) => ({ subject, kind })));
  }
}
