import { vietnamDay } from '@lienthong/contracts';
import type { EventDraft } from '../../journey/draft.js';
import {
  begun,
  joinsOf,
  lateUnits,
  readySteps,
  stepAsked,
  stepMoved,
  stepUnplaced,
  type Step,
} from '../../journey/steps.js';
import type { DossierState } from '../../journey/subject.js';
import type { Batch, HeldSubject } from '../../pipeline/batch.js';
import { carryOut } from '../../pipeline/carry-out.js';
import type { PipelineTools } from '../../pipeline/tools.js';
import { lasts } from '../rules/handover.js';
import { makeHandover } from './make-handover.js';
import type { StoredHandover } from './stored.js';

const by = 'gateway';

/** A dossier has been stated: where it has just reached the status with which its procedure's steps begin, they do. */
export function followStatement(
  before: DossierState | undefined,
  held: HeldSubject,
  batch: Batch,
  tools: PipelineTools,
): void {
  const { dossier } = held.state;
  if (!dossier) return;
  const declared = dossier.steps ? undefined : tools.handovers.steps.of(dossier.procedure);
  const reaches = declared?.startsAt === dossier.effectiveStatus && before?.effectiveStatus !== dossier.effectiveStatus;
  if (declared && reaches) askFor(begun(declared.steps), [], held, batch, tools);
  // One that had ended and is stated anew goes on.
  else if (dossier.steps && readySteps(dossier.steps).length > 0) askFor(dossier.steps, [], held, batch, tools);
}

/** A handover has moved, or is late: the step for which it asks has too, and others may begin. */
export function followHandover(handover: StoredHandover, batch: Batch, tools: PipelineTools): void {
  const held = batch.subjects.get(handover.dossier);
  const before = held?.state.dossier?.steps;
  if (!held || !before || handover.step === undefined) return;
  const { id, state, toUnit: unit, reminded } = handover;
  const standing = state === 'answered' || lasts(state) ? state : 'held';
  const late = reminded === 'late';
  const after = stepMoved(before, { handover: id, unit, state: standing, late, at: batch.at });
  if (after !== before) askFor(after, linesOf(before, after, handover.step, batch.at, tools), held, batch, tools);
}

/** Asks for what can be asked now, unless the dossier has ended meanwhile, and takes all of it into the batch. */
function askFor(
  steps: readonly Step[],
  told: readonly EventDraft[],
  held: HeldSubject,
  batch: Batch,
  tools: PipelineTools,
): void {
  // What has come together is told before what begins with it.
  carryOut({ kind: 'stepsMoved', client: by, steps }, held, batch, tools, { lines: () => told });
  const lines: EventDraft[] = [];
  let now = steps;
  for (const step of hasEnded(held.state.dossier!) ? [] : readySteps(steps)) {
    const asked = ask(step, held, batch, tools);
    now = asked ? stepAsked(now, step.key, asked) : stepUnplaced(now, step.key, batch.at);
    if (!asked) lines.push(line('unplaced', { step: step.key }, batch.at));
  }
  if (now !== steps) {
    carryOut({ kind: 'stepsMoved', client: by, steps: now }, held, batch, tools, { lines: () => lines });
  }
}

const hasEnded = ({ effectiveStatus }: DossierState): boolean => endings.has(effectiveStatus);
const endings: ReadonlySet<DossierState['effectiveStatus']> = new Set([
  ...(['refused', 'withdrawn', 'stopped', 'completed', 'returned'] as const),
]);

/** The handover that asks for a step; nothing where there is nobody to ask: that stops no statement of the unit. */
function ask({ key, unit, role, ask: request, limit }: Step, held: HeldSubject, batch: Batch, tools: PipelineTools) {
  const { unit: owner, client } = held.state.dossier!;
  const { steps, routeOf } = tools.handovers;
  const now = Date.parse(batch.at);
  const day = vietnamDay(now);
  const named = steps.unitOf({ ...(unit ? { unit } : {}), ...(role ? { role } : {}) }, owner, day);
  const route = named === undefined ? undefined : routeOf(named, day);
  if (named === undefined || route?.kind !== 'to' || route.unit === owner) return undefined;
  const { id, toUnit, dueAt } = makeHandover(
    {
      ...{ id: tools.newId(), kind: 'request', fromUnit: owner, toUnit: route.unit, client, by, step: key },
      ...(route.unit === named ? {} : { addressedTo: named }),
      ...{ dueAt: new Date(steps.dueAt(limit, now)).toISOString(), asked: { request, documents: [] } },
    },
    ...([held, batch, tools] as const),
  );
  return { handover: id, to: toUnit, dueAt };
}

/** What the join is told of: all have answered, one is late, or one goes no further without the dossier's unit. */
function linesOf(
  before: readonly Step[],
  after: readonly Step[],
  key: string,
  at: string,
  { unitName }: PipelineTools,
): readonly EventDraft[] {
  const [was, is] = [before, after].map((steps) => steps.find((step) => step.key === key)!) as [Step, Step];
  const joins = joinsOf(before, after).map(({ answered, next }) =>
    line('joined', { steps: answered.join(', '), ...(next.length > 0 ? { next: next.join(', ') } : {}) }, at),
  );
  const who = { step: key, unit: is.to!, to: unitName(is.to!), handover: is.handover! };
  const units = lateUnits(after, Date.parse(at));
  const named = { late: units.join(', '), names: units.map(unitName).join(', ') };
  return [
    ...(is.late && !was.late ? [line('late', { ...who, ...named, dueAt: is.dueAt! }, at)] : []),
    ...(is.state === 'held' && was.state !== 'held' ? [line('held', who, at)] : []),
    ...joins,
  ];
}

const line = (what: string, args: EventDraft['args'] & object, at: string): EventDraft => ({
  ...{ at, kind: `steps.${what}`, by, args },
});
