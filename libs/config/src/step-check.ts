import type { ConfigFault } from './config-fault.js';
import type { ProcedureConfig, RoleConfig, StepConfig, UnitConfig } from './config.js';

interface Tree {
  readonly units: readonly UnitConfig[];
  readonly roles?: readonly RoleConfig[];
  readonly procedures?: readonly ProcedureConfig[];
}

const aUnit = 'the code of a unit in this file';

/** What a schema cannot see in `roles:` and `procedures:`: units, parts and steps that are not there, what stands twice, circles. */
export function checkSteps({ units, roles = [], procedures = [] }: Tree): ConfigFault[] {
  const codes = new Set(units.map(({ code }) => code));
  const parts = new Set(roles.map(({ role }) => role));
  return [
    ...roles.flatMap((row, index) => faultsOfRole(row, `/roles/${index}`, codes)),
    ...overlaps(roles),
    ...repeated(procedures.map(({ code }) => code)).map((index) => ({
      pointer: `/procedures/${index}/code`,
      found: `"${procedures[index]!.code}" a second time`,
      allowed: 'each procedure once',
    })),
    ...procedures.flatMap(({ steps }, index) => faultsOfSteps(steps, `/procedures/${index}/steps`, codes, parts)),
  ];
}

function faultsOfRole(
  { for: owner, unit, validFrom, validTo }: RoleConfig,
  at: string,
  codes: ReadonlySet<string>,
): ConfigFault[] {
  const isBackward = validFrom !== undefined && validTo !== undefined && validTo <= validFrom;
  return [
    ...(codes.has(owner) ? [] : [{ pointer: `${at}/for`, found: `"${owner}"`, allowed: aUnit }]),
    ...(codes.has(unit) ? [] : [{ pointer: `${at}/unit`, found: `"${unit}"`, allowed: aUnit }]),
    ...(isBackward ? [{ pointer: `${at}/validTo`, found: validTo, allowed: `a day after ${validFrom}` }] : []),
  ];
}

/** On one day one unit plays a part for another. */
const overlaps = (roles: readonly RoleConfig[]): ConfigFault[] =>
  roles.flatMap((row, index) => {
    const other = roles.findIndex((one) => one.role === row.role && one.for === row.for && meet(one, row));
    if (other < 0 || other >= index) return [];
    const found = `"${row.role}" for "${row.for}" on days of roles[${other}] too`;
    return [{ pointer: `/roles/${index}/role`, found, allowed: 'one unit for each part on a day' }];
  });

const meet = (one: RoleConfig, other: RoleConfig): boolean =>
  (one.validTo === undefined || other.validFrom === undefined || other.validFrom < one.validTo) &&
  (other.validTo === undefined || one.validFrom === undefined || one.validFrom < other.validTo);

const repeated = (names: readonly string[]): readonly number[] =>
  names.flatMap((name, index) => (names.indexOf(name) < index ? [index] : []));

function faultsOfSteps(
  steps: readonly StepConfig[],
  at: string,
  codes: ReadonlySet<string>,
  parts: ReadonlySet<string>,
): ConfigFault[] {
  const keys = steps.map(({ key }) => key);
  const circle = inCircle(steps);
  return [
    ...repeated(keys).map((index) => ({
      pointer: `${at}/${index}/key`,
      found: `"${keys[index]!}" a second time`,
      allowed: 'each key once',
    })),
    ...steps.flatMap((step, index) => faultsOfStep(step, `${at}/${index}`, codes, parts, keys)),
    ...(circle < 0 ? [] : [faultOfCircle(`${at}/${circle}/after`)]),
  ];
}

const faultOfCircle = (pointer: string): ConfigFault => ({
  ...{ pointer, found: 'a circle of steps that wait for each other' },
  allowed: 'steps of which one can begin',
});

function faultsOfStep(
  { unit, role, workingDays, workingHours, after = [] }: StepConfig,
  at: string,
  codes: ReadonlySet<string>,
  parts: ReadonlySet<string>,
  keys: readonly string[],
): ConfigFault[] {
  const one = (pair: readonly unknown[], names: string): ConfigFault[] => {
    const given = pair.filter((value) => value !== undefined).length;
    return given === 1 ? [] : [{ pointer: at, found: given === 0 ? 'neither' : 'both', allowed: `one of ${names}` }];
  };
  return [
    ...one([unit, role], 'unit, role'),
    ...one([workingDays, workingHours], 'workingDays, workingHours'),
    ...(unit === undefined || codes.has(unit) ? [] : [{ pointer: `${at}/unit`, found: `"${unit}"`, allowed: aUnit }]),
    ...(role === undefined || parts.has(role)
      ? []
      : [{ pointer: `${at}/role`, found: `"${role}"`, allowed: 'a part that stands in roles' }]),
    ...after.flatMap((key, place) =>
      keys.includes(key)
        ? []
        : [{ pointer: `${at}/after/${place}`, found: `"${key}"`, allowed: 'the key of a step of this procedure' }],
    ),
  ];
}

/** The first step that can never begin although all that it waits for are there; -1 when each can. */
function inCircle(steps: readonly StepConfig[]): number {
  const known = new Set(steps.map(({ key }) => key));
  const done = new Set<string>();
  let before = -1;
  while (done.size > before) {
    before = done.size;
    for (const { key, after = [] } of steps) {
      if (after.every((one) => done.has(one) || !known.has(one))) done.add(key);
    }
  }
  return steps.findIndex(({ key }) => !done.has(key));
}
