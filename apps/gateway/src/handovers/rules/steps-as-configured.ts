import type { ProcedureConfig, RoleConfig } from '@lienthong/config';
import type { Calendar } from '@lienthong/statutory-clock';
import { standing } from '../../access/list-units.js';
import type { UnitTree } from '../../access/unit-tree.js';
import type { DeclaredStep } from '../../journey/steps.js';
import { dueInWorkingTime } from './due.js';
import type { StepRules } from './step-rules.js';

/** Steps that the configuration declares. It has been checked: no circles, no unit or part that is not there. */
export function stepRules(
  procedures: readonly ProcedureConfig[],
  roles: readonly RoleConfig[],
  tree: Pick<UnitTree, 'isWithin'>,
  calendar: Calendar,
): StepRules {
  const declared = new Map(
    procedures.map(({ code, startsAt, steps }) => [
      code,
      { startsAt: startsAt ?? 'processing', steps: steps.map(declaredStep) } as const,
    ]),
  );
  return {
    some: declared.size > 0,
    of: (procedure) => declared.get(procedure),
    unitOf: ({ unit, role }, owner, day) => unit ?? playing(role, owner, day, roles, tree),
    dueAt: (limit, askedAt) => dueInWorkingTime(limit, calendar, askedAt),
  };
}

const declaredStep = ({ workingDays, workingHours, ...step }: ProcedureConfig['steps'][number]): DeclaredStep => ({
  ...step,
  limit: workingDays === undefined ? { workingHours: workingHours! } : { workingDays },
});

/** Of the rows of that part that hold on the day the one for the nearest unit: the dossier's own, or one above it. */
function playing(
  role: string | undefined,
  owner: string,
  day: string,
  roles: readonly RoleConfig[],
  { isWithin }: Pick<UnitTree, 'isWithin'>,
): string | undefined {
  const [nearest] = roles
    .filter((row) => row.role === role && isWithin(owner, row.for) && standing(row, day) === 'inForce')
    .sort((one, other) => (isWithin(one.for, other.for) ? -1 : 1));
  return nearest?.unit;
}
