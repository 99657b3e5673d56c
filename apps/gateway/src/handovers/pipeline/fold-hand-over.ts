import { vietnamDay } from '@lienthong/contracts';
import type { DossierState } from '../../journey/subject.js';
import { stepAsked } from '../../journey/steps.js';
import type { Batch, HeldSubject } from '../../pipeline/batch.js';
import { carryOut } from '../../pipeline/carry-out.js';
import type { PipelineTools } from '../../pipeline/tools.js';
import type { UnitOf } from '../../pipeline/unit.js';
import type { HandOverAnswer } from '../core.js';
import { makeHandover } from './make-handover.js';
import { nameFiles, refusalOfFiles } from './name-files.js';

/** Units that may owe answers about one dossier at once: they all stand in its row. */
const mostAtOnce = 50;

/** A unit hands its dossier, or a question about it, to another. */
export function foldHandOver(
  { handover: id, command }: UnitOf<'handOver'>,
  held: HeldSubject,
  batch: Batch,
  tools: PipelineTools,
): HandOverAnswer {
  const { dossier } = held.state;
  // Another's dossier looks like none.
  if (!dossier || !command.mayUseUnit(dossier.unit)) return { kind: 'notFound' };
  const { client, kind, toUnit, request, documents = [], step, traceparent } = command;
  const now = Date.parse(batch.at);
  const route = tools.handovers.routeOf(toUnit, vietnamDay(now));
  if (route.kind !== 'to') return { kind: 'unitUnfit', why: route.kind };
  if (route.unit === dossier.unit) return { kind: 'unitUnfit', why: 'own' };
  const due = command.dueAt === undefined ? tools.handovers.dueAt(now, route.unit) : Date.parse(command.dueAt);
  if (due <= now) return { kind: 'dueTooEarly' };
  if ((dossier.handedTo ?? []).length >= mostAtOnce) return { kind: 'tooMany', most: mostAtOnce };
  if (step !== undefined && !isHeld(step, dossier)) return { kind: 'stepUnfit' };
  const carried = tools.handovers.hub.viaOf(route.unit) !== undefined;
  const refused = refusalOfFiles(documents, { client, again: held.subject, carried }, batch);
  if (refused) return refused;
  nameFiles(id, documents, batch);
  const { toUnit: to, dueAt } = makeHandover(
    {
      ...{ id, kind, fromUnit: dossier.unit, toUnit: route.unit, client, by: client, traceparent },
      ...(route.unit === toUnit ? {} : { addressedTo: toUnit }),
      ...{ dueAt: new Date(due).toISOString(), asked: { request, documents } },
      ...(step === undefined ? {} : { step }),
    },
    ...([held, batch, tools] as const),
  );
  if (step !== undefined) {
    const steps = stepAsked(held.state.dossier!.steps!, step, { handover: id, to, dueAt });
    carryOut({ kind: 'stepsMoved', client, steps }, held, batch, tools);
  }
  return { kind: 'accepted', handover: id, replayed: false };
}

/** What a unit has been asked for, or has answered, is not asked for a second time. */
const isHeld = (key: string, { steps = [] }: DossierState): boolean =>
  steps.some((step) => step.key === key && step.state === 'held');
